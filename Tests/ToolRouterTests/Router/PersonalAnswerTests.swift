import RouterTesting
import Testing
import ToolRouter

/// Answers that depend on who asks: nobody is given another one's, however plans and answers are shared.
@Suite struct PersonalAnswerTests {
    private static let mine = "SELECT :user"
    private static let ours = "SELECT :tenant"
    private static let callers =
        ["acme", "globex"].flatMap { tenant in
            ["ada", "grace", "joan"].map { Caller(tenant: TenantID(tenant), user: UserID($0), ip: "10.0.0.1") }
        } + [Caller(tenant: "acme", ip: "10.0.0.1"), Caller(tenant: "acme", ip: "10.0.0.2")]

    /// What the scripted tool answers `caller` with.
    private static func rows(of caller: Caller) -> [[Value]] {
        [[.text(caller.tenant.text), caller.user.map { .text($0.text) } ?? .null]]
    }

    private static let behaviours: [String: ScriptedTool.Behaviour] = [
        mine: .answerCaller, ours: .answerCaller, "SELECT nme": .refuseWithHint(.sqlInvalid, "did you mean name?"),
    ]

    private static func asking(_ question: String, _ number: Int, as caller: Caller) -> Request {
        var request = Request.asking(question, id: RequestID("r-\(number)"))
        request.caller = caller
        return request
    }

    @Test(arguments: [mine, ours])
    func `users of a tenant that shares are each given their own, by one call if they ask at once`(sql: String) throws {
        let world = ScriptedWorld(.plan(sql), behaviours: Self.behaviours) { $0.cacheScope = .tenant }
        let callers = Array(Self.callers[0..<3])
        let moments = [Duration.zero, .milliseconds(1), .milliseconds(2), .seconds(60), .seconds(61)]
        let replies = try world.replies(
            to: moments.enumerated().map { number, moment in
                .init(at: moment, request: Self.asking("q", number, as: callers[number % 3]))
            })
        for (number, reply) in replies.enumerated() {
            #expect(reply.rows == Self.rows(of: callers[number % 3]))
            #expect(reply.answer.source == .planner, "nothing is kept")
        }
        #expect(world.planner.calls == 3, "the reply holds nobody's value, so that it is shared")
        #expect(world.tool.runs.count == 5)
        #expect(world.log.totals.cacheStored == 0)
    }

