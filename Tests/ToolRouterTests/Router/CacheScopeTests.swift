import RouterTesting
import Testing

@testable import ToolRouter

/// Whose answers a request may get from the cache, and whose call it may wait for.
@Suite struct CacheScopeTests {
    /// Two callers who ask the same, and whether the second may have what the first one's question brought.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let first: Caller
        let second: Caller
        var scope = CacheScope.user
        let shares: Bool
    }

    static let rows = [
        Row(
            testDescription: "one user", first: .init(tenant: "t", user: "u"), second: .init(tenant: "t", user: "u"),
            shares: true),
        Row(
            testDescription: "another user", first: .init(tenant: "t", user: "u"),
            second: .init(tenant: "t", user: "v"), shares: false),
        Row(
            testDescription: "another user at the same address", first: .init(tenant: "t", user: "u", ip: "10.1.0.9"),
            second: .init(tenant: "t", user: "v", ip: "10.1.0.9"), shares: false),
        Row(
            testDescription: "a user without a name any more", first: .init(tenant: "t", user: "u", ip: "10.1.0.9"),
            second: .init(tenant: "t", ip: "10.1.0.9"), shares: false),
        Row(
            testDescription: "one address in two spellings", first: .init(tenant: "t", ip: "10.1.0.9"),
            second: .init(tenant: "t", ip: "::ffff:a01:9"), shares: true),
        Row(
            testDescription: "another address", first: .init(tenant: "t", ip: "10.1.0.9"),
            second: .init(tenant: "t", ip: "10.1.0.8"), shares: false),
        Row(
            testDescription: "a neighbour in a network of IPv6", first: .init(tenant: "t", ip: "2001:db8::1"),
            second: .init(tenant: "t", ip: "2001:db8::2"), shares: false),
        Row(
            testDescription: "another zone", first: .init(tenant: "t", ip: "fe80::1%eth0"),
            second: .init(tenant: "t", ip: "fe80::1%eth1"), shares: false),
        Row(
            testDescription: "empty names", first: .init(tenant: "t", user: "", ip: ""),
            second: .init(tenant: "t", user: "", ip: ""), shares: false),
        Row(
            testDescription: "nobody knows who", first: .init(tenant: "t"), second: .init(tenant: "t"), shares: false),
        Row(
            testDescription: "a tenant that shares", first: .init(tenant: "t", user: "u"),
            second: .init(tenant: "t", user: "v"), scope: .tenant, shares: true),
        Row(
            testDescription: "a tenant that shares, and nobody knows who", first: .init(tenant: "t"),
            second: .init(tenant: "t"), scope: .tenant, shares: true),
        Row(
            testDescription: "another tenant", first: .init(tenant: "t", user: "u"),
            second: .init(tenant: "s", user: "u"),
            scope: .tenant, shares: false),
        Row(
            testDescription: "one role of a tenant that shares", first: .init(tenant: "t", user: "u", role: "clerk"),
            second: .init(tenant: "t", user: "v", role: "clerk"), scope: .tenant, shares: true),
        Row(
            testDescription: "another role of a tenant that shares",
            first: .init(tenant: "t", user: "u", role: "auditor"),
            second: .init(tenant: "t", user: "v", role: "clerk"), scope: .tenant, shares: false),
        Row(
            testDescription: "no role in a tenant that shares", first: .init(tenant: "t", user: "u", role: "auditor"),
            second: .init(tenant: "t", user: "v"), scope: .tenant, shares: false),
        Row(
            testDescription: "one user who has another role now", first: .init(tenant: "t", user: "u", role: "auditor"),
            second: .init(tenant: "t", user: "u", role: "clerk"), shares: false),
    ]

    private func arrivals(_ row: Row, then second: Duration) -> [ScriptedWorld.Arrival] {
        var first = Request.asking("q", id: "r-0")
        first.caller = row.first
        var other = Request.asking("q", id: "r-1")
        other.caller = row.second
        return [.init(at: .zero, request: first), .init(at: second, request: other)]
    }

    @Test(arguments: rows)
    func `a fresh answer is nobody else's`(row: Row) throws {
        let world = ScriptedWorld(.plan("a"), .plan("b")) {
            $0.cacheScope = row.scope
            $0.roles = ["clerk", "auditor"]
        }
        let replies = try world.replies(to: arrivals(row, then: .seconds(60)))
        #expect((replies[1].answer.source == .cache) == row.shares)
        #expect(world.planner.calls == (row.shares ? 1 : 2))
    }

    @Test(arguments: rows)
    func `a stale answer stands in for nobody else`(row: Row) throws {
        let world = ScriptedWorld(
            script: [.plan("a"), .failure(.connection)], ttl: .seconds(1), staleIfError: .seconds(3_600)
        ) {
            $0.cacheScope = row.scope
            $0.roles = ["clerk", "auditor"]
            $0.retry.retries = 0
        }
        let replies = try world.replies(to: arrivals(row, then: .seconds(60)))
        #expect((replies[1].answer.source == .stale) == row.shares)
        #expect((replies[1].answer.outcome.error == nil) == row.shares)
    }

    @Test(arguments: rows)
    func `an answer that is to be renewed is nobody else's`(row: Row) throws {
        let world = ScriptedWorld(script: [.plan("a"), .failure(.connection)]) {
            $0.cacheScope = row.scope
            $0.roles = ["clerk", "auditor"]
            $0.retry.retries = 0
            // So that chance renews whatever is there.
            $0.earlyRefresh = EarlyRefresh(beta: Ratio(millionths: .max / 4))
        }
        let replies = try world.replies(to: arrivals(row, then: .seconds(60)))
        #expect((replies[1].answer.source == .cache) == row.shares)
        #expect((replies[1].answer.outcome.error == nil) == row.shares)
        #expect(world.planner.calls == 2)
    }

    @Test(arguments: rows)
    func `nobody waits for another one's call`(row: Row) throws {
        let world = ScriptedWorld(.plan("a", after: .seconds(5)), .plan("b", after: .seconds(5))) {
            $0.cacheScope = row.scope
            $0.roles = ["clerk", "auditor"]
        }
        _ = try world.replies(to: arrivals(row, then: .seconds(1)))
        #expect(world.planner.calls == (row.shares ? 1 : 2))
    }

    @Test(arguments: [
        ("Code 'F'", "Code 'f'", 2), ("Code 'A  B'", "Code 'A B'", 2), ("Code 'F'", "code 'F'", 2),
        ("Code 'F'", "Code  'F' ", 1), ("Café", "Cafe\u{301}", 1), ("'Café'", "'Cafe\u{301}'", 2),
    ])
    func `who asks another question waits for no call, not even the same user`(
        first: String, second: String, calls: Int
    ) throws {
        let world = ScriptedWorld(.plan("a", after: .seconds(5)), .plan("b", after: .seconds(5)))
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(first, id: "r-0")),
            .init(at: .seconds(1), request: .asking(second, id: "r-1")),
        ])
        #expect(world.planner.calls == calls)
    }

    @Test func `a question in another case is another one unless case is folded, and so is what stands in quotes`()
        throws
    {
        for (folds, calls) in [(false, 4), (true, 2)] {
            let world = ScriptedWorld(.plan("a"), .plan("b"), .plan("c"), .plan("d")) { $0.foldsCase = folds }
            let questions = ["Code 'F'", "Code 'f'", "Code 'F  x'", "CODE 'F  x'", "Code   'F'"]
            _ = try world.replies(
                to: questions.enumerated().map { number, question in
                    ScriptedWorld.Arrival(
                        at: .seconds(10 * number), request: .asking(question, id: RequestID("r-\(number)")))
                })
            #expect(world.planner.calls == calls)
        }
    }
}
