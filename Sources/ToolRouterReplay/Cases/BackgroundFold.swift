import Foundation

/// Works on what a replay hands over, on a thread of its own and in the order in which it is handed over.
final class BackgroundFold<Item: Sendable> {
    /// The bytes at which a batch is handed over, however few items it has.
    private static var batchBytes: Int { 1 << 20 }

    private let queue: BoundedQueue<[Item]>
    private let outcome = BoundedQueue<(any Error)?>(capacity: 1)
    private let batchSize: Int
    private var batch: [Item] = []
    private var bytes = 0
    private var hasFailed = false

    /// - Parameters:
    ///   - batchSize: how many items are handed over at once.
    ///   - uptime: measures the waits; nil measures none.
    ///   - work: is called on the thread until it throws.
    init(batchSize: Int, uptime: (@Sendable () -> Duration)? = nil, _ work: @escaping (Item) throws -> Void) {
        self.batchSize = batchSize
        queue = BoundedQueue(capacity: 8, bytes: 16 * Self.batchBytes, uptime: uptime)
        let job = Job(work)
        WorkerThread.start("cases") { [queue, outcome] in
            let error = job.run(through: queue)
            queue.abandon()
            _ = outcome.put(error)
        }
    }

    deinit {
        queue.finish()
    }

    /// Hands in `item`, which takes `bytes`, after waiting where too many wait already; false when the work has failed.
    func hand(_ item: Item, bytes: Int = 0) -> Bool {
        batch.append(item)
        self.bytes += bytes
        return (batch.count < batchSize && self.bytes < Self.batchBytes) || flush()
    }

    /// How long who hands in has waited for room, and the thread for items.
    var waits: (giver: Duration, thread: Duration) {
        let waits = queue.waits
        return (waits.toPut, waits.toTake)
    }

    /// Waits until everything is done. Throws what the work threw.
    func finish() throws {
        _ = flush()
        queue.finish()
        if let error = outcome.take() ?? nil { throw error }
    }

    /// The work, which is released before `finish` returns: the waiting thread may rely on its files being closed.
    private final class Job: @unchecked Sendable {
        private var work: ((Item) throws -> Void)?

        init(_ work: @escaping (Item) throws -> Void) { self.work = work }

        func run(through queue: BoundedQueue<[Item]>) -> (any Error)? {
            defer { work = nil }
            do {
                while let items = queue.take(), let work { try items.forEach(work) }
                return nil
            } catch {
                return error
            }
        }
    }

    private func flush() -> Bool {
        if !hasFailed { hasFailed = !queue.put(batch, bytes: bytes) }
        batch = []
        bytes = 0
        batch.reserveCapacity(batchSize)
        return !hasFailed
    }
}
