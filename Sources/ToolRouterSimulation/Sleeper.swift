import Synchronization

/// One task asleep: the first of its timer and its cancellation wakes it.
package final class Sleeper: Sendable {
    // Unsafe only in that it is not counted how often a continuation is resumed: `wake` takes it out of here once.
    private enum State {
        case awake
        case asleep(UnsafeContinuation<Void, Never>)
        case woken
    }

    private let state = Mutex(State.awake)

    package init() {}

    /// Falls asleep; false when it was woken before, and then `continuation` is resumed at once.
    package func wait(with continuation: UnsafeContinuation<Void, Never>) -> Bool {
        let wasWoken = state.withLock { state in
            if case .woken = state { return true }
            state = .asleep(continuation)
            return false
        }
        if wasWoken { continuation.resume() }
        return !wasWoken
    }

    /// Wakes the task, once.
    package func wake() {
        let continuation: UnsafeContinuation<Void, Never>? = state.withLock { state in
            defer { state = .woken }
            if case .asleep(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume()
    }
}
