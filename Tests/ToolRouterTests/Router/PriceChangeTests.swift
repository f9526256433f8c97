import RouterTesting
import Testing
import ToolRouter

/// A call costs what its model cost when its request came, whenever the reply comes.
@Suite struct PriceChangeTests {
    private static let change = ScriptedWorld.start + .seconds(60)
    private static let prices = PriceCatalogue([
        PriceEntry(
            "model-a",
            prices: [
                DatedPrice(Price(input: Money(usd: "1")!, output: .zero)),
                DatedPrice(Price(input: Money(usd: "7")!, output: .zero), validFrom: change),
            ])
    ])

    private func world(_ script: [ScriptedReply], candidate: [ScriptedReply] = []) -> (ScriptedWorld, InMemoryAuditLog)
    {
        let audit = InMemoryAuditLog(keeping: 100)
        let world = ScriptedWorld(
            script: script, candidates: candidate.isEmpty ? [] : [("candidate", candidate, .one)], ttl: nil,
            audit: audit
        ) {
            $0.prices = Self.prices
            $0.retry.retries = 0
        }
        return (world, audit)
    }

    @Test(arguments: [
        (59, 800, "0.001"), (59, 1_500, "0.001"), (60, 800, "0.007"), (61, 800, "0.007"),
    ])
    func `the price is that of the request's moment`(second: Int, latency: Int, usd: String) throws {
        let (world, audit) = world([.plan(after: .milliseconds(latency))])
        let replies = try world.replies(to: [.init(at: .seconds(second), request: .asking())])
        #expect(replies[0].answer.bill.cost.amount?.usdText == usd)
        let charge = try #require(replies[0].answer.bill.charges.first)
        #expect(charge.price?.validFrom == (second < 60 ? nil : Self.change))
        #expect(audit.records.first?.bill.charges == [charge], "the record says which price it was")
    }

    @Test func `a late reply costs what it would have cost in time`() throws {
        let (world, audit) = world([.plan(after: .seconds(25)).stubborn])
        _ = try world.replies(to: [.init(at: .seconds(50), request: .asking())])
        #expect(world.log.totals.lateReplies == 1)
        #expect(world.log.totals.cost.usdText == "0.001")
        #expect(audit.sums.planner.cost.usdText == "0.001")
    }

    @Test func `a candidate's reply, too, in time and late`() throws {
        let (world, audit) = world(
            [.plan(), .plan()], candidate: [.plan(after: .seconds(10)), .plan(after: .seconds(40)).stubborn])
        _ = try world.replies(
            to: [
                .init(at: .seconds(55), request: .asking("a", id: "r-1")),
                .init(at: .seconds(59), request: .asking("b", id: "r-2")),
            ])
        #expect(world.log.totals.shadows["candidate"]?.cost.usdText == "0.002")
        #expect(audit.sums.candidates["candidate"]?.cost.usdText == "0.002")
    }
}