    @Test(arguments: [mine, ours])
    func `a user is given his own answer again`(sql: String) throws {
        let world = ScriptedWorld(.plan(sql), behaviours: Self.behaviours)
        let callers = [Self.callers[0], Self.callers[1], Self.callers[0], Self.callers[1], Self.callers[3]]
        let replies = try world.replies(
            to: callers.enumerated().map { number, caller in
                .init(at: .seconds(10 * number), request: Self.asking("q", number, as: caller))
            })
        #expect(replies.map(\.answer.source) == [.planner, .planner, .cache, .cache, .planner])
        for (reply, caller) in zip(replies, callers) { #expect(reply.rows == Self.rows(of: caller)) }
        #expect(world.planner.calls == 3)
    }

    /// No router stores it so, but a store outside may hold what an older one wrote, or nobody knows who.
    @Test func `an answer that should not be there is not served, and forgotten`() throws {
        let sql = "SELECT 1"
        let world = ScriptedWorld(.plan(sql), behaviours: Self.behaviours) { $0.cacheScope = .tenant }
        let replies = try world.replies(to: [
            .init(at: .zero, request: Self.asking("q", 0, as: Self.callers[0])),
            .init(
                at: .seconds(10), request: Self.asking("q", 1, as: Self.callers[1]),
                before: { $0.tool.set(sql, .answerCaller) }),
        ])
        #expect(replies[0].rows == [[.text(sql)]])
        #expect(replies[1].answer.source == .planner && replies[1].rows == Self.rows(of: Self.callers[1]))
    }

    /// A draw of the trial that `seed` names.
    private struct Trial {
        let draw: KeyedDraw

        init(_ seed: UInt64) { draw = KeyedDraw(seed: seed) }

        func number(_ name: String, _ occurrence: Int, below bound: Int) -> Int {
            Int(draw.number(below: UInt64(bound), "trial", name, occurrence: UInt64(occurrence)))
        }
    }

    /// Replies of every kind: personal and not, late, refused and mended, without a plan, none.
    private static let lines: [ScriptedReply] = [
        .plan(mine), .plan(mine, after: .milliseconds(40)), .plan(ours), .plan(mine, after: .seconds(3)),
        .plan("SELECT 1"), .plan("SELECT nme"), .http(503), .text("Sorry!"), .failure(.connection), .plan(mine),
    ]

    private func run(_ seed: UInt64) throws -> (sources: [AnswerSource], joins: Int) {
        let trial = Trial(seed)
        func script(_ name: String) -> [ScriptedReply] {
            (0..<40).map { Self.lines[trial.number(name, $0, below: Self.lines.count)] }
        }
        let sharesTenants = trial.number("scope", 0, below: 3) > 0
        let world = ScriptedWorld(
            script: script("planner"), next: [("backup", script("backup"))],
            candidates: [("candidate", script("candidate"), .one)], behaviours: Self.behaviours, ttl: .seconds(8),
            staleIfError: .seconds(30)
        ) { configuration in
            configuration.cacheScope = sharesTenants ? .tenant : .user
            configuration.seed = seed
            configuration.repairs = 1
            configuration.breaker.failures = 3
            configuration.earlyRefresh = EarlyRefresh(beta: Ratio(millionths: 4_000_000))
        }
        var moment = Duration.zero
        let arrivals = (0..<60).map { number in
            moment += .milliseconds([0, 1, 50, 700, 2_000][trial.number("pause", number, below: 5)])
            let caller = Self.callers[trial.number("caller", number, below: Self.callers.count)]
            var request = Self.asking("q\(trial.number("question", number, below: 3))", number, as: caller)
            request.bypassCache = trial.number("bypass", number, below: 20) == 0
            return ScriptedWorld.Arrival(
                at: moment, request: request,
                hangsUpAfter: trial.number("leaves", number, below: 10) == 0 ? .milliseconds(300) : nil)
        }
        let replies = try world.replies(to: arrivals)
        for (arrival, reply) in zip(arrivals, replies) {
            guard let rows = reply.rows else { continue }
            let sql = reply.answer.plan.flatMap { plan in
                if case .string(let sql) = plan.arguments["sql"] { sql } else { nil }
            }
            if sql == Self.mine || sql == Self.ours {
                #expect(rows == Self.rows(of: arrival.request.caller), "seed \(seed), \(arrival.request.id.text)")
            } else {
                #expect(rows == [[.text("SELECT 1")]], "seed \(seed), \(arrival.request.id.text)")
            }
        }
        return (replies.compactMap { $0.rows == nil ? nil : $0.answer.source }, world.log.totals.cacheJoins)
    }

    @Test func `whatever is shared, stale, renewed, repaired or shadowed, nobody is given another one's answer`() throws
    {
        var sources: [AnswerSource: Int] = [:]
        var joins = 0
        for seed in 1...60 as ClosedRange<UInt64> {
            let trial = try run(seed)
            joins += trial.joins
            for source in trial.sources { sources[source, default: 0] += 1 }
        }
        // A trial in which nothing is shared would show nothing.
        for source in [AnswerSource.planner, .cache, .stale] { #expect(sources[source, default: 0] > 10, "\(sources)") }
        #expect(joins > 10, "\(joins)")
    }

    @Test(arguments: [CacheScope.user, .tenant])
    func `a store outside gives nobody another one's answer`(scope: CacheScope) throws {
        let world = OutsideWorld(script: [.plan(Self.mine)], behaviours: Self.behaviours) { $0.cacheScope = scope }
        let callers = (0..<24).map { Self.callers[$0 * 5 % Self.callers.count] }
        let replies = try world.replies(
            to: callers.enumerated().map { number, caller in
                .init(at: .seconds(2 * number), request: Self.asking("q", number, as: caller))
            })
        for (reply, caller) in zip(replies, callers) {
            guard case .answered(.rows(let result)) = reply.answer.outcome else {
                Issue.record("not answered")
                continue
            }
            #expect(result.rows == Self.rows(of: caller))
        }
        let hits = replies.count { $0.answer.source == .cache }
        #expect(scope == .user ? hits == 24 - Self.callers.count : hits == 0)
    }
}
