import Foundation
import Logging
import SQLSandbox
import Synchronization
package import ToolRouter
import ToolRouterFormats

/// Makes a recording of all that a router is asked while it serves, which a replay takes as it is: every request a line, with
/// what planners said to it, how long that took, in which order was decided, and what was answered.
///
/// What events come to is taken off the way of requests: one lock, and it waits for a thread of the recorder's own, which folds, redacts
/// and writes. What waits has a bound; beyond it requests have no line, which is counted and told. Nothing that goes wrong
/// here is noticed by a request.
package final class Recorder: EventObserver {
    /// What the thread does when nothing hurries, one pass after another.
    private static let pace = DispatchTimeInterval.milliseconds(20)
    /// The notes that room is kept for between two passes.
    private static let mostRoom = 65_536

    private struct State {
        var queue: RecorderQueue
        var status = RecorderStatus()
        /// Who waits for what is in memory.
        var askers: [@Sendable ([[UInt8]]?) -> Void] = []
        var isClosed = false
    }

    /// Numbers the router's decisions.
    package let order: LiveDecisionOrder
    private let state: Mutex<State>
    private let bell = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let header: String
    private let scenario: String
    private let directory: String?
    /// Whether the last minutes are kept in memory.
    package let keepsRecent: Bool
    /// Who takes them.
    let recentTurn = RecentTurn()

    init(
        _ settings: RecordSettings, _ parts: RecorderParts, logger: Logger, clock: @escaping @Sendable () -> Timestamp
    ) throws {
        order = LiveDecisionOrder(clock: clock)
        state = Mutex(State(queue: RecorderQueue(limit: settings.queueBytes)))
        self.clock = clock
        self.logger = logger
        header = parts.header.json
        scenario = parts.scenario.text
        directory = settings.directory
        keepsRecent = settings.recent != nil
        let folder = try parts.makeFolder(settings, logger)
        state.withLock { $0.status.folder = folder?.path }
        let opening = Opening(settings: settings, parts: parts, folder: folder)
        SystemThread.start("recorder") { [self] in run(opening) }
    }

    /// What the thread begins with, handed over once.
    private struct Opening: @unchecked Sendable {
        let settings: RecordSettings
        let parts: RecorderParts
        let folder: RecordingFolder?
    }

    package func observe(_ event: RouterEvent) {
        guard let note = RecorderNote(event) else { return }
        let hurries = state.withLock { $0.isClosed ? false : $0.queue.take(note) }
        if hurries { bell.signal() }
    }

    /// How it stands.
    package var status: RecorderStatus {
        state.withLock { state in
            var status = state.status
            status.waitingBytes = state.queue.bytes
            return status
        }
    }

    /// What was kept of the last minutes, up to a moment ago; nil where nothing is kept. It waits for the thread, which may
    /// be at its disk.
    func recent() async -> RecentRecording? {
        let lines = await withUnsafeContinuation { continuation in
            let isClosed = state.withLock { state in
                if state.isClosed { return true }
                state.askers.append { continuation.resume(returning: $0) }
                return false
            }
            if isClosed { continuation.resume(returning: nil) } else { bell.signal() }
        }
        guard let lines else { return nil }
        return await BlockingWork.run { [self] in
            RecentRecording(lines, header: header, scenario: scenario, at: clock())
        }
    }

    /// Writes what was kept of the last minutes below the folder of the settings, as SIGUSR1 asks for, and logs where.
    package func writeRecent() async {
        guard keepsRecent, let directory else {
            logger.error(
                "nothing to write on SIGUSR1: configure `record.directory`, and do not switch `record.recent` off")
            return
        }
        guard await recentTurn.take({ await writeRecent(below: directory) }) != nil else {
            return logger.warning("what is in memory is being written, or given to an admin, already: nothing was done")
        }
    }

    private func writeRecent(below directory: String) async {
        guard let recording = await recent(), recording.requests > 0 else {
            logger.warning("nothing was recorded lately")
            return
        }
        let result = await BlockingWork.run { Result { () throws(FileError) in try recording.write(below: directory) } }
        switch result {
        case .success(let path):
            logger.info("wrote what is in memory", metadata: ["path": "\(path)", "requests": "\(recording.requests)"])
        case .failure(let error): logger.error("can't write what is in memory: \(error)")
        }
    }

    /// Writes all that is known, and closes the segments. Nobody asks the router any more.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        bell.signal()
        ended.wait()
    }

    // MARK: The thread

    private func run(_ opening: Opening) {
        let thread = opening.parts.thread(opening.settings, opening.folder) { [logger] in logger.tell($0) }
        var wasFull = false
        var notes: [RecorderNote] = []
        while true {
            _ = bell.wait(timeout: .now() + Self.pace)
            let (standing, askers, isClosed) = state.withLock { state in
                defer { state.askers = [] }
                return (state.queue.hand(&notes), state.askers, state.isClosed)
            }
            if standing.isFull, !wasFull {
                logger.error(
                    "the recorder drops requests: there is no room for more", metadata: ["limit": "record.queue_bytes"])
            } else if !standing.isFull, wasFull {
                logger.warning(
                    "the recorder takes requests again", metadata: ["dropped_since_the_start": "\(standing.dropped)"])
            }
            wasFull = standing.isFull
            let pass = thread.pass(notes, standing, at: clock())
            notes.removeAll(keepingCapacity: notes.capacity <= Self.mostRoom)
            if isClosed { thread.end(at: clock()) }
            state.withLock { state in
                state.queue.release(pass.released)
                state.queue.drop(pass.dropped)
                let folder = state.status.folder
                state.status = thread.status(droppedBefore: standing.dropped + pass.dropped)
                state.status.folder = folder
            }
            for asker in askers { asker(thread.recent) }
            if isClosed { break }
        }
        ended.signal()
    }
}

extension Logger {
    fileprivate func tell(_ notice: SegmentWriter.Notice) {
        switch notice {
        case .failed(let error):
            self.error("recording has stopped, the service goes on; it is tried again after 30 s: \(error)")
        case .recovered(let duration, let lost):
            warning(
                "recording goes on",
                metadata: ["after_ms": "\(duration.wholeMicroseconds / 1_000)", "lost_requests": "\(lost)"])
        case .removed(let segments):
            info(
                "the oldest segments were removed", metadata: ["segments": "\(segments)", "limit": "record.keep_bytes"])
        }
    }
}
