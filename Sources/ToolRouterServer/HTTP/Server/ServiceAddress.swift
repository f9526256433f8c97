import NIOCore
import Synchronization

/// Where a service listens, for those who wait to learn it.
final class ServiceAddress: Sendable {
    private struct State {
        var outcome: Result<SocketAddress, any Error>?
        var waiting: [CheckedContinuation<SocketAddress, any Error>] = []
    }

    private let state = Mutex(State())

    /// The address, or why there will be none; the first word counts.
    func settle(_ outcome: Result<SocketAddress, any Error>) {
        let waiting = state.withLock { state in
            guard state.outcome == nil else { return [] as [CheckedContinuation<SocketAddress, any Error>] }
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for caller in waiting { caller.resume(with: outcome) }
    }

    /// Waits for it.
    var value: SocketAddress {
        get async throws {
            try await withCheckedThrowingContinuation { caller in
                let known = state.withLock { state in
                    if state.outcome == nil { state.waiting.append(caller) }
                    return state.outcome
                }
                if let known { caller.resume(with: known) }
            }
        }
    }
}
