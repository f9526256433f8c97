import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct ShadowTests {
    private static func world(
        _ script: ScriptedReply..., candidate: [ScriptedReply], sample: Ratio = .one, seed: UInt64 = 0
    ) -> ScriptedWorld {
        ScriptedWorld(script: script, candidates: [("candidate", candidate, sample)]) { $0.seed = seed }
    }

    private static func proposals(_ world: ScriptedWorld) -> [ShadowProposal] {
        world.log.events.compactMap { if case .shadowEnded(_, let proposal) = $0.kind { proposal } else { nil } }
    }

    @Test func `runs beside the planner`() throws {
        let world = Self.world(.plan("SELECT 1"), candidate: [.plan("SELECT 2", after: .milliseconds(300))])
        let reply = try world.reply(to: .asking())
        #expect(
            world.log.names(of: "r-0") == [
                "received", "limited", "routed", "recalled", "shadowStarted", "attemptStarted", "shadowEnded",
                "attemptEnded", "planned", "approved", "ran", "storing", "settled", "stored", "shadowCompared",
            ])
        #expect(reply.rows == [[.text("SELECT 1")]])
        let proposal = try #require(Self.proposals(world).first)
        #expect(try proposal.plan.get() == Plan(sql: "SELECT 2"))
        #expect(proposal.duration == .milliseconds(300))
        #expect(proposal.bill.cost.amount == Money(usd: "0.0035"))
    }

    @Test func `is asked what the planner is asked`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("candidate", [.plan()], .one)]
        ) { $0.rules = RuleSet([Rule(name: "r", anyOf: ["singers"], tool: .sql)]) }
        _ = try world.reply(to: .asking())
        #expect(world.candidates[0].inquiries.map(\.tool) == [.sql])
        #expect(
            world.candidates[0].inquiries.map(\.request.question) == world.planner.inquiries.map(\.request.question))
    }

    @Test func `a reply after its deadline still costs`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("candidate", [.plan(after: .seconds(40)).stubborn], .one)])
        _ = try world.reply(to: .asking())
        #expect(world.log.totals.shadows["candidate"]?.cost == Money(usd: "0.0035"))
    }

    /// Candidates that misbehave, and what is told of them.
    @Test(arguments: [
        ("answers late", ScriptedReply.plan("SELECT 2", after: .seconds(20)), nil, 20),
        ("hangs for ever", .hang, ErrorCode.plannerTimeout, 30),
        ("ignores its cancellation", .plan(after: .seconds(3_600)).stubborn, .plannerTimeout, 30),
        ("fails", .http(500), .providerFailed, 0),
        ("can't be reached", .failure(.connection), .providerUnreachable, 0),
        ("says nothing of use", .text("Sorry!"), .proseReply, 0),
        ("wants to destroy", .plan("DROP TABLE singer"), nil, 0),
    ])
    func `neither delays nor changes the answer when it`(
        row: (name: String, script: ScriptedReply, code: ErrorCode?, seconds: Int64)
    ) throws {
        let alone = ScriptedWorld(.plan("SELECT 1"))
        let expected = try alone.reply(to: .asking())

        let world = Self.world(.plan("SELECT 1"), candidate: [row.script])
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == expected.summary, "\(row.name)")
        #expect(reply.latency == expected.latency)
        #expect(reply.rows == expected.rows)
        #expect(reply.answer.bill == expected.answer.bill)
        #expect(world.log.names(of: "r-0").filter { !$0.lowercased().contains("shadow") } == alone.log.names(of: "r-0"))

        let proposals = Self.proposals(world)
        #expect(proposals.count == 1)
        switch proposals.first?.plan {
        case .failure(let error):
            #expect(error.code == row.code)
        case .success, nil:
            #expect(row.code == nil)
        }
        #expect(proposals.first.map { $0.duration.components.seconds } == row.seconds)
        // Its plan is judged, and nothing else.
        #expect(world.tool.approvals.count(where: { $0 == "SELECT 1" }) == 1)
        #expect(world.tool.runs == ["SELECT 1"])
    }

    @Test func `a candidate has a circuit of its own`() throws {
        let world = Self.world(.plan(), candidate: [.http(503)])
        let replies = try world.replies(
            to: (0..<10).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.log.circuitChanges == [])
        #expect(world.planner.calls == 10)
        // Five failures open the candidate's circuit; each request still has its comparison, with the reason.
        #expect(world.candidates[0].calls == 5)
        let codes = Self.proposals(world).map { proposal -> ErrorCode? in
            if case .failure(let error) = proposal.plan { error.code } else { nil }
        }
        #expect(codes == Array(repeating: .providerFailed, count: 5) + Array(repeating: .circuitOpen, count: 5))
        #expect(world.log.names(of: "r-4").contains("shadowCircuitChanged"))
        #expect(world.router.circuits().map(\.status.lastTransition?.to) == [nil, .open])
    }

    @Test func `a candidate is asked even while the planner is left alone`() throws {
        let world = Self.world(.http(400), candidate: [.plan()])
        #expect(try world.reply(to: .asking()).summary == "failed provider_rejected at plan")
        #expect(Self.proposals(world).count == 1)
    }

    @Test(arguments: [
        ("a statement", "SELECT 1", "SELECT 1"),
        ("a cached answer", "q", " q "),
    ])
    func `is not asked for`(row: (name: String, first: String, second: String)) throws {
        let world = Self.world(.plan(), candidate: [.plan()])
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(row.first, id: "r-0")),
            .init(at: .seconds(10), request: .asking(row.second, id: "r-1")),
        ])
        #expect(world.log.names(of: "r-1").contains("shadowStarted") == false, "\(row.name)")
        #expect(world.candidates[0].calls == (row.first == "q" ? 1 : 0))
    }

    @Test func `is not asked for a request that was turned away`() throws {
        let world = Self.world(.plan(), candidate: [.plan()])
        _ = try world.reply(to: .asking(" "))
        #expect(world.candidates[0].calls == 0)
    }

    /// The requests of 400 that are sampled.
    private func sampled(_ sample: Ratio, seed: UInt64, skipping skipped: Set<Int> = []) throws -> Set<RequestID> {
        let world = Self.world(.plan(), candidate: [.plan()], sample: sample, seed: seed)
        _ = try world.replies(
            to: (0..<400).filter { !skipped.contains($0) }.map {
                .init(at: .milliseconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)")))
            })
        return Set(world.candidates[0].inquiries.map(\.request.id))
    }

    @Test func `the sample is a keyed draw: it belongs to the request and the seed`() throws {
        let quarter = Ratio(millionths: 250_000)
        let first = try sampled(quarter, seed: 7)
        #expect((70...130).contains(first.count), "\(first.count) of 400 are no quarter")
        #expect(try sampled(quarter, seed: 7) == first)
        #expect(try sampled(quarter, seed: 8) != first)

        let skipped = Set(0..<200)
        let left = first.filter { id in !skipped.contains(Int(id.text.dropFirst(2))!) }
        #expect(try sampled(quarter, seed: 7, skipping: skipped) == left)
        #expect(try sampled(Ratio(millionths: 500_000), seed: 7).isSuperset(of: first))
    }

    @Test(arguments: [("all", Ratio.one, 400), ("none", .zero, 0)])
    func `a sample can be`(row: (name: String, sample: Ratio, count: Int)) throws {
        #expect(try sampled(row.sample, seed: 3).count == row.count, "\(row.name)")
    }

    @Test func `several candidates do not mix, and their cost is apart from the answers'`() throws {
        let world = ScriptedWorld(
            script: [.plan()],
            candidates: [
                ("one", [.plan(after: .seconds(2))], .one), ("two", [.http(500)], .one),
                ("three", [.text("SELECT 3", model: "model-x")], .one), ("four", [.failure(.connection)], .one),
                ("five", [.hang], .one), ("six", [.failure(.cancelled, after: .seconds(40))], .one),
            ])
        let reply = try world.reply(to: .asking())
        let totals = world.log.totals
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"))
        #expect(totals.cost == Money(usd: "0.0035"))
        #expect(totals.replies == 1)
        #expect(totals.shadows["one"]?.proposals == 1)
        #expect(totals.shadows["one"]?.cost == Money(usd: "0.0035"))
        #expect(totals.shadows["two"]?.failures == 1)
        #expect(totals.shadows["two"]?.cost == .zero)
        for unknown: PlannerName in ["three", "four", "five", "six"] {
            #expect(totals.shadows[unknown]?.unpricedReplies == 1, "\(unknown)")
        }
        #expect(totals.shadows["two"]?.unpricedReplies == 0)
        #expect(totals.unpricedReplies == 0)
    }
}
