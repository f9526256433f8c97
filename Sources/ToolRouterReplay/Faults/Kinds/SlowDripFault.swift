package import ToolRouter
package import ToolRouterFormats

/// The reply comes in drops: a planner's as `per_token`, anybody's as `chunks`, one `every` so long. The last drop comes that much
/// later than the reply would have come. Whoever stops waiting in between has had, and pays for, what had come by then.
package struct SlowDripFault: PlannerFault, ToolFault, StoreFault, LimiterFault {
    package static let kind = "slow_drip"
    package static let parameters = ["per_token", "chunks", "every"]

    /// The most drops.
    package static let mostChunks = 1_000_000

    /// How the drops come.
    package enum Pace: Hashable, Sendable {
        /// One for each token of the reply, so long after the one before.
        case perToken(Duration)
        /// So many, each so long after the one before.
        case chunks(Int, every: Duration)
    }

    private let pace: Pace

    /// Drops at `pace`: at least one, with time between them.
    package init(_ pace: Pace) {
        switch pace {
        case .perToken(let duration): precondition(duration > .zero, "a token takes \(duration)")
        case .chunks(let count, let every):
            precondition(1...Self.mostChunks ~= count && every > .zero, "\(count) drops, one every \(every)")
        }
        self.pace = pace
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let hasTokens = target.stage == .plan || target.stage == .shadow
        if let node = section["per_token"] {
            guard hasTokens else {
                throw node.fault(
                    found: "the key `per_token`", expected: "`chunks` and `every`: only planners have tokens",
                    remedy: "write those instead")
            }
            for key in ["chunks", "every"] {
                guard let node = section[key] else { continue }
                throw node.fault(
                    found: "the key `\(key)`", expected: "either `per_token`, or `chunks` and `every`",
                    remedy: "remove it")
            }
            self.init(.perToken(try node.duration()))
            return
        }
        let expected = (hasTokens ? "`per_token`, or " : "") + "`chunks`, a whole number, and `every`"
        self.init(
            .chunks(
                try section.required("chunks", expected).integer(in: 1...Self.mostChunks),
                every: try section.required("every", "a duration such as 20ms").duration()))
    }

    package func fits(_ target: FaultTarget) -> Bool {
        guard Self.fits(target) else { return false }
        if case .perToken = pace { return target.stage == .plan || target.stage == .shadow }
        return true
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                SlowDripFault(.perToken(.milliseconds(1))), SlowDripFault(.perToken(.seconds(2))),
                SlowDripFault(.chunks(10, every: .milliseconds(20))), SlowDripFault(.chunks(3, every: .seconds(30))),
            ], at: target)
    }

    /// Half as slow, down to a millisecond in all.
    package var weaker: [any Fault] {
        switch pace {
        case .perToken(let duration):
            let half = Duration.microseconds(duration.wholeMicroseconds / 2)
            return half >= .milliseconds(1) ? [SlowDripFault(.perToken(half))] : []
        case .chunks(let count, let every):
            if count > 1 { return [SlowDripFault(.chunks(count / 2, every: every))] }
            let half = Duration.microseconds(every.wholeMicroseconds / 2)
            return half >= .milliseconds(1) ? [SlowDripFault(.chunks(1, every: half))] : []
        }
    }

    package func write(to writer: inout JSONWriter) {
        switch pace {
        case .perToken(let duration): writer.member("per_token", DurationText.format(duration))
        case .chunks(let count, let every):
            writer.member("chunks", count)
            writer.member("every", DurationText.format(every))
        }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        let reply: PlannerReply
        switch await planner.propose(inquiry) {
        case .failure(let failure): return .failure(failure)
        case .success(let said): reply = said
        }
        // Whoever has stopped waiting by now waits for no drop.
        if Task.isCancelled { return .success(reply) }
        // Where nobody has counted, four bytes are about a token.
        let tokens = max(reply.usage?.totalOutput ?? reply.text.utf8.count / 4, 1)
        let began = call.scheduler.now
        let whole = duration(tokens: tokens)
        do {
            try await drip(whole, call)
        } catch {
            guard let usage = reply.usage else { return .failure(.cancelled) }
            let part = call.scheduler.now - began
            return .failure(.metered(.cancelled, usage.truncated(to: part, of: whole), model: reply.model))
        }
        return .success(reply)
    }

    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult {
        let result = try await approved.run(at: now)
        do {
            try await drip(duration(tokens: 1), call)
        } catch {
            throw .cutShort
        }
        return result
    }

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        let reply = server.reply(to: command)
        return await dripped(call).map { reply }
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        let reply = limiter.reply(to: command)
        return await dripped(call).map { reply }
    }

    private func dripped(_ call: FaultedCall) async -> Result<Void, StoreFailure> {
        do {
            try await drip(duration(tokens: 1), call)
            return .success(())
        } catch {
            return .failure(.cancelled)
        }
    }

    /// A day at most, so that no moment is beyond time.
    private func duration(tokens: Int) -> Duration {
        let (count, each) =
            switch pace {
            case .perToken(let duration): (tokens, duration)
            case .chunks(let count, let every): (count, every)
            }
        let day: Int64 = 86_400_000_000
        let (product, overflow) = Int64(count).multipliedReportingOverflow(by: each.wholeMicroseconds)
        return .microseconds(overflow ? day : min(product, day))
    }

    private func drip(_ whole: Duration, _ call: FaultedCall) async throws(CancellationError) {
        call.inject("the reply comes drop by drop, the last one \(DurationText.format(whole)) later")
        try await call.scheduler.sleep(for: whole)
    }
}

extension TokenUsage {
    /// What had come of a reply when `part` of the time that it takes was over: the prompt, and as many tokens as that time is of the whole.
    fileprivate func truncated(to part: Duration, of whole: Duration) -> TokenUsage {
        let (part, whole) = (Int128(max(part, .zero).wholeMicroseconds), Int128(max(whole.wholeMicroseconds, 1)))
        func share(_ tokens: Int) -> Int { Int(Int128(tokens) * min(part, whole) / whole) }
        return TokenUsage(
            input: input, cachedInput: cachedInput, cacheWrite: cacheWrite, longCacheWrite: longCacheWrite,
            output: share(output), reasoning: share(reasoning))
    }
}
