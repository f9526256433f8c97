import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

/// What is done while records can't be written: a table of what comes and what is decided.
@Suite struct AuditQueueTests {
    private static let now = AuditFolder.start
    private static let fault = AuditFault(.diskFull, "audit", "no space left")

    private func queue(_ change: (inout AuditSettings) -> Void) -> AuditQueue {
        var settings = AuditSettings(folder: "audit")
        settings.queue = 3
        change(&settings)
        return AuditQueue(settings)
    }

    private func entry(_ bill: Bill = .one("m", input: 5, cost: "0.25")) -> AuditQueue.Entry {
        AuditQueue.Entry(content: .row(AuditRow { _ in }), name: .answer, bill: bill, done: { _ in })
    }

    private func entries(_ queue: inout AuditQueue) -> [AuditQueue.Entry] {
        if case .entries(let entries) = queue.hand() { entries } else { [] }
    }

    @Test(arguments: AuditSettings.Durability.allCases)
    func `only a relaxed record is acknowledged before it is written, and only while there is room`(
        _ durability: AuditSettings.Durability
    ) {
        var queue = queue { $0.durability = durability }
        let verdicts = (0..<4).map { _ in queue.take(entry()).0 }
        let early: AuditQueue.Verdict = durability == .relaxed ? .acknowledged : .waiting
        #expect(verdicts == [early, early, early, .waiting])
        #expect(queue.isAccepting, "whoever comes waits")
    }

    @Test func `a full queue refuses, where that is what the settings say`() {
        var queue = queue { $0.whenFull = .refuse }
        let verdicts = (0..<4).map { _ in queue.take(entry()).0 }
        #expect(verdicts == [.waiting, .waiting, .waiting, .refused])
        #expect(!queue.isAccepting)
        let handed = entries(&queue)
        #expect(handed.count == 3)
        #expect(!queue.isAccepting, "what the lane has in hand takes room, too")
        _ = queue.wrote(1, at: Self.now)
        #expect(queue.isAccepting)
        let loss = queue.takeLoss()
        #expect(loss?.count == 1)
    }

    @Test func `while the disk is full, those who wait go on waiting, and are told as soon as it is not`() {
        var queue = queue { _ in }
        _ = queue.take(entry())
        let handed = entries(&queue)
        let failure = queue.failed(handed, Self.fault, at: Self.now)
        #expect(failure.kept.count == 1 && failure.refused.isEmpty && failure.goesOn)
        guard case .began(let fault)? = failure.troubles.first else {
            Issue.record("nothing is told")
            return
        }
        #expect(fault == Self.fault)
        let again = queue.failed(handed, Self.fault, at: Self.now + .seconds(1))
        #expect(again.troubles.isEmpty, "the same is told once")
        let verdict = queue.take(entry()).0
        #expect(verdict == .waiting)
        let trouble = queue.wrote(1, at: Self.now + .seconds(3))
        #expect(trouble.map { "\($0)" } == "audit: records are written again after 3000 ms; 0 were refused meanwhile")
        #expect(queue.status.fault == nil)
    }

    @Test func `where requests are refused, those who were told yes are kept, and the others are counted`() {
        var queue = queue {
            $0.whenFull = .refuse
            $0.durability = .relaxed
        }
        let verdict = queue.take(entry()).0
        #expect(verdict == .acknowledged)
        var handed = entries(&queue)
        handed.append(entry())
        let failure = queue.failed(handed, Self.fault, at: Self.now)
        #expect((failure.kept.count, failure.refused.count) == (1, 1))
        #expect(!queue.isAccepting)
        let next = queue.take(entry()).0
        #expect(next == .refused)
        let loss = queue.takeLoss()
        #expect(loss?.count == 2)
    }

    @Test func `a store that is closed on a full disk ends, and says no to those who wait`() {
        var queue = queue { _ in }
        _ = queue.take(entry())
        let handed = entries(&queue)
        _ = queue.take(entry())
        let isFirst = queue.close(at: Self.now + .seconds(5))
        let early = queue.failed(handed, Self.fault, at: Self.now + .seconds(4))
        #expect(isFirst && early.goesOn)
        let failure = queue.failed(handed, Self.fault, at: Self.now + .seconds(5))
        #expect(!failure.goesOn)
        #expect(failure.refused.count == 2)
        #expect(queue.status.refused == 2)
        guard case .end = queue.hand() else {
            Issue.record("the lane goes on")
            return
        }
    }

    @Test func `where answers wait, 10,000 beyond the queue do, and the next is refused and counted`() {
        var queue = queue { _ in }
        _ = queue.take(entry())
        _ = queue.failed(entries(&queue), Self.fault, at: Self.now)
        let verdicts = (1..<10_003).map { _ in queue.take(entry()).0 }
        #expect(verdicts.allSatisfy { $0 == .waiting })
        #expect(!queue.isAccepting)
        for _ in 0..<100 {
            let verdict = queue.take(entry()).0
            #expect(verdict == .refused)
        }
        #expect(queue.status.waiting == 10_003)
        let loss = queue.takeLoss()
        #expect(loss?.count == 100)
        _ = queue.wrote(1, at: Self.now)
        #expect(queue.isAccepting, "there is room for one")
    }

    @Test func `what is given up when the store is closed is told, with what was refused before`() {
        var queue = queue { _ in }
        _ = queue.take(entry())
        let handed = entries(&queue)
        _ = queue.take(entry())
        _ = queue.close(at: Self.now)
        var taken = AuditLoss()
        taken.add(.answer, .one("m", input: 5, cost: "0.25"))
        let failure = queue.failed(handed, Self.fault, loss: taken, at: Self.now)
        #expect(
            failure.troubles.last.map { "\($0)" }
                == "audit: closed on a disk that takes no records: 3 are not written and can't be recovered")
    }

    @Test func `a loss has the tokens and the money of what was refused`() {
        var loss = AuditLoss()
        for number in 0..<100 { loss.add(.answer, .one("m-\(number)", input: 5, cost: "0.25")) }
        loss.add(.lateUsage, .one("m-0", input: 5, cost: nil))
        let row = loss.row(at: Self.now)
        let text = String(decoding: row.bytes, as: UTF8.self)
        #expect(text.contains(#"{"answer":100,"late_usage":1}"#))
        #expect(text.contains("25"))
        #expect(text.contains("estimated"))
        #expect(text.contains(#""model":"other""#))
        #expect(row.bytes.count < 16_384, "it is bounded")
    }
}
