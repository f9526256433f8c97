import Synchronization
import ToolRouter

/// Sends all metrics once in an interval, and once more at the end, from a lane of its own. Sums and counts run from the
/// start, so that an export which fails loses nothing. While the receiver has asked for a pause nothing is sent, but at the end
/// it is tried all the same.
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

    /// Begins to send the metrics for the last time.
    func close() {
        let bell: DeadlineRace? = state.withLock { state in
            state.isClosing = true
            return state.bell
        }
        bell?.finish()
    }

    /// Closes, and stops by `deadline`.
    func stop(by deadline: Timestamp) async {
        close()
        if await scheduler.verdict(of: ended, by: deadline) != .finished { state.withLock { $0.lane }?.cancel() }
    }

    private func run() async {
        var number = 0
        var notBefore: Timestamp?
        while !Task.isCancelled {
            let bell = DeadlineRace()
            let goesOn = state.withLock { state in
                if !state.isClosing { state.bell = bell }
                return state.isClosing
            }
            if !goesOn {
                let next = scheduler.now + interval
                _ = await scheduler.verdict(of: bell, by: max(next, notBefore ?? next))
            }
            let isClosing = state.withLock { state in
                state.bell = nil
                return state.isClosing
            }
            let metrics = metrics.metrics
            if !metrics.isEmpty {
                number += 1
                let message = encoder.message(metrics, since: startedAt, at: scheduler.now)
                let result = await delivery.deliver(message, number: number)
                notBefore = result.notBefore
                state.withLock { state in
                    state.tally.retries += result.retries
                    switch result.outcome {
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
