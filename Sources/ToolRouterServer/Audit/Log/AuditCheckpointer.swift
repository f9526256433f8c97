import Foundation
import GRDB
import Synchronization
import ToolRouter

/// Carries the write-ahead log of a segment into its database, on a thread and a connection of its own: on the writer's
/// thread every answer would wait for that, 20 ms and more.
final class AuditCheckpointer: Sendable {
    /// The bytes of records after which it is worth a walk.
    static let step = 4 << 20
    /// The pages of a log that only the writer, who stops for it, gets short again.
    static let longest = 16_384

    private struct State {
        var path: String?
        var retired: [DatabaseQueue] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let alarm = Alarm()
    private let end = DispatchSemaphore(value: 0)
    private let pages = Atomic<Int>(0)

    init() {
        let thread = Thread { [self] in run() }
        thread.name = "audit checkpoints"
        thread.start()
    }

    /// Whether the log is so long that the writer is to help.
    var needsWriter: Bool { pages.load(ordering: .relaxed) > Self.longest }

    /// The writer has helped.
    func writerHelped() {
        pages.store(0, ordering: .relaxed)
    }

    /// There is something to carry over in the segment at `path`.
    func wake(_ path: String) {
        state.withLock { $0.path = path }
        alarm.ring()
    }

    /// The segment of this connection is sealed: what is in its log is carried over, and the file is left without one.
    func retire(_ queue: DatabaseQueue) {
        state.withLock { state in
            state.retired.append(queue)
            state.path = nil
        }
        alarm.ring()
    }

    /// Ends the thread, after what is to be done is done.
    func stop() {
        state.withLock { $0.isStopped = true }
        alarm.ring()
        end.wait()
    }

    private func run() {
        var connection: (path: String, queue: DatabaseQueue)?
        var isStopped = false
        while !isStopped {
            alarm.wait()
            let now = state.withLock { state in
                defer { state.retired = [] }
                return state
            }
            isStopped = now.isStopped
            if connection?.path != now.path || isStopped { connection = nil }
            now.retired.forEach(Self.finish)
            guard let path = now.path, !isStopped else { continue }
            if connection == nil { connection = (try? AuditConnection.writing(path, .process)).map { (path, $0) } }
            // What fails now is tried again after the next records.
            let length = try? connection?.queue.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount }
            pages.store(length ?? 0, ordering: .relaxed)
        }
        end.signal()
    }

    /// Makes a segment one plain file. While somebody reads it this can't be; then it is done when the store is opened next.
    static func finish(_ queue: DatabaseQueue) {
        _ = try? queue.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        try? queue.close()
    }
}
