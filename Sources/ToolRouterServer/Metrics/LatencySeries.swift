package import ToolRouter

/// What is timed: each series is one histogram.
package enum LatencySeries: Hashable, Sendable {
    /// Requests that ended so, from arrival to answer.
    case request(Answer.Outcome.Kind)
    /// The router's own part of the same requests: without what they waited for.
    case overhead(Answer.Outcome.Kind)
    /// Attempts at a planner, as the requests see them that started them.
    case attempt(PlannerName, PlannerRole, hasReplied: Bool)

    /// The metric it belongs to.
    var metric: LatencyMetric {
        switch self {
        case .request: .request
        case .overhead: .overhead
        case .attempt: .planner
        }
    }

    /// Its values of the labels of that metric.
    var labels: [String] {
        switch self {
        case .request(let outcome), .overhead(let outcome): [outcome.rawValue]
        case .attempt(let planner, let role, let hasReplied):
            [planner.text, role.rawValue, hasReplied ? "reply" : "failure"]
        }
    }
}

/// Whether a planner's plans are run, or only compared.
package enum PlannerRole: String, Hashable, CaseIterable, Sendable {
    /// Its plans are run.
    case current
    /// It is asked beside those.
    case candidate

    init(isCandidate: Bool) {
        self = isCandidate ? .candidate : .current
    }
}

/// One time that was taken.
package struct LatencyObservation: Sendable {
    package let series: LatencySeries
    package let nanoseconds: Int64
}

/// Listens to times as they are taken.
package protocol LatencyListener: Sendable {
    /// Takes one time. Called from the task of the request, so it must be quick and must not wait.
    func observe(_ observation: LatencyObservation)
}
