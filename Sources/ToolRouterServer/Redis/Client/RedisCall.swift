import Synchronization

/// Commands that travel together, and the caller who waits for their replies and is told exactly once.
final class RedisCall: Sendable {
    typealias Outcome = Result<[RedisReply], RedisFailure>
    typealias Caller = UnsafeContinuation<Outcome, Never>

    private enum State {
        case new
        case waiting(Caller)
        /// The caller has been told, or will be by whoever holds the continuation.
        case ended
    }

    let commands: [RedisCommand]
    private let state = Mutex(State.new)

    init(_ commands: [RedisCommand]) {
        self.commands = commands
    }

    /// Lets `caller` wait; false when it was cancelled before.
    func begin(_ caller: Caller) -> Bool {
        state.withLock { state in
            switch state {
            case .new: state = .waiting(caller)
            case .waiting: preconditionFailure("two callers of one call")
            case .ended: return false
            }
            return true
        }
    }

    /// The caller, for the first who asks, who then has to resume it; nil when there is none (any more).
    func claim() -> Caller? {
        state.withLock { state in
            defer { state = .ended }
            return if case .waiting(let caller) = state { caller } else { nil }
        }
    }

    /// Whether nobody waits: then what was not sent need not be.
    var isEnded: Bool {
        state.withLock { if case .ended = $0 { true } else { false } }
    }
}
