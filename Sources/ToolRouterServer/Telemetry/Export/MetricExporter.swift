import Synchronization
import ToolRouter

/// Sends all metrics once in an interval, and once more at the end, from a lane of its own. Sums and counts run from the
/// start, so that an export which fails loses nothing.
package final class MetricExporter: Sendable {
    private struct State {
        var bell: DeadlineRace?
        var isClosing = false
        var tally = ExportTally()
        var lane: Task<Void, Never>?
    }

    private let delivery: Delivery
    private let encoder: OTLPEncoder
    private let metrics: GenAIMetrics
    private let interval: Duration
    private let scheduler: any Scheduler
    private let startedAt: Timestamp
    private let state = Mutex(State())
    private let ended = DeadlineRace()

    init(_ delivery: Delivery, _ encoder: OTLPEncoder, _ metrics: GenAIMetrics, _ options: TelemetryOptions) {
        self.delivery = delivery
        self.encoder = encoder
        self.metrics = metrics
        interval = options.metricInterval
        scheduler = delivery.scheduler
        startedAt = scheduler.now
    }

    /// What became of the exports so far.
    package var tally: ExportTally { state.withLock { $0.tally } }

    /// Starts the lane.
    func start() {
        let lane = scheduler.spawn { [self] in
            await run()
            ended.finish()
        }
        state.withLock { $0.lane = lane }
    }

    /// Sends the metrics once more, and stops by `deadline`.
    func stop(by deadline: Timestamp) async {
        let bell: DeadlineRace? = state.withLock { state in
            state.isClosing = true
            return state.bell
        }
        bell?.finish()
        if await scheduler.verdict(of: ended, by: deadline) != .finished { state.withLock { $0.lane }?.cancel() }
    }

    private func run() async {
        var number = 0
        while !Task.isCancelled {
            let bell = DeadlineRace()
            let goesOn = state.withLock { state in
                if !state.isClosing { state.bell = bell }
                return state.isClosing
            }
            if !goesOn { _ = await scheduler.verdict(of: bell, by: scheduler.now + interval) }
            let isClosing = state.withLock { state in
                state.bell = nil
                return state.isClosing
            }
            let metrics = metrics.metrics
            if !metrics.isEmpty {
                number += 1
                let message = encoder.message(metrics, since: startedAt, at: scheduler.now)
                let (outcome, retries) = await delivery.deliver(message, number: number)
                state.withLock { state in
                    state.tally.retries += retries
                    switch outcome {
                    case .taken(let rejected):
                        state.tally.exportedMetrics += 1
                        if rejected > 0 { state.tally.lastFailure = .partial }
                    case .failed(let failure, _, _):
                        state.tally.failedMetrics += 1
                        state.tally.lastFailure = failure
                    }
                }
            }
            if isClosing { return }
        }
    }
}
