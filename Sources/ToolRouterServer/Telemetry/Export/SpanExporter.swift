import Synchronization
import ToolRouter

/// Sends spans in batches from a lane of its own.
///
/// Whoever ends a span leaves it in a queue of bounded length and goes on; what comes while that is full is dropped and
/// counted. A batch leaves when it is full or its first span has waited for the delay.
package final class SpanExporter: Sendable {
    private struct State {
        var queue: [FinishedSpan] = []
        /// Wakes the lane; nil while it does not sleep.
        var bell: DeadlineRace?
        var isClosing = false
        /// How many spans are on their way.
        var sending = 0
        var tally = ExportTally()
        var lane: Task<Void, Never>?
    }

    private let delivery: Delivery
    private let encoder: OTLPEncoder
    private let queued: Int
    private let batched: Int
    private let delay: Duration
    private let scheduler: any Scheduler
    private let state = Mutex(State())
    private let ended = DeadlineRace()

    init(_ delivery: Delivery, _ encoder: OTLPEncoder, _ options: TelemetryOptions) {
        self.delivery = delivery
        self.encoder = encoder
        queued = options.queuedSpans
        batched = min(options.batchedSpans, options.queuedSpans)
        delay = options.spanDelay
        scheduler = delivery.scheduler
    }

    /// What became of the spans so far.
    package var tally: ExportTally { state.withLock { $0.tally } }

    /// Starts the lane.
    func start() {
        let lane = scheduler.spawn { [self] in
            await run()
            ended.finish()
        }
        state.withLock { $0.lane = lane }
    }

    /// Takes a span that has ended, or drops it.
    package func take(_ span: FinishedSpan) {
        let bell: DeadlineRace? = state.withLock { state in
            guard state.queue.count < queued, !state.isClosing else {
                state.tally.droppedSpans += 1
                return nil
            }
            state.queue.append(span)
            return state.queue.count >= batched ? state.bell : nil
        }
        bell?.finish()
    }

    /// Sends what is there, and stops by `deadline`; what has not been sent then is dropped and counted.
    func stop(by deadline: Timestamp) async {
        let bell: DeadlineRace? = state.withLock { state in
            state.isClosing = true
            return state.bell
        }
        bell?.finish()
        if await scheduler.verdict(of: ended, by: deadline) != .finished { state.withLock { $0.lane }?.cancel() }
        state.withLock { state in
            // What is on its way may or may not arrive: nobody waits to see.
            state.tally.droppedSpans += state.queue.count + state.sending
            state.queue = []
            state.sending = 0
        }
    }

    private func run() async {
        var number = 0
        while !Task.isCancelled {
            let isClosing = await pause()
            while let batch = next() {
                number += 1
                let (outcome, retries) = await delivery.deliver(encoder.message(batch), number: number)
                state.withLock { state in
                    // A batch that was given up when this stopped is counted already.
                    if state.sending > 0 { state.tally.add(outcome, of: batch.count, retries) }
                    state.sending = 0
                }
                if Task.isCancelled { return }
            }
            if isClosing { return }
        }
    }

    /// Waits until there is a batch, or the delay is over; true when nothing more comes.
    private func pause() async -> Bool {
        let bell = DeadlineRace()
        let goesOn = state.withLock { state in
            if state.isClosing || state.queue.count >= batched { return true }
            state.bell = bell
            return false
        }
        if !goesOn { _ = await scheduler.verdict(of: bell, by: scheduler.now + delay) }
        return state.withLock { state in
            state.bell = nil
            return state.isClosing
        }
    }

    private func next() -> [FinishedSpan]? {
        state.withLock { state in
            guard !state.queue.isEmpty else { return nil }
            let batch = Array(state.queue.prefix(batched))
            state.queue.removeFirst(batch.count)
            state.sending = batch.count
            return batch
        }
    }
}

extension ExportTally {
    fileprivate mutating func add(_ outcome: SendOutcome, of count: Int, _ retries: Int) {
        self.retries += retries
        switch outcome {
        case .taken(let rejected):
            let rejected = min(rejected, count)
            exportedSpans += count - rejected
            failedSpans += rejected
            if rejected > 0 { lastFailure = .partial }
        case .failed(let failure, _, _):
            failedSpans += count
            lastFailure = failure
        }
    }
}
