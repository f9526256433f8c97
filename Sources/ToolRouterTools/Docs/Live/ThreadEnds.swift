import Foundation
import SQLSandbox
import Synchronization

/// Threads that run until they are told to end, and whoever waits for that.
final class ThreadEnds: Sendable {
    private struct State {
        var running = 0
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Starts a thread that does `work`.
    func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.running += 1 }
        SystemThread.start(name) { [self] in
            work()
            let waiting = state.withLock { state in
                state.running -= 1
                guard state.running == 0 else { return [UnsafeContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    /// Waits until all of them have ended.
    func wait() async {
        await withUnsafeContinuation { continuation in
            let areRunning = state.withLock { state in
                if state.running > 0 { state.waiting.append(continuation) }
                return state.running > 0
            }
            if !areRunning { continuation.resume() }
        }
    }
}

/// Tells a thread that sleeps to end.
final class StopSignal: Sendable {
    private let isRaised = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    var isSet: Bool { isRaised.load(ordering: .acquiring) }

    func set() {
        isRaised.store(true, ordering: .releasing)
        semaphore.signal()
    }

    /// Sleeps for `duration`, or until the signal; says whether it came.
    func wait(for duration: Duration) -> Bool {
        _ = semaphore.wait(timeout: .now() + .nanoseconds(Int(min(duration, .seconds(86_400)) / .nanoseconds(1))))
        return isSet
    }
}
