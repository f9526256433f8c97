import Glibc
import Synchronization
import Testing

@testable import ToolRouterReplay

struct ThreadTests {
    private struct Broken: Error, Equatable {}

    @Test(arguments: [1, 2, 7])
    func `a queue hands on everything in order, however small it is`(capacity: Int) {
        let queue = BoundedQueue<Int>(capacity: capacity)
        WorkerThread.start("test") {
            for number in 0..<1_000 { _ = queue.put(number) }
            queue.finish()
        }
        var taken: [Int] = []
        while let number = queue.take() { taken.append(number) }
        #expect(taken == Array(0..<1_000))
    }

    /// One element of many for which there is room wakes nobody.
    @Test(arguments: [1, 2, 3, 4, 100])
    func `who waits gets what was put once the other one has finished`(capacity: Int) {
        let queue = BoundedQueue<Int>(capacity: capacity)
        WorkerThread.start("test") {
            _ = queue.put(1)
            queue.finish()
        }
        #expect(queue.take() == 1 && queue.take() == nil)
    }

    @Test func `nobody waits for a reader who has left`() {
        let queue = BoundedQueue<Int>(capacity: 1)
        #expect(queue.put(1))
        queue.abandon()
        #expect(!queue.put(2))
        #expect(queue.take() == nil)
    }

    /// A clock that goes on by a second whenever somebody looks.
    private final class Ticking: Sendable {
        private let looks = Atomic(0)

        /// A queue looks when it begins to wait, so that who waits for that finds it waiting.
        func waitForLook() {
            while looks.load(ordering: .acquiring) == 0 { sched_yield() }
        }

        func now() -> Duration { .seconds(looks.add(1, ordering: .acquiringAndReleasing).newValue) }
    }

    @Test func `a queue says how long who takes has waited`() {
        let clock = Ticking()
        let queue = BoundedQueue<Int>(capacity: 4) { clock.now() }
        WorkerThread.start("test") {
            clock.waitForLook()
            for number in 1...2 { _ = queue.put(number) }
        }
        #expect(queue.take() == 1 && queue.take() == 2)
        #expect(queue.waits.toPut == .zero && queue.waits.toTake == .seconds(1))
    }

    @Test func `a queue says how long who puts has waited`() {
        let clock = Ticking()
        let queue = BoundedQueue<Int>(capacity: 1) { clock.now() }
        #expect(queue.put(1))
        WorkerThread.start("test") {
            clock.waitForLook()
            _ = queue.take()
        }
        #expect(queue.put(2))
        #expect(queue.waits.toPut == .seconds(1) && queue.waits.toTake == .zero)
    }

    @Test func `nobody is said to have waited who did not, nor without a clock`() {
        let clock = Ticking()
        for uptime in [{ clock.now() }, nil] as [(@Sendable () -> Duration)?] {
            let queue = BoundedQueue<Int>(capacity: 1, uptime: uptime)
            if uptime == nil { WorkerThread.start("test") { _ = queue.put(1) } } else { _ = queue.put(1) }
            #expect(queue.take() == 1)
            #expect(queue.waits.toPut == .zero && queue.waits.toTake == .zero)
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1_000])
    func `work is done behind, in order and to the end`(count: Int) throws {
        let done = Mutex<[Int]>([])
        let behind = BackgroundFold<Int>(batchSize: 64) { number in done.withLock { $0.append(number) } }
        for number in 0..<count { #expect(behind.hand(number)) }
        try behind.finish()
        #expect(done.withLock { $0 } == Array(0..<count))
    }

    @Test func `work that fails says so, once nothing is left of it`() throws {
        let closed = Mutex(false)
        final class Ledger {
            let closed: () -> Void
            init(_ closed: @escaping () -> Void) { self.closed = closed }
            deinit { closed() }
            func take(_ number: Int) throws { if number == 100 { throw Broken() } }
        }
        let behind: BackgroundFold<Int>
        do {
            let ledger = Ledger { closed.withLock { $0 = true } }
            behind = BackgroundFold(batchSize: 64) { try ledger.take($0) }
        }
        var handed = 0
        while handed < 1_000_000, behind.hand(handed) { handed += 1 }
        #expect(handed < 1_000_000, "somebody is told that it is of no use any more")
        #expect(throws: Broken.self) { try behind.finish() }
        #expect(closed.withLock { $0 })
    }
}
