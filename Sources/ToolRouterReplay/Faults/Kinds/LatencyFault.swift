package import ToolRouter
package import ToolRouterFormats

/// The call begins late: by `delay`, by `delay` and up to `jitter` more, each as likely as any other, or by a delay about `median` that is
/// longer than `p99` once in a hundred times.
///
/// A caller that stops waiting before the call begins has asked for nothing, and no token is billed.
package struct LatencyFault: PlannerFault, ToolFault, StoreFault, LimiterFault, AuditFault {
    package static let kind = "latency"
    package static let parameters = ["delay", "jitter", "distribution", "median", "p99"]

    /// How the delays are spread.
    private enum Delays: Hashable, Sendable {
        case uniform(Duration, jitter: Duration)
        case logNormal(LogNormalDelay)
    }

    /// The words for that.
    private enum Distribution: String, CaseIterable {
        case fixed
        case uniform
        case logNormal = "log_normal"
    }

    private let delays: Delays

    /// A delay above zero, and how much longer it may be.
    package init(delay: Duration, jitter: Duration = .zero) {
        precondition(delay > .zero && jitter >= .zero, "a call begins late by \(delay) and up to \(jitter) more")
        delays = .uniform(delay, jitter: jitter)
    }

    /// Delays of a log-normal distribution; `p99` is not below `median`, which is above zero.
    package init(median: Duration, p99: Duration) {
        precondition(median > .zero && p99 >= median, "half of the delays are below \(median), and 99% below \(p99)")
        delays = .logNormal(LogNormalDelay(median: median, p99: p99))
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let distribution = try section["distribution"]?.choice(of: Distribution.self)
        if distribution == .logNormal {
            for key in ["delay", "jitter"] { try Self.refuse(key, in: section, "`median` and `p99`") }
            let median = try section.required("median", "a duration such as 20ms").duration()
            let node = try section.required("p99", "a duration such as 500ms")
            let p99 = try node.duration()
            guard p99 >= median else {
                throw node.fault(
                    expected: "no less than `median`, which is \(DurationText.format(median))",
                    remedy: "swap or correct the two")
            }
            self.init(median: median, p99: p99)
            return
        }
        for key in ["median", "p99"] { try Self.refuse(key, in: section, "`delay`, or `distribution: log_normal`") }
        if distribution == .fixed { try Self.refuse("jitter", in: section, "a fixed `delay`") }
        let delay = try section.required("delay", "a duration such as 500ms or 30s").duration()
        if distribution == .uniform { _ = try section.required("jitter", "how much longer it may be such as 200ms") }
        self.init(delay: delay, jitter: try section.duration("jitter") ?? .zero)
    }

    private static func refuse(
        _ key: String, in section: ConfigurationSection, _ expected: String
    ) throws(FileError) {
        guard let node = section[key] else { return }
        throw node.fault(found: "the key `\(key)`", expected: expected, remedy: "remove it")
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                LatencyFault(delay: .microseconds(1)),
                LatencyFault(delay: .milliseconds(40), jitter: .milliseconds(20)),
                LatencyFault(median: .milliseconds(200), p99: .seconds(10)), LatencyFault(delay: .seconds(45)),
            ], at: target)
    }

    /// What always takes as long is weaker than what does not, and half of it weaker still, down to a millisecond.
    package var weaker: [any Fault] {
        switch delays {
        case .logNormal(let delays): return [LatencyFault(delay: delays.median)]
        case .uniform(let delay, let jitter) where jitter > .zero: return [LatencyFault(delay: delay)]
        case .uniform(let delay, _):
            let half = Duration.microseconds(delay.wholeMicroseconds / 2)
            return half >= .milliseconds(1) ? [LatencyFault(delay: half)] : []
        }
    }

    package func write(to writer: inout JSONWriter) {
        switch delays {
        case .uniform(let delay, let jitter):
            writer.member("delay", DurationText.format(delay))
            if jitter > .zero { writer.member("jitter", DurationText.format(jitter)) }
        case .logNormal(let delays):
            writer.member("distribution", Distribution.logNormal.rawValue)
            writer.member("median", DurationText.format(delays.median))
            writer.member("p99", DurationText.format(delays.p99))
        }
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

    func append(
        _ record: AuditRecord, to log: any AuditLog, _ call: FaultedCall, _ done: @escaping @Sendable (Bool) -> Void
    ) {
        let late = delay(of: call)
        call.inject("is written \(DurationText.format(late)) late")
        // Nobody's leaving hurries a disk.
        call.scheduler.spawn {
            try? await call.scheduler.sleep(for: late)
            log.append(record, done: done)
        }
    }

    private func wait(_ call: FaultedCall) async throws(CancellationError) {
        let late = delay(of: call)
        call.inject("begins \(DurationText.format(late)) late")
        try await call.scheduler.sleep(for: late)
    }

    private func delay(of call: FaultedCall) -> Duration {
        switch delays {
        case .uniform(let delay, let jitter):
            delay + .microseconds(Int64(call.number(below: UInt64(jitter.wholeMicroseconds) + 1, for: "jitter")))
        case .logNormal(let delays):
            delays.delay(at: call.number(below: LogNormalDelay.quantiles, for: "quantile"))
        }
    }
}
