import Testing

@testable import SQLSandbox

@Suite struct MemoTests {
    /// Each entry takes 256 bytes beside its own.
    private func memo(of entries: Int) -> Memo<Int, String> { Memo(bytes: 2 * entries * 300) }

    @Test func `what was asked for lately stays, what nobody asked for goes`() {
        var memo = memo(of: 2)
        for (key, value) in [(1, "one"), (2, "two"), (3, "three")] { memo.remember(value, for: key, bytes: 44) }
        #expect(memo.value(for: 1) == "one", "the older generation still knows it, and now it is young again")
        memo.remember("four", for: 4, bytes: 44)
        memo.remember("five", for: 5, bytes: 44)
        #expect(memo.value(for: 2) == nil)
        #expect(memo.value(for: 1) == "one")
        #expect(memo.value(for: 5) == "five")
    }

    @Test func `a heavy entry makes room for itself, and what is too heavy for half of the room is not remembered`() {
        var memo = memo(of: 10)
        memo.remember("light", for: 1, bytes: 44)
        memo.remember("heavy", for: 2, bytes: 2_700)
        #expect(memo.value(for: 1) == "light")
        #expect(memo.value(for: 2) == "heavy")
        memo.remember("too heavy", for: 3, bytes: 3_000)
        #expect(memo.value(for: 3) == nil)
        #expect(memo.value(for: 2) == "heavy")
    }

    @Test func `whatever is remembered, it takes no more than its bytes`() {
        var memo = memo(of: 100)
        var sizes: [Int: Int] = [:]
        for key in 0..<5_000 {
            sizes[key] = key * 7_919 % 20_011
            memo.remember("", for: key, bytes: sizes[key]!)
            if key.isMultiple(of: 7) { _ = memo.value(for: key - 3) }
        }
        // Looking moves entries, so each is looked for in a copy.
        let kept = sizes.filter { key, _ in
            var copy = memo
            return copy.value(for: key) != nil
        }
        #expect(kept.reduce(0) { $0 + $1.value + 256 } <= 2 * 100 * 300)
        #expect(!kept.isEmpty)
    }

    @Test func `a value that is replaced counts once`() {
        var memo = memo(of: 3)
        for number in 1...100 { memo.remember("\(number)", for: 1, bytes: 344) }
        memo.remember("other", for: 2, bytes: 44)
        #expect(memo.value(for: 1) == "100")
        #expect(memo.value(for: 2) == "other")
    }
}
