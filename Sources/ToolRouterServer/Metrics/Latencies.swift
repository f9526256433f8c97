package import ToolRouter

/// All histograms of a router, folded from its events.
///
/// Only requests under way are remembered, of which the router lets in so many as its configuration says.
package struct Latencies: Sendable {
    /// Planners are named by the configuration; beyond so many no more are begun, and their times are not kept.
    static let mostPlanners = 128

    /// The histograms of one planner.
    private struct PlannerTimes {
        let planner: PlannerName
        let role: PlannerRole
        var replies: LatencyHistogram?
        var failures: LatencyHistogram?
    }

    private var timer = RequestTimer()
    // By outcome: nothing is hashed for each request.
    private var requests = [LatencyHistogram?](repeating: nil, count: Answer.Outcome.Kind.allCases.count)
    private var overheads = [LatencyHistogram?](repeating: nil, count: Answer.Outcome.Kind.allCases.count)
    private var planners: [PlannerTimes] = []

    package init() {}

    /// Takes one more event; says which times came of it.
    package mutating func observe(_ event: RouterEvent) -> RequestTimer.Times {
        let times = timer.observe(event)
        switch times {
        case .none: break
        case .attempt(let attempt): record(attempt)
        case .answer(let request, let overhead):
            record(request)
            record(overhead)
        }
        return times
    }

    /// The histogram of each series that has one, sorted.
    package func histograms(of metric: LatencyMetric) -> [(series: LatencySeries, histogram: LatencyHistogram)] {
        let found: [(series: LatencySeries, histogram: LatencyHistogram?)] =
            switch metric {
            case .request: Answer.Outcome.Kind.allCases.map { (.request($0), requests[$0.place]) }
            case .overhead: Answer.Outcome.Kind.allCases.map { (.overhead($0), overheads[$0.place]) }
            case .planner:
                planners.flatMap { times in
                    [
                        (.attempt(times.planner, times.role, hasReplied: true), times.replies),
                        (.attempt(times.planner, times.role, hasReplied: false), times.failures),
                    ]
                }
            }
        return found.compactMap { series, histogram in histogram.map { (series, $0) } }
            .sorted { $0.0.labels.lexicographicallyPrecedes($1.0.labels) }
    }

    private mutating func record(_ observation: LatencyObservation) {
        let time = observation.nanoseconds
        switch observation.series {
        case .request(let outcome): requests[outcome.place].record(time, .answers)
        case .overhead(let outcome): overheads[outcome.place].record(time, .overhead)
        case .attempt(let planner, let role, let hasReplied):
            guard let index = index(of: planner, role) else { return }
            if hasReplied {
                planners[index].replies.record(time, .answers)
            } else {
                planners[index].failures.record(time, .answers)
            }
        }
    }

    private mutating func index(of planner: PlannerName, _ role: PlannerRole) -> Int? {
        if let index = planners.firstIndex(where: { $0.role == role && $0.planner == planner }) { return index }
        guard planners.count < Self.mostPlanners else { return nil }
        planners.append(PlannerTimes(planner: planner, role: role))
        return planners.count - 1
    }
}

extension LatencyHistogram? {
    /// Records one time; the first makes the histogram.
    fileprivate mutating func record(_ nanoseconds: Int64, _ buckets: LatencyBuckets) {
        if self == nil { self = LatencyHistogram(buckets) }
        self!.record(nanoseconds: nanoseconds)
    }
}

extension Answer.Outcome.Kind {
    /// Its place in a list of all.
    fileprivate var place: Int {
        switch self {
        case .answered: 0
        case .clarification: 1
        case .refused: 2
        case .failed: 3
        }
    }
}
