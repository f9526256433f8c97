import Synchronization
import ToolRouter
import ToolRouterFormats

/// An answer in a store outside of the process opens under any key, so whoever moves one answers for another.
struct UnsealedStore: PlantedBug {
    static let name = "unsealed-store"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        guard let store = world.store as? SealedAnswers else { return }
        world.store = store.sealed(by: Seal())
    }

    private final class Seal: Sealing {
        private let seal = AnswerSeal(secret: Array(repeating: 7, count: AnswerSeal.shortestSecret))
        /// The key of all answers: the first that there was.
        private let key = Mutex<CacheKey?>(nil)

        func seal(_ answer: StoredAnswer, for key: CacheKey, nonce: [UInt8]?) -> [UInt8] {
            seal.seal(answer, for: common(key), nonce: nonce)
        }

        func open(_ bytes: [UInt8], for key: CacheKey) -> StoredAnswer? { seal.open(bytes, for: common(key)) }

        private func common(_ key: CacheKey) -> CacheKey {
            self.key.withLock { common in
                common = common ?? key
                return common ?? key
            }
        }
    }
}
