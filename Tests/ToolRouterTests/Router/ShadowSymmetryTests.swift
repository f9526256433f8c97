import RouterTesting
import Testing

@testable import ToolRouter

/// Who is the candidate and who serves makes no difference to a pair.
struct ShadowSymmetryTests {
    /// What a side says first; later attempts, repairs and other planners all succeed.
    static let replies: [(name: String, reply: ScriptedReply)] = [
        ("a plan", .plan("SELECT 1")), ("another plan", .plan("SELECT 2")),
        ("a refused plan", .plan("SELECT refused")), ("a plan that can be mended", .plan("SELECT bad")),
        ("no tool", .text(#"{"tool":"none"}"#)), ("not sure", .plan("SELECT 1", confidence: "0.1")),
        ("another tool", .text(#"{"tool":"docs","arguments":{"sql":"x"}}"#)), ("prose", .text("Sorry!")),
        ("nothing", .text("")), ("cut off", .text(#"{"tool":"sql","sql":"SELECT 1"}"#, finishReason: "length")),
        ("a guard that hangs", .plan("SELECT hang")), ("a guard that fails", .plan("SELECT busy")),
        ("a bad request", .http(400)), ("an error of the provider", .http(503)), ("no end", .hang),
    ]

    /// The comparison of one request, and what the totals count.
    private static func compare(
        _ current: ScriptedReply, _ candidate: ScriptedReply, as name: PlannerName = "candidate"
    ) throws -> (comparison: ShadowComparison, totals: ShadowTotals) {
        let world = ScriptedWorld(
            script: [current, .plan("SELECT 9")], next: [("next", [.plan("SELECT 8")])],
            candidates: [(name, [candidate, .plan("SELECT 9")], .one)],
            behaviours: [
                "SELECT refused": .refuse(.tableDenied),
                "SELECT bad": .refuseWithHint(.sqlInvalid, "write another one"),
                "SELECT hang": .hang, "SELECT busy": .refuse(.databaseBusy),
            ]
        ) { $0.repairs = 1 }
        _ = try world.reply(to: .asking())
        let all = world.log.events.compactMap { event in
            if case .shadowCompared(_, let comparison) = event.kind { comparison } else { nil }
        }
        return (try #require(all.first), try #require(world.log.totals.shadows[name]))
    }

    @Test(arguments: replies.indices)
    func `with the sides exchanged the pair is the mirrored one`(number: Int) throws {
        for other in Self.replies {
            let (one, name) = (Self.replies[number].reply, "\(Self.replies[number].name) beside \(other.name)")
            let there = try Self.compare(one, other.reply)
            let back = try Self.compare(other.reply, one)
            let mirrored = back.comparison.pair.map { VerdictPair(current: $0.candidate, candidate: $0.current) }
            #expect(there.comparison.pair == mirrored, "\(name)")
            guard mirrored != nil else { continue }
            #expect(there.comparison.end == back.comparison.end, "\(name)")
            #expect(there.comparison.hasSameReads == back.comparison.hasSameReads, "\(name)")
            #expect(there.comparison.currentBill == back.comparison.proposal.bill, "\(name)")
            #expect(there.comparison.currentDuration == back.comparison.proposal.duration, "\(name)")
        }
    }

    @Test func `a planner that says the same twice is neither better nor worse than itself`() throws {
        var pairs = DiscordantPairs()
        var counted = 0
        for (_, reply) in Self.replies {
            let totals = try Self.compare(reply, reply, as: .selfNoise).totals
            pairs.better += totals.discordant(.candidateOnly)
            pairs.worse += totals.discordant(.currentOnly)
            counted += totals.pairs.total
        }
        #expect(pairs == DiscordantPairs() && pairs.verdict(alpha: Ratio(millionths: 50_000)) == .goOn)
        #expect(counted == Self.replies.count - 3, "a provider that fails is no pair")
    }
}
