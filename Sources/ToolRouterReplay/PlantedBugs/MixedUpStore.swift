import Synchronization
import ToolRouter

/// The answer cache finds the answer that it stored last, whatever it is asked for.
struct MixedUpStore: PlantedBug {
    static let name = "mixed-up-store"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.store = world.store.map { Store(store: $0) }
    }

    private final class Store: AnswerStore {
        private let store: any AnswerStore
        private let latest = Mutex<CacheKey?>(nil)

        init(store: any AnswerStore) {
            self.store = store
        }

        var mayWait: Bool { store.mayWait }

        func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
            try await store.answer(for: latest.withLock { $0 } ?? key, at: now)
        }

        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool {
            latest.withLock { $0 = key }
            return try await store.store(answer, for: key, at: now)
        }

        func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
            try await store.remove(key, at: now)
        }
    }
}
