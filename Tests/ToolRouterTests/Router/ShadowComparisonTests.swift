import RouterTesting
import Testing

@testable import ToolRouter

/// How a candidate's plan compares with the current planner's, and what is told of it.
struct ShadowComparisonTests {
    private static func world(
        _ script: [ScriptedReply], candidate: [ScriptedReply],
        behaviours: [String: ScriptedTool.Behaviour] = [:], audit: InMemoryAuditLog = InMemoryAuditLog(keeping: 1_000),
        ttl: Duration? = nil, configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(
            script: script, candidates: [("candidate", candidate, .one)], behaviours: behaviours, ttl: ttl,
            audit: audit, configure: configure)
    }

    private static func comparisons(_ world: ScriptedWorld) -> [ShadowComparison] {
        world.log.events.compactMap { if case .shadowCompared(_, let comparison) = $0.kind { comparison } else { nil } }
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let current: ScriptedReply
        let candidate: ScriptedReply
        let end: ShadowEnd
        var verdicts: (current: PlanVerdict, candidate: PlanVerdict) = (.approved, .approved)
        var sameReads: Bool?
        var behaviours: [String: ScriptedTool.Behaviour] = [:]
    }

    private static func row(
        _ name: String, _ current: ScriptedReply, _ candidate: ScriptedReply, _ end: ShadowEnd,
        _ currentVerdict: PlanVerdict = .approved, _ candidateVerdict: PlanVerdict = .approved, sameReads: Bool? = nil,
        _ behaviours: [String: ScriptedTool.Behaviour] = [:]
    ) -> Row {
        Row(
            testDescription: name, current: current, candidate: candidate, end: end,
            verdicts: (currentVerdict, candidateVerdict), sameReads: sameReads, behaviours: behaviours)
    }

