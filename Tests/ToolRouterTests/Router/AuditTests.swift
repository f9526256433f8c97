import RouterTesting
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

/// The record of an answer is written before the answer leaves, whatever its caller does.
struct AuditTests {
    /// Writes down in which order things happen, and takes its time.
    private final class SlowLog: AuditLog, EventObserver {
        private let scheduler: any Scheduler
        private let journal = Mutex<[String]>([])

        init(_ scheduler: any Scheduler) {
            self.scheduler = scheduler
        }

        let isAccepting = true
        var entries: [String] { journal.withLock { $0 } }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            scheduler.spawn { [self] in
                try? await scheduler.sleep(for: .milliseconds(7))
                journal.withLock { $0.append("record of kind \(record.kind.name.rawValue)") }
                done(true)
            }
        }

        func observe(_ event: RouterEvent) {
            switch event.kind {
            case .settled: journal.withLock { $0.append("settled") }
            case .stored: journal.withLock { $0.append("stored") }
            default: break
            }
        }
    }

    private struct ClosedLog: AuditLog {
        let isAccepting = false
        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) { done(true) }
    }

    @Test func `first the record, then the answer, and only then it is stored`() throws {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let log = SlowLog(scheduler)
        let router = Router(
            configuration: RouterConfiguration(), scheduler: scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: scheduler), tools: [ScriptedTool(scheduler: scheduler)],
            store: InMemoryAnswerStore(ttl: .seconds(60), entries: 10), audit: log, observer: log)
        try scheduler.run { _ = await router.answer(.asking()) }
        #expect(log.entries == ["record of kind answer", "settled", "stored"])
    }

    @Test(arguments: [(400, ["record of kind late_usage"]), (810, []), (835, [])])
    func `a caller who hangs up still has a record, and so has the call that was left behind`(
        milliseconds: Int, late: [String]
    ) throws {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let log = SlowLog(scheduler)
        let router = Router(
            configuration: RouterConfiguration(), scheduler: scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: scheduler), tools: [ScriptedTool(scheduler: scheduler)],
            store: nil, audit: log, observer: log)
        try scheduler.run {
            let caller = scheduler.start { _ = await router.answer(.asking()) }
            try? await scheduler.sleep(for: .milliseconds(milliseconds))
            caller.cancel()
        }
        #expect(log.entries == ["record of kind answer", "settled"] + late)
    }

    @Test func `while the log takes no records, nothing is let in`() throws {
        let world = ScriptedWorld(script: [.plan()], audit: ClosedLog())
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed audit_unavailable at admit")
        #expect(world.planner.calls == 0)
    }

    /// Says nothing for so long; nil is for ever.
    private struct SilentLog: AuditLog {
        let scheduler: any Scheduler
        let silence: Duration?
        let isAccepting = true

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            guard let silence else { return }
            scheduler.spawn {
                try? await scheduler.sleep(for: silence)
                done(true)
            }
        }
    }

    /// How long the log is silent, what becomes of an answer after 830 ms with a deadline of 10 s, and when.
    @Test(arguments: [
        (Duration?.some(.seconds(5)), "answered", Duration.milliseconds(5_830)),
        (.milliseconds(9_170), "answered", .seconds(10)), (.milliseconds(9_171), "audit_unavailable", .seconds(10)),
        (nil, "audit_unavailable", .seconds(10)),
    ])
    func `an answer waits for its record until its deadline`(silence: Duration?, ending: String, taken: Duration) throws
    {
        let found = try answer(silence: silence, deadline: .seconds(10), planner: .plan())
        #expect(found.answer.outcome.error?.code.rawValue ?? found.answer.outcome.name == ending)
        #expect(found.taken == taken)
    }

    @Test func `what is decided at the deadline waits a second more`() throws {
        let found = try answer(silence: .milliseconds(900), deadline: .seconds(10), planner: .hang)
        #expect(
            found.answer.outcome.error?.code == .plannerTimeout || found.answer.outcome.error?.code == .deadlineExceeded
        )
        #expect(found.taken == .milliseconds(10_900))
        let silent = try answer(silence: nil, deadline: .seconds(10), planner: .hang)
        #expect(silent.answer.outcome.error?.code == .auditUnavailable)
        #expect(silent.taken == .seconds(11))
    }

    @Test func `nor does a caller who has left hang on a log that says nothing`() throws {
        let found = try answer(silence: nil, deadline: .seconds(10), planner: .plan(), leavingAfter: .seconds(2))
        #expect(found.answer.outcome.error?.code == .auditUnavailable)
        #expect(found.taken == .seconds(10))
    }

    private func answer(
        silence: Duration?, deadline: Duration, planner: ScriptedReply, leavingAfter patience: Duration? = nil
    ) throws -> (answer: Answer, taken: Duration) {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        var configuration = RouterConfiguration()
        configuration.deadline = deadline
        configuration.retry.retries = 0
        let router = Router(
            configuration: configuration, scheduler: scheduler,
            planner: ScriptedPlanner([planner], scheduler: scheduler), tools: [ScriptedTool(scheduler: scheduler)],
            store: nil, audit: SilentLog(scheduler: scheduler, silence: silence), observer: EventLog())
        let found = Mutex<(Answer, Duration)?>(nil)
        try scheduler.run {
            let task = scheduler.start {
                let answer = await router.answer(.asking())
                found.withLock { $0 = (answer, scheduler.now - ScriptedWorld.start) }
            }
            guard let patience else { return }
            try? await scheduler.sleep(for: patience)
            task.cancel()
        }
        let last = found.withLock { $0 }
        return try #require(last)
    }

    @Test func `records of answers, late replies and candidates add up to the totals`() throws {
        let audit = InMemoryAuditLog(keeping: 3)
        let world = ScriptedWorld(
            script: [.plan(after: .seconds(25)).stubborn, .plan(), .text("Sorry!")],
            candidates: [("candidate", [.plan(), .plan(after: .seconds(40)).stubborn], .one)], audit: audit)
        let replies = try world.replies(
            to: (0..<4).map { .init(at: .seconds($0 * 60), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.map(\.answer.request) == ["r-0", "r-1", "r-2", "r-3"])
        let (sums, totals) = (audit.sums, world.log.totals)
        #expect(sums.records[.answer] == 4)
        #expect(sums.records[.lateUsage] == 1 + 3)
        #expect(sums.records[.shadow] == 4)
        #expect(sums.planner.cost == totals.cost)
        #expect(sums.planner.usage == totals.usage)
        #expect(sums.candidates["candidate"]?.cost == totals.shadows["candidate"]?.cost)
        #expect(audit.records.count == 3, "it keeps no more than it was told to")
    }

    @Test func `a record says how long the request was at each stage, and what the cache said`() throws {
        let audit = InMemoryAuditLog(keeping: 2)
        let world = ScriptedWorld(script: [.plan(after: .milliseconds(800))], audit: audit)
        let replies = try world.replies(
            to: [0, 60].map { .init(at: .seconds($0), request: .asking("how many?", id: RequestID("r-\($0)"))) })
        try #require(replies.count == 2)
        let courses = audit.records.compactMap { record in
            if case .answer(_, let course) = record.kind { course } else { nil }
        }
        try #require(courses.count == 2)
        #expect(courses.map(\.recall) == [.miss, .hit])
        #expect(courses[0].durations[.plan] == .milliseconds(800))
        let stages: [Stage] = [.admit, .route, .recall, .plan, .guard, .run]
        for (record, course) in zip(audit.records, courses) {
            let sum = stages.compactMap { course.durations[$0] }.reduce(.zero, +)
            #expect(sum == record.at - course.arrivedAt, "the stages are the whole of it")
        }
        #expect(stages.map { courses[1].durations[$0] != nil } == [true, true, true, false, false, false])
    }
}
