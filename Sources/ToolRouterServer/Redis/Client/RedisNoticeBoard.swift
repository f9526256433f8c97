import Synchronization

/// Tells of a client's connections as of one: there is one as long as any lane has one.
final class RedisNoticeBoard: Sendable {
    private struct State {
        var connected = 0
        var last: RedisNotice?
    }

    private let state = Mutex(State())
    private let tell: @Sendable (RedisNotice) -> Void

    /// - Parameter tell: is called on the threads of lanes, one at a time, so that the last notice is the newest. It must
    ///   not wait.
    init(_ tell: @escaping @Sendable (RedisNotice) -> Void) {
        self.tell = tell
    }

    /// A lane is connected.
    func connected() {
        state.withLock { state in
            state.connected += 1
            if state.connected == 1 { say(.connected, &state) }
        }
    }

    /// A lane lost its connection; nil when it was closed from this side.
    func lost(_ reason: RedisNotice.Reason?) {
        state.withLock { state in
            state.connected -= 1
            if state.connected == 0, let reason { say(.disconnected(reason), &state) }
        }
    }

    /// A lane failed to connect. How exactly is told once: after a crash a server is at first gone, then out of reach.
    func failed(_ notice: RedisNotice) {
        state.withLock { state in
            guard state.connected == 0, notice != state.last else { return }
            if case .disconnected = notice, case .disconnected = state.last { return }
            say(notice, &state)
        }
    }

    private func say(_ notice: RedisNotice, _ state: inout State) {
        state.last = notice
        tell(notice)
    }
}
