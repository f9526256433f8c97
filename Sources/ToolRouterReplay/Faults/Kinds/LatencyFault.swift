package import ToolRouter
package import ToolRouterFormats

/// The call begins late: by `delay`, and up to `jitter` more.
///
/// A caller that stops waiting before the call begins has asked for nothing, and no token is billed.
package struct LatencyFault: PlannerFault, ToolFault, StoreFault, LimiterFault {
    package static let kind = "latency"
    package static let parameters = ["delay", "jitter"]

    private let delay: Duration
    private let jitter: Duration

    /// A delay above zero, and how much longer it may be.
    package init(delay: Duration, jitter: Duration = .zero) {
        precondition(delay > .zero && jitter >= .zero, "a call begins late by \(delay) and up to \(jitter) more")
        self.delay = delay
        self.jitter = jitter
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(
            delay: try section.required("delay", "a duration such as 500ms or 30s").duration(),
            jitter: try section.duration("jitter") ?? .zero)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                LatencyFault(delay: .microseconds(1)),
                LatencyFault(delay: .milliseconds(40), jitter: .milliseconds(20)),
                LatencyFault(delay: .seconds(2), jitter: .seconds(2)), LatencyFault(delay: .seconds(45)),
            ], at: target)
    }

    package var weaker: [any Fault] {
        if jitter > .zero { return [LatencyFault(delay: delay)] }
        let half = Duration.microseconds(delay.wholeMicroseconds / 2)
        return half >= .milliseconds(1) ? [LatencyFault(delay: half)] : []
    }

    package func write(to writer: inout JSONWriter) {
        writer.member("delay", DurationText.format(delay))
        if jitter > .zero { writer.member("jitter", DurationText.format(jitter)) }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        do {
            try await wait(call)
        } catch {
            return .failure(.metered(.cancelled, TokenUsage()))
        }
        return await planner.propose(inquiry)
    }

    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult {
        do {
            try await wait(call)
        } catch {
            throw .cutShort
        }
        return try await approved.run(at: call.scheduler.now)
    }

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        do {
            try await wait(call)
        } catch {
            return .failure(.cancelled)
        }
        return .success(server.reply(to: command))
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        do {
            try await wait(call)
        } catch {
            return .failure(.cancelled)
        }
        return .success(limiter.reply(to: command))
    }

    private func wait(_ call: FaultedCall) async throws(CancellationError) {
        let more = call.number(below: UInt64(jitter.wholeMicroseconds) + 1, for: "jitter")
        let late = delay + .microseconds(Int64(more))
        call.inject("begins \(DurationText.format(late)) late")
        try await call.scheduler.sleep(for: late)
    }
}
