import Synchronization
import ToolRouter

/// Sends spans in batches from a lane of its own.
///
/// Whoever ends a span leaves it in a queue of bounded length and goes on; what comes while that is full is dropped and
/// counted. A batch leaves when it is full or its first span has waited for the delay, but not while the receiver has asked
/// for a pause; at the end one is tried all the same.
package final class SpanExporter: Sendable {
    private struct State {
        var queue: [FinishedSpan] = []
        /// Wakes the lane; nil while it does not sleep.
        var bell: DeadlineRace?
        /// Whether the lane sleeps since the receiver asked for a pause, so that a full batch does not wake it.
        var isHeldBack = false
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
            return state.queue.count >= batched && !state.isHeldBack ? state.bell : nil
        }
        bell?.finish()
    }

    /// Takes nothing more, and begins to send what is there.
    func close() {
        let bell: DeadlineRace? = state.withLock { state in
            state.isClosing = true
            return state.bell
        }
        bell?.finish()
    }

    /// Closes, and stops by `deadline`; what has not been sent then is dropped and counted.
    func stop(by deadline: Timestamp) async {
        close()
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
        var notBefore: Timestamp?
        while !Task.isCancelled {
            let isClosing = await pause(until: notBefore)
            notBefore = nil
            while notBefore == nil, let batch = next() {
                number += 1
                let result = await delivery.deliver(encoder.message(batch), number: number)
                state.withLock { state in
                    // A batch that was given up when this stopped is counted already.
                    if state.sending > 0 { state.tally.add(result.outcome, of: batch.count, result.retries) }
                    state.sending = 0
                }
                if Task.isCancelled { return }
                notBefore = result.notBefore
            }
            if isClosing { return }
        }
    }

    /// Waits until there is a batch, or the delay is over, or until `notBefore`; true when nothing more comes.
    private func pause(until notBefore: Timestamp?) async -> Bool {
        let bell = DeadlineRace()
        let goesOn = state.withLock { state in
            if state.isClosing || notBefore == nil && state.queue.count >= batched { return true }
            state.bell = bell
            state.isHeldBack = notBefore != nil
            return false
        }
        if !goesOn { _ = await scheduler.verdict(of: bell, by: notBefore ?? scheduler.now + delay) }
        return state.withLock { state in
            state.bell = nil
            state.isHeldBack = false
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
