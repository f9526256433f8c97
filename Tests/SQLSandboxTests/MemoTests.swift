import Testing

@testable import SQLSandbox

@Suite struct MemoTests {
    @Test func `what was asked for lately stays, what nobody asked for goes`() {
        var memo = Memo<Int, String>(capacity: 2)
        memo.remember("one", for: 1)
        memo.remember("two", for: 2)
        memo.remember("three", for: 3)
        #expect(memo.value(for: 1) == "one", "the older generation still knows it, and now it is young again")
        memo.remember("four", for: 4)
        memo.remember("five", for: 5)
        #expect(memo.value(for: 2) == nil)
        #expect(memo.value(for: 1) == "one")
        #expect(memo.value(for: 5) == "five")
    }

    @Test func `a heavy entry makes room for itself and leaves after the next ones`() {
        var memo = Memo<Int, String>(capacity: 10)
        memo.remember("light", for: 1)
        memo.remember("heavy", for: 2, weight: 1_000)
        #expect(memo.value(for: 2) == "heavy")
        memo.remember("next", for: 3)
        memo.remember("another heavy", for: 4, weight: 1_000)
        memo.remember("last", for: 5)
        #expect(memo.value(for: 1) == nil)
        #expect(memo.value(for: 2) == nil)
        #expect(memo.value(for: 5) == "last")
    }

    @Test func `a value that is replaced counts once`() {
        var memo = Memo<Int, String>(capacity: 3)
        for number in 1...100 { memo.remember("\(number)", for: 1, weight: 2) }
        memo.remember("other", for: 2)
        #expect(memo.value(for: 1) == "100")
        #expect(memo.value(for: 2) == "other")
    }
}
