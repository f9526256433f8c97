import Foundation
import Glibc
import SQLSandbox
import Synchronization

/// The way of commands to one connection and of replies back: callers append to a line, and a thread of the lane's own
/// sends all that waits there.
final class RedisLane: Sendable {
    private let settings: RedisClientSettings
    private let bell = LaneBell()
    private let state: Mutex<RedisLaneState>

    /// Starts the thread, which runs until `close()`.
    init(_ settings: RedisClientSettings, _ board: RedisNoticeBoard, name: String) {
        self.settings = settings
        state = Mutex(RedisLaneState(settings))
        SystemThread.start(name) { [self] in
            var work = RedisLaneThread(settings, self, board)
            work.run()
        }
    }

    var tally: RedisTally { state.withLock(\.tally) }

    /// Whether commands sent now find a connection.
    var isOpen: Bool { state.withLock { $0.phase == .open } }

    // MARK: Callers

    /// Takes a call whose caller waits.
    func send(_ call: RedisCall) {
        let bytes = call.commands.reduce(0) { $0 + $1.bytes }
        switch state.withLock({ $0.admit(call, bytes: bytes, at: .now) }) {
        case .queued(let wakes): if wakes { bell.ring() }
        case .refused(let failure): end(call, failure)
        case .beforeConnection:
            // The thread may wait for the name of the host, for as long as that takes.
            Task {
                try? await Task.sleep(for: settings.connectTimeout)
                // Where there is a connection by now, the call is sent like any other.
                let caller = state.withLock { state -> RedisCall.Caller? in
                    guard state.phase == .starting, let caller = call.claim() else { return nil }
                    state.failed(.disconnected, call.commands.count)
                    return caller
                }
                caller?.resume(returning: .failure(.disconnected))
            }
        }
    }

    /// A call's caller was gone before it could be handed over.
    func count(cancelled call: RedisCall) {
        state.withLock { $0.count(cancelled: call.commands.count) }
    }

    /// Tells the caller, unless somebody did. What was sent stays in flight: its reply must not be taken for another's.
    func end(_ call: RedisCall, _ failure: RedisFailure) {
        guard let caller = call.claim() else { return }
        state.withLock { $0.failed(failure, call.commands.count) }
        caller.resume(returning: .failure(failure))
    }

    /// Ends the connection and the thread; does nothing the second time.
    func close() {
        var unsent = state.withLock { state in
            if let socket = state.socket { _ = shutdown(socket, Int32(SHUT_RDWR)) }
            return state.end(.closed)
        }
        bell.ring()
        var outcomes = RedisOutcomes()
        while let entry = unsent.popFirst() { outcomes.fail(entry, .disconnected) }
        publish(&outcomes)
    }
}

// MARK: - The thread

extension RedisLane {
    var isClosed: Bool { state.withLock { $0.phase == .closed } }

    /// Lets `close()` end what waits for this socket; false when it has been closed.
    func adopt(_ socket: Int32) -> Bool {
        state.withLock { state in
            if state.phase != .closed { state.socket = socket }
            return state.phase != .closed
        }
    }

    /// The socket is about to be closed, and its number may be another's then.
    func forgetSocket() {
        state.withLock { $0.socket = nil }
    }

    /// Commands are taken from now on; false when the lane has been closed.
    func open() -> Bool {
        state.withLock { $0.open(at: .now) }
    }

    /// No commands are taken any more; those that were not sent fail.
    func down(_ outcomes: inout RedisOutcomes) {
        var unsent = state.withLock { $0.end(.down) }
        while let entry = unsent.popFirst() { outcomes.fail(entry, .disconnected) }
        publish(&outcomes)
    }

    /// Moves all that waits to `line`, which is empty, if the thread is ready for it. False when the lane is closed.
    func collect(_ line: inout RedisCallLine, isReady: Bool) -> Bool {
        state.withLock { state in
            state.collect(&line, isReady: isReady)
            return state.phase != .closed
        }
    }

    /// Says that the thread is about to wait, so that callers wake it; false when more has come that it is ready for.
    func rest(isReady: Bool) -> Bool {
        state.withLock { $0.rest(isReady: isReady) }
    }

    /// Puts down what ended, and tells the callers.
    func publish(_ outcomes: inout RedisOutcomes) {
        guard !outcomes.isEmpty else { return }
        state.withLock { $0.record(outcomes) }
        outcomes.tell()
    }

    /// Waits for events of the socket, for what callers hand over, and for `moment`, nil being never.
    ///
    /// - Parameter socket: -1 waits without one.
    /// - Returns: the events of the socket, 0 for none.
    func wait(until moment: MonotonicMoment?, from now: MonotonicMoment, for events: Int32, of socket: Int32) -> Int16 {
        var descriptors = (
            pollfd(fd: socket, events: Int16(events), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
        )
        let time = moment.map { $0.milliseconds(from: now) } ?? -1
        let ready = withUnsafeMutablePointer(to: &descriptors) { pair in
            pair.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, time) }
        }
        // A signal is as good as nothing: whoever waits looks at the time and comes back.
        guard ready > 0 else { return 0 }
        if descriptors.1.revents != 0 { bell.hush() }
        return descriptors.0.revents
    }
}
