import Synchronization
import ToolRouter

/// Who asks what another user of the tenant is having planned gets that one's answer. What is stored is still each user's own.
struct SharedCalls: PlantedBug {
    static let name = "shared-calls"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        guard world.configuration.cacheScope == .user else { return }
        world.configuration.cacheScope = .tenant
        world.store = world.store.map { Store(store: $0) }
    }

    private final class Store: AnswerStore {
        private let store: any AnswerStore
        private let owners = Mutex<[CacheKey: CacheOwner]>([:])

        init(store: any AnswerStore) {
            self.store = store
        }

        var mayWait: Bool { store.mayWait }
        var size: AnswerStoreSize? { store.size }

        func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
            guard let asking = Self.owner, owners.withLock({ $0[key] }) == asking else { return nil }
            return try await store.answer(for: key, at: now)
        }

        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool {
            owners.withLock { $0[key] = Self.owner }
            return try await store.store(answer, for: key, at: now)
        }

        func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
            try await store.remove(key, at: now)
        }

        private static var owner: CacheOwner? {
            ReplayedRequest.current.flatMap { CacheOwner($0.request.caller, scope: .user) }
        }
    }
}
