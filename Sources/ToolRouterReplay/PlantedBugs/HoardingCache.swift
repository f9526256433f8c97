import Synchronization
import ToolRouter

/// The answer cache of the process makes no room: it keeps every answer that it ever had.
struct HoardingCache: PlantedBug {
    static let name = "hoarding-cache"
    static let invariant = Bounded.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.store = world.store.map { $0.size == nil ? $0 : Hoard(store: $0) }
    }

    private final class Hoard: AnswerStore {
        private let store: any AnswerStore
        private let hoard = Mutex<[CacheKey: StoredAnswer]>([:])

        init(store: any AnswerStore) {
            self.store = store
        }

        var mayWait: Bool { store.mayWait }

        var size: AnswerStoreSize? {
            guard let size = store.size else { return nil }
            return AnswerStoreSize(answers: max(size.answers, hoard.withLock(\.count)), bytes: size.bytes)
        }

        func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
            try await store.answer(for: key, at: now)
        }

        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool {
            hoard.withLock { $0[key] = answer }
            return try await store.store(answer, for: key, at: now)
        }

        func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
            try await store.remove(key, at: now)
        }
    }
}
