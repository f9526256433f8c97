import Foundation
import ToolRouter
import ToolRouterFormats

/// Reads the requests of a replay ahead of it, on a thread of its own: what is read, and in which order, is the same.
final class ReadAhead: RequestSource {
    private enum Batch: Sendable {
        /// Requests, and how many lines were out of order up to them.
        case arrivals([Traffic.Arrival], reordered: Int)
        case failure(FileError)
    }

    private static let batchSize = 64
    /// The bytes of lines at which a batch is handed over, however few they are.
    private static let batchBytes = 1 << 20
    private let queue: BoundedQueue<Batch>
    private(set) var reordered = 0
    let start: Timestamp
    let withoutContent: [String]

    /// Begins to read `traffic`, which belongs to the reading thread from here on.
    ///
    /// - Parameter uptime: measures the waits; nil measures none.
    init(_ traffic: Traffic, uptime: (@Sendable () -> Duration)? = nil) {
        queue = BoundedQueue(capacity: 8, bytes: 16 * Self.batchBytes, uptime: uptime)
        start = traffic.start
        withoutContent = traffic.withoutContent
        let traffic = HandedOver(value: traffic)
        WorkerThread.start("recording") { [queue] in
            Self.read(traffic.value, into: queue)
            queue.finish()
        }
    }

    deinit {
        queue.abandon()
    }

    /// How long the reader has waited for room, and who takes its requests for those.
    var waits: (reader: Duration, taker: Duration) {
        let waits = queue.waits
        return (waits.toPut, waits.toTake)
    }

    func next() throws(FileError) -> [Traffic.Arrival]? {
        switch queue.take() {
        case .arrivals(let arrivals, let reordered):
            self.reordered = reordered
            return arrivals
        case .failure(let error): throw error
        case nil: return nil
        }
    }

    private static func read(_ traffic: Traffic, into queue: BoundedQueue<Batch>) {
        var arrivals: [Traffic.Arrival] = []
        var bytes = 0
        do throws(FileError) {
            while let next = try traffic.next() {
                arrivals.append(next)
                bytes += next.located.bytes
                guard arrivals.count == batchSize || bytes >= batchBytes else { continue }
                guard queue.put(.arrivals(arrivals, reordered: traffic.reordered), bytes: bytes) else { return }
                arrivals = []
                bytes = 0
            }
            _ = queue.put(.arrivals(arrivals, reordered: traffic.reordered), bytes: bytes)
        } catch {
            _ = queue.put(.arrivals(arrivals, reordered: traffic.reordered), bytes: bytes) && queue.put(.failure(error))
        }
    }
}
