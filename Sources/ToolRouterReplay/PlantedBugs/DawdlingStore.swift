import ToolRouter

/// The answer cache takes a minute, for which the router waits beyond its deadline.
struct DawdlingStore: PlantedBug {
    static let name = "dawdling-store"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.store = world.store.map { Store(store: $0, scheduler: scheduler) }
    }

    private struct Store: AnswerStore {
        let store: any AnswerStore
        let scheduler: any Scheduler

        func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer? {
            try? await scheduler.sleep(for: .seconds(60))
            return await store.answer(for: key, at: now)
        }

        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async -> Bool {
            await store.store(answer, for: key, at: now)
        }

        func remove(_ key: CacheKey, at now: Timestamp) async {
            await store.remove(key, at: now)
        }
    }
}
