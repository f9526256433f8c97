import Synchronization
package import ToolRouter

/// Counts and times everything that a router does, for as long as it serves.
package final class RouterMetrics: EventObserver {
    private struct State {
        var totals = Totals()
        var latencies = Latencies()
    }

    private let build: BuildInformation
    private let listener: (any LatencyListener)?
    private let state = Mutex(State())

    /// - Parameter listener: is told of each time, such as a `MetricsBridge`.
    package init(build: BuildInformation, listener: (any LatencyListener)? = nil) {
        self.build = build
        self.listener = listener
    }

    package func observe(_ event: RouterEvent) {
        let times = state.withLock { state in
            state.totals.observe(event)
            return state.latencies.observe(event)
        }
        guard let listener else { return }
        switch times {
        case .none: break
        case .attempt(let attempt): listener.observe(attempt)
        case .answer(let request, let overhead):
            listener.observe(request)
            listener.observe(overhead)
        }
    }

    /// All that the metrics are made of, as it is now.
    package func readings(of standing: RouterStanding) -> MetricReadings {
        let (totals, latencies) = state.withLock { ($0.totals, $0.latencies) }
        return MetricReadings(build: build, standing: standing, totals: totals, latencies: latencies)
    }

    /// How long requests took, whatever came of them.
    package var requestTimes: LatencyHistogram {
        let latencies = state.withLock { $0.latencies }
        var sum = LatencyHistogram(.answers)
        for (_, histogram) in latencies.histograms(of: .request) { sum.add(histogram) }
        return sum
    }

    /// All that was counted.
    package var totals: Totals { state.withLock(\.totals) }
}
