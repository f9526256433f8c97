import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct TimerHeapTests {
    private static let first = Timestamp(nanoseconds: .min)
    private static let last = Timestamp(nanoseconds: .max)

    private func at(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds) }

    /// Everything that is due at `now`, in the order it comes out.
    private func due(_ heap: inout TimerHeap<String>, at now: Timestamp) -> [String] {
        var targets: [String] = []
        while let target = heap.removeFirst(dueAt: now) { targets.append(target) }
        return targets
    }

    @Test(arguments: [
        ("in order", [1, 2, 3, 4], "abcd"),
        ("the other way round", [4, 3, 2, 1], "dcba"),
        ("one moment: in the order they were set", [7, 7, 7, 7, 7], "abcde"),
        ("mixed, with ties", [5, 1, 5, 3, 1], "bedac"),
        ("the furthest moments there are", [.max, 0, .min], "cba"),
        ("none", [], ""),
    ])
    func order(row: (name: String, moments: [Int64], expected: String)) {
        var heap = TimerHeap<String>()
        for (target, moment) in zip("abcde", row.moments) { _ = heap.insert(String(target), at: at(moment)) }
        #expect(heap.count == row.moments.count)
        #expect(heap.earliest == row.moments.min().map(at))
        #expect(due(&heap, at: Self.last).joined() == row.expected, "\(row.name)")
        #expect(heap.count == 0)
    }

    @Test(arguments: [
        ("a moment before", 99, ""), ("at its moment", 100, "a"), ("long after", 1_000, "ab"),
    ])
    func `a timer is due from its moment on`(row: (name: String, now: Int64, expected: String)) {
        var heap = TimerHeap<String>()
        _ = heap.insert("b", at: at(101))
        _ = heap.insert("a", at: at(100))
        #expect(due(&heap, at: at(row.now)).joined() == row.expected, "\(row.name)")
    }

    @Test func `a timer is removed once, and its name means no other one`() {
        var heap = TimerHeap<String>()
        let a = heap.insert("a", at: at(1))
        #expect(heap.remove(a) == "a")
        let b = heap.insert("b", at: at(2))
        #expect(heap.remove(a) == nil)
        #expect(heap.removeFirst(dueAt: at(2)) == "b")
        #expect(heap.remove(b) == nil)
        #expect(heap.count == 0)
    }

    @Test func `what a timer was for is freed with it`() {
        final class Target: Sendable {}
        var heap = TimerHeap<Target>()
        weak var removed: Target?
        weak var fired: Target?
        do {
            let (one, two) = (Target(), Target())
            (removed, fired) = (one, two)
            let timer = heap.insert(one, at: at(2))
            _ = heap.insert(two, at: at(1))
            _ = heap.remove(timer)
            _ = heap.removeFirst(dueAt: at(1))
        }
        #expect(removed == nil)
        #expect(fired == nil)
    }

    @Test func `names from before a large heap was emptied mean nothing after it`() {
        var heap = TimerHeap<Int>()
        let timers = (0..<5_000).map { heap.insert($0, at: at(Int64($0 % 7))) }
        for (number, timer) in timers.enumerated() { #expect(heap.remove(timer) == number) }
        let again = (0..<5_000).map { heap.insert($0, at: at(Int64($0 % 7))) }
        for timer in timers { #expect(heap.remove(timer) == nil) }
        #expect(heap.count == again.count)
    }

    /// The heap against a plain array.
    @Test func `it agrees with a sorted list`() {
        let draw = KeyedDraw(seed: 5)
        var heap = TimerHeap<UInt64>()
        var list: [(moment: Int64, target: UInt64, timer: TimerHeap<UInt64>.Handle)] = []
        var now: Int64 = 0
        for step in 0..<20_000 as Range<UInt64> {
            switch draw.number(below: 8, "operation", "", occurrence: step) {
            case 0..<4:
                let moment = now + Int64(draw.number(below: 60, "moment", "", occurrence: step)) - 5
                list.append((moment, step, heap.insert(step, at: at(moment))))
            case 4..<6:
                guard !list.isEmpty else { continue }
                let index = Int(draw.number(below: UInt64(list.count), "which", "", occurrence: step))
                let chosen = list.remove(at: index)
                #expect(heap.remove(chosen.timer) == chosen.target, "step \(step)")
            default:
                now += Int64(draw.number(below: 12, "time", "", occurrence: step))
                let due = list.filter { $0.moment <= now }.sorted { ($0.moment, $0.target) < ($1.moment, $1.target) }
                list.removeAll { $0.moment <= now }
                var found: [UInt64] = []
                while let target = heap.removeFirst(dueAt: at(now)) { found.append(target) }
                #expect(found == due.map(\.target), "step \(step)")
            }
            guard heap.count == list.count, heap.earliest == list.map(\.moment).min().map(at) else {
                Issue.record("step \(step): \(heap.count) timers instead of \(list.count)")
                return
            }
        }
    }
}
