import Synchronization
package import ToolRouter

/// Takes the times of a run, where its counts are folded by somebody else: beside a replay.
package final class LatencyMetrics: EventObserver {
    private let state = Mutex(Latencies())

    package init() {}

    /// The times so far.
    package var latencies: Latencies { state.withLock { $0 } }

    package func observe(_ event: RouterEvent) {
        guard RequestTimer.needs(event.kind) else { return }
        state.withLock { _ = $0.observe(event) }
    }
}
