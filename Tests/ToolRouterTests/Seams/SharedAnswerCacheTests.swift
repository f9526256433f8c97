import Synchronization
import Testing

@testable import ToolRouter

@Suite struct SharedAnswerCacheTests {
    /// Looks, whenever an entry is weighed or freed, whether the cache's lock is held.
    private final class Watch: Sendable {
        private struct State {
            var cache: SharedAnswerCache<String, Entry>?
            var weighed: [Bool] = []
            var freed: [Bool] = []
        }

        private let state = Mutex(State())

        /// Whether the lock was held, for each time.
        var weighed: [Bool] { state.withLock(\.weighed) }
        var freed: [Bool] { state.withLock(\.freed) }

        /// Begins to watch `cache`; nil ends it.
        func watch(_ cache: SharedAnswerCache<String, Entry>?) {
            let former = state.withLock { state in
                defer { state.cache = cache }
                return state.cache
            }
            withExtendedLifetime(former) {}
        }

        func entryIsWeighed() {
            guard let isHeld else { return }
            state.withLock { $0.weighed.append(isHeld) }
        }

        func entryIsFreed() {
            guard let isHeld else { return }
            state.withLock { $0.freed.append(isHeld) }
        }

        private var isHeld: Bool? {
            state.withLock(\.cache).map { $0.cache.withLockIfAvailable { _ in } == nil }
        }
    }

    private final class Entry: Sendable {
        let bytes: Int
        private let watch: Watch

        init(bytes: Int, _ watch: Watch) {
            self.bytes = bytes
            self.watch = watch
        }

        var weight: Int {
            watch.entryIsWeighed()
            return bytes
        }

        deinit { watch.entryIsFreed() }
    }

    /// Why an entry goes.
    enum Reason: CaseIterable {
        case replaced, tooMany, tooLarge, expired, removed, notKept
    }

    @Test(arguments: Reason.allCases)
    func `nothing is weighed or freed under the lock`(reason: Reason) {
        let watch = Watch()
        let cache = SharedAnswerCache(
            AnswerCache<String, Entry>(ttl: .seconds(10), entries: 2, entryBytes: 60, bytes: 100), weigh: \.weight)
        watch.watch(cache)
        defer { watch.watch(nil) }
        let now = Timestamp(microseconds: 0)
        func store(_ key: String, bytes: Int) -> Bool {
            cache.store(Entry(bytes: bytes, watch), for: key, at: now)
        }

        #expect(store("a", bytes: 30))
        #expect(store("b", bytes: 30))
        #expect(watch.freed == [])
        let isGone: (a: Bool, b: Bool)
        switch reason {
        case .replaced:
            #expect(store("a", bytes: 20))
            isGone = (false, false)
        case .tooMany:
            #expect(store("c", bytes: 20))
            isGone = (true, false)
        case .tooLarge:
            #expect(store("b", bytes: 60))
            #expect(store("c", bytes: 50))
            isGone = (true, true)
        case .expired:
            #expect(cache.find("a", at: now + .seconds(11)) == nil)
            isGone = (true, true)
        case .removed:
            cache.remove("a")
            isGone = (true, false)
        case .notKept:
            #expect(!store("a", bytes: 61))
            isGone = (true, false)
        }
        #expect(!watch.freed.isEmpty)
        #expect(!watch.freed.contains(true))
        #expect(watch.weighed.count >= 2)
        #expect(!watch.weighed.contains(true))
        let later = reason == .expired ? now + .seconds(11) : now
        #expect((cache.find("a", at: later) == nil) == isGone.a)
        #expect((cache.find("b", at: later) == nil) == isGone.b)
    }

    @Test func `what is weighed counts`() {
        let cache = SharedAnswerCache(
            AnswerCache<String, [Int]>(ttl: .seconds(10), entries: 9, bytes: 5), weigh: \.count)
        let now = Timestamp(microseconds: 0)
        #expect(cache.store([1, 2, 3], for: "a", at: now))
        #expect(cache.store([4, 5], for: "b", at: now))
        #expect(cache.find("a", at: now)?.entry == [1, 2, 3])
        #expect(cache.store([6], for: "c", at: now))
        #expect(cache.find("b", at: now) == nil)
        #expect(!cache.store(Array(1...6), for: "d", at: now))
        #expect(cache.remove("a") == [1, 2, 3])
    }
}
