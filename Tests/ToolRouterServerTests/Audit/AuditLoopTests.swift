import NIOCore
import NIOPosix
import Synchronization
import Testing
import ToolRouter

@testable import ToolRouterServer

/// Records that come on event loops, which write them in place of the store's lane.
@Suite(.timeLimit(.minutes(20))) struct AuditLoopTests {
    private static func entry(_ bill: Bill = .nothing) -> AuditQueue.Entry {
        AuditQueue.Entry(content: .row(AuditRow { _ in }), name: .answer, bill: bill, done: { _ in })
    }

    private static func count(_ claim: AuditQueue.Claim) -> Int {
        if case .entries(let entries) = claim { entries.count } else { 0 }
    }

    /// A queue whose lane has nothing to do.
    private func idleQueue(_ change: (inout AuditSettings) -> Void = { _ in }) -> AuditQueue {
        var settings = AuditSettings(folder: "audit")
        change(&settings)
        var queue = AuditQueue(settings)
        _ = queue.hand()
        return queue
    }

    @Test func `the first of a turn writes for all of it, and the lane sleeps on`() {
        var queue = idleQueue()
        let calls = (0..<3).map { _ in queue.takeNearby(Self.entry(), at: AuditFolder.start).1 }
        #expect(calls == [.writeSoon, .nothing, .nothing])
        let claim = queue.claim(atMost: 10)
        #expect(Self.count(claim) == 3)
        guard case .nothing = queue.hand() else {
            Issue.record("the lane writes, too")
            return
        }
        let rest = Self.count(queue.wroteElsewhere(3, again: true, atMost: 10))
        #expect(rest == 0)
        #expect(queue.status.written == 3 && queue.status.waiting == 0)
        let next = queue.takeNearby(Self.entry(), at: AuditFolder.start).1
        #expect(next == .writeSoon)
    }

    @Test func `a loop that was told and has not begun is not waited for`() {
        var queue = idleQueue()
        let told = AuditFolder.start
        let calls = [0, 2, 3].map { queue.takeNearby(Self.entry(), at: told + .milliseconds($0)).1 }
        #expect(calls == [.writeSoon, .nothing, .wakeLane])
        let others = Self.count(queue.claim(atMost: 10))
        #expect(others == 0, "the lane has it")
        guard case .entries(let entries) = queue.hand() else {
            Issue.record("the lane has nothing to write")
            return
        }
        #expect(entries.count == 3)
    }

    @Test func `who writes looks again, so that nothing is left lying`() {
        var queue = idleQueue()
        _ = queue.takeNearby(Self.entry(), at: AuditFolder.start)
        _ = queue.claim(atMost: 10)
        // It comes on another loop, and from a thread that is none.
        _ = queue.takeNearby(Self.entry(), at: AuditFolder.start)
        let wakesLane = queue.take(Self.entry()).wakesLane
        #expect(!wakesLane)
        let other = Self.count(queue.claim(atMost: 10))
        #expect(other == 0, "never two at once")
        let more = Self.count(queue.wroteElsewhere(1, again: true, atMost: 10))
        #expect(more == 2)
        guard case .nothing = queue.wroteElsewhere(2, again: true, atMost: 10) else {
            Issue.record("there is more")
            return
        }
    }

    @Test(arguments: ["a write was slow", "there is too much", "the store is closed", "records were refused"])
    func `the lane goes on, when`(_ reason: String) {
        var queue = idleQueue { settings in
            settings.queue = 4
            settings.whenFull = .refuse
        }
        _ = queue.takeNearby(Self.entry(), at: AuditFolder.start)
        _ = queue.claim(atMost: 10)
        _ = queue.takeNearby(Self.entry(), at: AuditFolder.start)
        switch reason {
        case "the store is closed": _ = queue.close(at: AuditFolder.start)
        case "records were refused": for _ in 0..<4 { _ = queue.takeNearby(Self.entry(), at: AuditFolder.start) }
        default: _ = queue.takeNearby(Self.entry(), at: AuditFolder.start)
        }
        let claim = queue.wroteElsewhere(
            1, again: reason != "a write was slow", atMost: reason == "there is too much" ? 1 : 10)
        guard case .wakeLane = claim else {
            Issue.record("\(claim)")
            return
        }
        guard case .entries = queue.hand() else {
            Issue.record("the lane has nothing")
            return
        }
    }

    @Test func `what could not be written is the lane's, in its order`() {
        var queue = idleQueue()
        _ = queue.takeNearby(Self.entry(.one("m", input: 1, cost: "0.1")), at: AuditFolder.start)
        guard case .entries(let entries) = queue.claim(atMost: 10) else {
            Issue.record("nothing to write")
            return
        }
        _ = queue.takeNearby(Self.entry(.one("m", input: 2, cost: "0.2")), at: AuditFolder.start)
        let wakesLane = queue.giveBack(entries)
        #expect(wakesLane)
        guard case .entries(let handed) = queue.hand() else {
            Issue.record("the lane has nothing")
            return
        }
        #expect(handed.map(\.bill.usage.input) == [1, 2])
    }

    @Test(arguments: AuditSettings.Durability.allCases)
    func `records of loops and of other threads make one chain, each of them once`(
        _ durability: AuditSettings.Durability
    ) async throws {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.durability = durability
        // Small, so that segments end meanwhile.
        settings.segmentBytes = 1 << 20
        let store = try AuditStore(settings, clock: { AuditFolder.start })
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let (each, answered) = (400, Counter())
        await withTaskGroup { tasks in
            for (number, loop) in (Array(group.makeIterator()) + [nil]).enumerated() {
                for lane in 0..<4 {
                    tasks.addTask {
                        for record in 0..<each {
                            let record = AuditRecord.answer((number * 4 + lane) * each + record)
                            let isWritten = await withCheckedContinuation { caller in
                                guard let loop else { return store.append(record) { caller.resume(returning: $0) } }
                                loop.execute { store.append(record) { caller.resume(returning: $0) } }
                            }
                            if isWritten { answered.value.withLock { $0 += 1 } }
                        }
                    }
                }
            }
        }
        try await group.shutdownGracefully()
        store.close()
        #expect(answered.value.withLock { $0 } == 12 * each)
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.isSound)
        #expect(try AuditReport(AuditQuery(), of: folder.path).total.requests == 12 * each)
        #expect(folder.segments.count > 1)
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }
}
