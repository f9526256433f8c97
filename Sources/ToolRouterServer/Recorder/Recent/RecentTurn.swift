import Synchronization

/// Whose turn it is to take what is in memory: a copy takes as much memory again, so that one is made at a time.
final class RecentTurn: Sendable {
    private let isTaken = Atomic(false)

    /// Does `body` and returns what it returns; nil, at once, while somebody else does.
    func take<Success: Sendable>(_ body: () async -> Success) async -> Success? {
        guard !isTaken.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        defer { isTaken.store(false, ordering: .releasing) }
        return await body()
    }
}