    private static let otherTool = ScriptedReply.text(#"{"tool":"docs","arguments":{"sql":"x"}}"#)
    private static let noTool = ScriptedReply.text(#"{"tool":"none"}"#)
    private static let one = ScriptedReply.plan("SELECT 1")
    private static let two = ScriptedReply.plan("SELECT 2")
    private static let compiled: [String: ScriptedTool.Behaviour] = [
        "SELECT 1": .compile(to: "p"), "SELECT 2": .compile(to: "p"), "SELECT 3": .compile(to: "q", reading: ["other"]),
    ]

    static let rows = [
        row("the same bytes", one, one, .sameText, sameReads: true),
        row(
            "the same bytes, both refused", one, one, .sameText, .refused(.tableDenied), .refused(.tableDenied),
            ["SELECT 1": .refuse(.tableDenied)]),
        row("the same program", one, two, .sameProgram, sameReads: true, compiled),
        row(
            "the same program of which one is refused", one, two, .different, .approved, .refused(.tableDenied),
            ["SELECT 1": .compile(to: "p"), "SELECT 2": .refuse(.tableDenied)]),
        row("another program that reads the same", one, two, .different, sameReads: true),
        row(
            "another program that reads something else", one, .plan("SELECT 3"), .different, sameReads: false, compiled),
        row(
            "the planner's plan is refused alone", one, two, .different, .refused(.sqlInvalid), .approved,
            ["SELECT 1": .refuse(.sqlInvalid)]),
        row("another tool", one, otherTool, .otherTool, sameReads: true),
        row("no tool", one, noTool, .otherTool, .approved, .clarification),
        row("no tool on both sides", noTool, noTool, .sameText, .clarification, .clarification),
        row("not sure enough", one, .plan("SELECT 1", confidence: "0.1"), .sameText, .approved, .clarification),
        // é, once as one scalar and once as two.
        row(
            "canonically equivalent texts", .plan("SELECT '\u{E9}'"), .plan("SELECT 'e\u{301}'"), .different,
            sameReads: true),
        row("no plan", one, .text("Sorry!"), .unreadable, .approved, .absent),
        row("no reply in time", one, .hang, .timedOut, .approved, .absent),
        row("no reply", one, .http(500), .failed, .approved, .absent),
        row("the planner's provider failed", .http(400), two, .currentAbsent, .absent, .approved),
        row(
            "the planner's provider failed, and no plan", .http(400), .text("Sorry!"), .currentAbsent, .absent, .absent),
        row("the planner's reply holds no plan", .text("Sorry!"), two, .unreadable, .absent, .approved),
        row("neither reply holds a plan", .text("Sorry!"), .text("Excuse me!"), .unreadable, .absent, .absent),
        row(
            "the planner's reply is cut off", .text(#"{"tool":"sql","sql":"SELECT 1"}"#, finishReason: "length"), two,
            .unreadable, .absent, .approved),
        row("a guard that hangs", one, two, .unjudged, .approved, .unjudged, ["SELECT 2": .hang]),
        row("a guard that fails", one, two, .unjudged, .approved, .unjudged, ["SELECT 2": .refuse(.databaseBusy)]),
        row(
            "a guard that hangs over the planner's plan", one, two, .unjudged, .unjudged, .approved,
            ["SELECT 1": .hang]),
        row(
            "too large to be held", one, .plan("SELECT '\(String(repeating: "x", count: 70_000))'"), .different,
            sameReads: true),
    ]

    @Test(arguments: rows)
    func `is compared by tool, then text, then program`(row: Row) throws {
        let world = Self.world([row.current], candidate: [row.candidate], behaviours: row.behaviours)
        _ = try world.reply(to: .asking())
        let all = Self.comparisons(world)
        let only = try #require(all.first)
        #expect(all.count == 1)
        #expect(only.end == row.end)
        #expect(only.current == row.verdicts.current)
        #expect(only.candidate == row.verdicts.candidate)
        #expect(only.hasSameReads == row.sameReads)
        #expect(only.proposal.reply == nil)
        #expect((try? only.proposal.plan.get())?.bytes ?? 0 <= ShadowComparison.largestPlan)
        let totals = try #require(world.log.totals.shadows["candidate"])
        #expect(totals.ends[row.end] == 1)
        #expect(totals.ends.total == 1)
    }

    @Test func `nothing of the candidate's plan is run`() throws {
        let world = Self.world([.plan("SELECT 1")], candidate: [.plan("SELECT 2")])
        _ = try world.reply(to: .asking())
        #expect(world.tool.approvals.sorted() == ["SELECT 1", "SELECT 2"])
        #expect(world.tool.runs == ["SELECT 1"])
    }

    @Test func `it waits for the answer, and the answer does not wait for it`() throws {
        let late = Self.world([.plan("SELECT 1", after: .seconds(9))], candidate: [.plan(after: .milliseconds(1))])
        let reply = try late.reply(to: .asking())
        #expect(reply.latency == .seconds(9) + .milliseconds(30))
        let names = late.log.names(of: "r-0")
        #expect(try #require(names.firstIndex(of: "settled")) < #require(names.firstIndex(of: "shadowCompared")))

        let slow = Self.world([.plan("SELECT 1", after: .seconds(1))], candidate: [.plan(after: .seconds(20))])
        #expect(try slow.reply(to: .asking()).latency == .seconds(1) + .milliseconds(30))
        #expect(Self.comparisons(slow).map(\.end) == [.sameText])
    }

    @Test func `the answer of a guard that hangs over a candidate's plan leaves as ever`() throws {
        let world = Self.world([.plan("SELECT 1")], candidate: [.plan("SELECT 2")], behaviours: ["SELECT 2": .hang])
        #expect(try world.reply(to: .asking()).latency == .milliseconds(830))
    }

    @Test func `one plan is judged at once, and no other while that one hangs`() throws {
        let world = Self.world(
            [.plan("SELECT 1")], candidate: [.plan("SELECT 2")], behaviours: ["SELECT 2": .hang]
        ) { $0.candidateCalls.inFlight = 2 }
        _ = try world.replies(to: "q", times: 5, every: .seconds(60))
        #expect(Self.comparisons(world).map(\.end) == Array(repeating: .unjudged, count: 5))
        #expect(world.tool.approvals.count(where: { $0 == "SELECT 2" }) == 1)
    }

    @Test func `both sides' cost and time are told`() throws {
        let world = Self.world(
            [.plan("SELECT bad"), .plan("SELECT 1")], candidate: [.plan("SELECT bad", after: .milliseconds(300))],
            behaviours: ["SELECT bad": .refuseWithHint(.sqlInvalid, "write another one")]
        ) { $0.repairs = 1 }
        _ = try world.reply(to: .asking())
        let only = try #require(Self.comparisons(world).first)
        #expect(only.currentPlanner == "main")
        #expect(only.currentTool == "sql")
        #expect(only.currentDuration == .milliseconds(800), "the first attempt alone")
        #expect(only.proposal.duration == .milliseconds(300))
        let compared = try #require(world.log.totals.shadows["candidate"]).compared
        #expect(compared.candidate.cost == Money(usd: "0.0035"))
        #expect(compared.current.cost == Money(usd: "0.0035"))
        #expect(compared.candidateTime == .milliseconds(300))
        #expect(compared.currentTime == only.currentDuration)
    }

    @Test func `what a repair made of a plan is not compared`() throws {
        let world = Self.world(
            [.plan("SELECT bad"), .plan("SELECT 1")], candidate: [.plan("SELECT 1")],
            behaviours: ["SELECT bad": .refuseWithHint(.sqlInvalid, "write another one")]
        ) { $0.repairs = 1 }
        #expect(try world.reply(to: .asking()).summary == "answered")
        #expect(Self.comparisons(world).map(\.end) == [.different])
        #expect(Self.comparisons(world).map(\.current) == [.refused(.sqlInvalid)])
    }

    struct Rescue: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: [ScriptedReply]
        var next: [ScriptedReply] = []
        let end: ShadowEnd
    }

    static let rescues = [
        Rescue(
            testDescription: "another attempt after a failed call", script: [.http(503), .plan("SELECT 1")],
            end: .currentAbsent),
        Rescue(
            testDescription: "another planner after a failed call", script: [.http(503)], next: [.plan("SELECT 1")],
            end: .currentAbsent),
        Rescue(
            testDescription: "another planner after a reply without a plan", script: [.text("Sorry!")],
            next: [.plan("SELECT 1")], end: .unreadable),
    ]

    @Test(arguments: rescues)
    func `what saved the request is not compared`(row: Rescue) throws {
        var next: [(name: PlannerName, script: [ScriptedReply])] = []
        if !row.next.isEmpty { next.append(("next", row.next)) }
        let world = ScriptedWorld(
            script: row.script, next: next,
            candidates: [("candidate", [.plan("SELECT 1")], .one)])
        #expect(try world.reply(to: .asking()).summary == "answered")
        #expect(Self.comparisons(world).map(\.end) == [row.end])
        #expect(Self.comparisons(world).map(\.current) == [.absent])
        #expect(Self.comparisons(world).map(\.currentPlanner) == ["main"])
    }

    @Test func `a caller who leaves is compared with what there was by then`() throws {
        let before = Self.world([.plan(after: .seconds(5))], candidate: [.plan()])
        _ = try before.replies(to: [.init(at: .zero, request: .asking(), hangsUpAfter: .seconds(1))])
        #expect(Self.comparisons(before).map(\.end) == [.currentAbsent])
    }

    @Test func `the funnel accounts for every request that was planned`() throws {
        let audit = InMemoryAuditLog(keeping: 1_000)
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("candidate", [.plan()], Ratio(millionths: 250_000))], ttl: nil,
            audit: audit)
        _ = try world.replies(
            to: (0..<200).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        let totals = try #require(world.log.totals.shadows["candidate"])
        #expect(totals.reached(.eligible) == 200)
        #expect(totals.asked + totals.passedOver == 200)
        #expect((20...80).contains(totals.asked))
        for step in ShadowStep.allCases.dropFirst() { #expect(totals.reached(step) == totals.asked, "\(step)") }
        // The records alone tell how many there were, up to the last of the sample.
        let eligible = audit.records.compactMap { record -> Int? in
            if case .shadow(_, let comparison) = record.kind { comparison.eligible } else { nil }
        }
        #expect(eligible.count == totals.asked)
        let last = world.log.events.last { if case .shadowStarted = $0.kind { true } else { false } }
        let sum = eligible.reduce(0, +)
        #expect(last.map { RequestID("r-\(sum - 1)") == $0.request } == true)
    }

    @Test func `a pair counts where both replied`() {
        func pair(_ end: ShadowEnd, _ current: PlanVerdict, _ candidate: PlanVerdict) -> VerdictPair? {
            ShadowComparison.of(
                .of(.success(Plan(tool: "sql"))), end, candidate: candidate, current: current
            ).pair
        }
        #expect(pair(.different, .approved, .refused(.sqlInvalid))?.discordance == .currentOnly)
        #expect(pair(.different, .refused(.sqlInvalid), .approved)?.discordance == .candidateOnly)
        #expect(pair(.otherTool, .approved, .clarification)?.discordance == .currentOnly)
        #expect(pair(.unreadable, .approved, .absent)?.discordance == .currentOnly)
        #expect(pair(.unreadable, .absent, .approved)?.discordance == .candidateOnly)
        #expect(pair(.unreadable, .absent, .absent).map { $0.discordance == nil } == true)
        #expect(pair(.sameText, .approved, .approved)?.discordance == nil)
        #expect(pair(.unjudged, .approved, .unjudged)?.discordance == nil)
        #expect(pair(.currentAbsent, .absent, .approved) == nil)
        #expect(pair(.timedOut, .approved, .absent) == nil)
    }
}
