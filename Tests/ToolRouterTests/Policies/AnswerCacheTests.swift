import Testing
import ToolRouter

@Suite struct AnswerCacheTests {
    private func at(_ seconds: Int64, nanoseconds: Int64 = 0) -> Timestamp {
        Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    @Test func `an entry is fresh at its TTL and gone after it`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4)
        cache.store(1, for: "a", at: at(5))
        let young = cache.entry(for: "a", at: at(7))
        #expect(young?.entry == 1)
        #expect(young?.age == .seconds(2))
        let old = cache.entry(for: "a", at: at(15))
        #expect(old?.age == .seconds(10))
        #expect(cache.entry(for: "a", at: at(15, nanoseconds: 1)) == nil)
        #expect(cache.count == 0)
    }

    @Test func `an entry that comes late is no younger for it`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4, staleFor: .seconds(5))
        // Somebody else has looked meanwhile.
        _ = cache.find("b", at: at(3))
        cache.store(1, for: "a", madeAt: at(1), at: at(3))
        #expect(cache.entry(for: "a", at: at(4))?.age == .seconds(3))
        #expect(cache.find("a", at: at(11))?.isFresh == true)
        #expect(cache.find("a", at: at(11, nanoseconds: 1))?.isFresh == false)
        // Nor is one kept of which nothing is left.
        let isKept = cache.store(2, for: "c", madeAt: at(1), at: at(17))
        #expect(!isKept && cache.find("c", at: at(17)) == nil)
    }

    @Test func `being read does not keep an entry alive`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4)
        cache.store(1, for: "a", at: at(0))
        #expect(cache.entry(for: "a", at: at(9)) != nil)
        #expect(cache.entry(for: "a", at: at(11)) == nil)
    }

    @Test func `storing again renews the value and the time to live`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4)
        cache.store(1, for: "a", at: at(0))
        cache.store(2, for: "a", at: at(8))
        #expect(cache.count == 1)
        #expect(cache.entry(for: "a", at: at(18))?.entry == 2)
    }

    @Test func `the least recently used entry makes room`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 3)
        for (value, key) in ["a", "b", "c"].enumerated() { cache.store(value, for: key, at: at(0)) }
        _ = cache.entry(for: "a", at: at(1))
        cache.store(9, for: "d", at: at(1))
        #expect(cache.count == 3)
        #expect(cache.entry(for: "b", at: at(1)) == nil)
        for key in ["a", "c", "d"] { #expect(cache.entry(for: key, at: at(1)) != nil, "\(key)") }
    }

    @Test func `a removed entry is returned, and its place is used again`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 2)
        cache.store(1, for: "a", at: at(0))
        cache.store(2, for: "b", at: at(0))
        #expect(cache.remove("a") == 1)
        #expect(cache.remove("a") == nil)
        cache.store(3, for: "c", at: at(0))
        #expect(cache.count == 2)
        #expect(cache.entry(for: "b", at: at(0))?.entry == 2)
    }

    @Test func `one entry is a cache too`() {
        var cache = AnswerCache<Int, Int>(ttl: .zero, entries: 1)
        cache.store(1, for: 1, at: at(0))
        #expect(cache.entry(for: 1, at: at(0))?.entry == 1)
        cache.store(2, for: 2, at: at(0))
        #expect(cache.entry(for: 1, at: at(0)) == nil)
        #expect(cache.entry(for: 2, at: at(0, nanoseconds: 1)) == nil)
    }

    /// The linked list against a plain array in order of use.
    @Test func `it agrees with a list in order of use`() {
        let draw = KeyedDraw(seed: 11)
        var cache = AnswerCache<UInt64, UInt64>(ttl: .seconds(20), entries: 8)
        var list: [(key: UInt64, value: UInt64, since: Int64)] = []
        for step in 0..<20_000 as Range<UInt64> {
            let now = Int64(step / 4)
            let key = draw.number(below: 14, "key", "", occurrence: step)
            let index = list.firstIndex { $0.key == key }
            switch draw.number(below: 10, "operation", "", occurrence: step) {
            case 0..<5:
                let found = cache.entry(for: key, at: at(now))?.entry
                var expected: UInt64?
                if let index {
                    let item = list.remove(at: index)
                    if now - item.since <= 20 {
                        expected = item.value
                        list.append(item)
                    }
                }
                #expect(found == expected, "step \(step)")
            case 5..<9:
                cache.store(step, for: key, at: at(now))
                if let index { list.remove(at: index) }
                list.append((key, step, now))
                if list.count > 8 { list.removeFirst() }
            default:
                #expect(cache.remove(key) == index.map { list.remove(at: $0).value }, "step \(step)")
            }
            if cache.count != list.count {
                Issue.record("step \(step): \(cache.count) entries instead of \(list.count)")
                return
            }
        }
    }

    @Test func `past its time an entry is kept for those who have nothing better`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4, staleFor: .seconds(5))
        cache.store(1, for: "a", at: at(0))
        #expect(cache.find("a", at: at(4))?.freshFor == .seconds(6))
        let stale = cache.find("a", at: at(15))
        #expect(stale?.entry == 1)
        #expect(stale?.isFresh == false)
        #expect(stale?.freshFor == .seconds(-5))
        #expect(cache.entry(for: "a", at: at(15)) == nil)
        #expect(cache.count == 1)
        #expect(cache.find("a", at: at(15, nanoseconds: 1)) == nil)
        #expect(cache.count == 0)
    }

    @Test func `a large entry makes room, the least recently used ones first`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 10, bytes: 100)
        for (value, key) in ["a", "b", "c"].enumerated() { cache.store(value, for: key, bytes: 30, at: at(0)) }
        #expect(cache.bytes == 90)
        _ = cache.entry(for: "a", at: at(1))
        #expect(cache.store(9, for: "d", bytes: 50, at: at(1)) == true)
        let found = ["a", "b", "c", "d"].map { cache.entry(for: $0, at: at(1))?.entry }
        #expect(found == [0, nil, nil, 9])
        #expect(cache.bytes == 80)
        #expect(cache.store(8, for: "d", bytes: 10, at: at(1)) == true)
        #expect(cache.bytes == 40)
    }

    @Test(arguments: [("exactly the most", 40, true), ("a byte more", 41, false)])
    func `an entry has a size at most`(row: (name: String, bytes: Int, isStored: Bool)) {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 10, entryBytes: 40, bytes: 100)
        cache.store(1, for: "a", bytes: 1, at: at(0))
        #expect(cache.store(2, for: "a", bytes: row.bytes, at: at(0)) == row.isStored, "\(row.name)")
        // What it was to replace is older, and gone all the same.
        #expect(cache.entry(for: "a", at: at(0))?.entry == (row.isStored ? 2 : nil))
        #expect(cache.bytes == (row.isStored ? 40 : 0))
    }

    @Test func `one that is larger than everything leaves the others alone`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 10, bytes: 100)
        cache.store(1, for: "a", bytes: 90, at: at(0))
        #expect(cache.store(2, for: "b", bytes: 101, at: at(0)) == false)
        #expect(cache.entry(for: "a", at: at(0))?.entry == 1)
    }

    @Test(arguments: [
        ("a clock set back an hour keeps it fresh no longer", -3_600, 6, false),
        ("a clock set back an hour does not end it early", -3_600, 5, true),
        ("a clock set forward ends it early", 3_600, 0, false),
        ("a reading out of order changes nothing", 0, 5, true),
    ])
    func `clock steps`(row: (name: String, step: Int64, seconds: Int64, isFresh: Bool)) {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 4)
        cache.store(1, for: "a", at: at(100_000))
        _ = cache.entry(for: "b", at: at(100_005))
        _ = cache.entry(for: "b", at: at(100_005 + row.step, nanoseconds: row.step == 0 ? -9 : 0))
        let found = cache.entry(for: "a", at: at(100_005 + row.step + row.seconds))
        #expect((found != nil) == row.isFresh, "\(row.name)")
    }

    @Test func `what is past its time makes room first, however often it is looked up`() {
        var cache = AnswerCache<String, Int>(ttl: .seconds(10), entries: 2, staleFor: .seconds(100))
        func at(_ seconds: Int) -> Timestamp { Timestamp(microseconds: Int64(seconds) * 1_000_000) }
        cache.store(1, for: "old", at: at(0))
        cache.store(2, for: "fresh", at: at(5))
        #expect(cache.find("old", at: at(11))?.isFresh == false)
        cache.store(3, for: "new", at: at(12))
        #expect(cache.find("old", at: at(12)) == nil)
        #expect(cache.find("fresh", at: at(12))?.entry == 2)
    }
}
