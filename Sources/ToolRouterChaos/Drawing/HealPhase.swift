import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// What comes after the faults: long enough after the last one for everything to be well again, a few requests whose recordings
/// have no trouble of their own, which must be answered as though nothing had been.
struct HealPhase {
    /// The requests of the phase, each question asked twice, by those who asked before: what was held against them must be
    /// forgotten.
    private static let requests = 8
    /// The time between two of them: more than one of them may take.
    private static let gap = Duration.seconds(40)

    private let healthy: [RecordedExchange]
    private let configuration: RouterConfiguration
    private var draws: DrawSequence

    /// - Parameter settings: those of the schedule.
    init(_ recorded: [RecordedExchange], _ settings: RouterSettings, seed: UInt64) {
        let configuration = settings.router
        self.configuration = configuration
        healthy = recorded.filter { Self.isHealthy($0, configuration) }
        draws = DrawSequence(seed: seed, "heal")
    }

    /// Adds the phase behind the requests of the faulty one; does nothing where no recorded request is healthy.
    ///
    /// - Returns: the plan, which says how long it takes for everything to be well.
    mutating func append(to requests: inout [RecordedExchange], after rules: [FaultRule]) -> FaultPlan {
        guard !healthy.isEmpty, let lastFault = rules.compactMap(\.window.to).max() else {
            return FaultPlan(rules: rules)
        }
        let lastRequest = Duration.microseconds(requests.last?.atMicroseconds ?? 0)
        // Recorded trouble ends with the last request that may have it.
        let trouble = max(lastFault, lastRequest + configuration.deadline)
        let recovery = RecoveryTime.of(configuration, longestPause: configuration.breaker.maximumOpen)
        let within = (trouble - lastFault) + recovery
        var at = lastFault + within + .milliseconds(1)
        let callers = requests.map(\.caller)
        for number in 0..<Self.requests {
            var exchange = requests[requests.count - 1]
            if number.isMultiple(of: 2) {
                exchange = draws.one(of: healthy)
                // What a role may is part of the recording.
                let role = exchange.caller.role
                exchange.caller = draws.one(of: callers)
                exchange.caller.role = role
            }
            exchange.id = WorkloadDrawing.id(requests.count)
            exchange.atMicroseconds = at.wholeMicroseconds
            (exchange.bypassCache, exchange.hangsUpAfter, exchange.deadline) = (false, nil, nil)
            requests.append(exchange)
            at += Self.gap
        }
        return FaultPlan(rules: rules, convergence: FaultConvergence(within: within))
    }

    /// Whether planners said at once what they were asked for, and nothing in the configuration makes trouble of it.
    private static func isHealthy(_ exchange: RecordedExchange, _ configuration: RouterConfiguration) -> Bool {
        let most = min(
            min(configuration.attemptTimeout, configuration.deadline - configuration.minimumAttempt),
            configuration.breaker.slowCall)
        return !exchange.planner.isEmpty
            && exchange.planner.allSatisfy { attempt in
                guard case .reply(_, _, let finish) = attempt.outcome else { return false }
                return attempt.latency < most && (finish == nil || finish == "stop")
            }
    }
}
