import RouterTesting
import Testing
import ToolRouter

/// An answer store outside of the process may do what it likes: a request waits for it no longer than its budget, and goes on.
@Suite struct StoreOutageTests {
    typealias Row = OutageRow

    static let rows =
        [
            Row(testDescription: "it is well", mood: .well),
            Row(testDescription: "it is slow", mood: .slow(.milliseconds(20)), wait: .milliseconds(20)),
            Row(
                testDescription: "it is in time at the last moment", mood: .slow(.milliseconds(50)),
                wait: .milliseconds(50)),
            Row(
                testDescription: "it is a moment too late", mood: .slow(.milliseconds(50) + .nanoseconds(1)),
                wait: .milliseconds(50), failure: .timedOut),
            Row(
                testDescription: "it says something later, though nobody waits", mood: .deaf(.milliseconds(200)),
                wait: .milliseconds(50), failure: .timedOut),
            Row(testDescription: "it hangs", mood: .hangs, wait: .milliseconds(50), failure: .timedOut),
        ]
        + StoreFailure.allCases.map {
            Row(testDescription: "it fails: \($0)", mood: .fails($0), failure: $0)
        }

    /// Answers that are not kept, so that nothing is written.
    private static let unkept: [String: ScriptedTool.Behaviour] = [
        "SELECT 1": .answer(ResultSet(columns: ["n"], rows: [[.integer(1)]], isTruncated: true))
    ]

    private static func asks(
        _ moments: [Duration], _ mood: OutsideWorld.Moods, deadline: Duration? = nil, hangsUpAfter: Duration? = nil
    ) -> [OutsideWorld.Arrival] {
        moments.enumerated().map { number, moment in
            OutsideWorld.Arrival(
                at: moment, request: .asking("q\(number)", id: RequestID("r-\(number + 1)"), deadline: deadline),
                mood: mood, hangsUpAfter: hangsUpAfter)
        }
    }

    @Test(arguments: rows)
    func `a kept answer is found in time or not at all`(row: Row) throws {
        let world = OutsideWorld()
        var mood = OutsideWorld.Moods()
        mood.looks = row.mood
        let reply = try world.replies(to: [
            .init(at: .zero, request: .asking("q", id: "r-0")),
            .init(at: .seconds(5), request: .asking("q", id: "r-1"), mood: mood),
        ])[1]
        #expect(reply.answer.source == (row.failure == nil ? .cache : .planner))
        #expect(reply.latency == row.wait + (row.failure == nil ? .zero : .milliseconds(830)))
        #expect(world.log.waits(of: "r-1").map(\.duration) == (row.wait == .zero ? [] : [row.wait]))
        #expect(world.log.troubles(of: "r-1").map(\.failure) == (row.failure.map { [$0] } ?? []))
        #expect(world.log.totals.storeFailures.total == (row.failure == nil ? 0 : 1))
    }

    @Test func `both stores share the time`() throws {
        func reply(limiter: Mood, looks: Mood) throws -> (OutsideWorld.Reply, OutsideWorld) {
            let world = OutsideWorld()
            let replies = try world.replies(to: [
                .init(at: .zero, request: .asking("q", id: "r-0")),
                .init(
                    at: .seconds(5), request: .asking("q", id: "r-1"),
                    mood: OutsideWorld.Moods(looks: looks, limiter: limiter)),
            ])
            return (replies[1], world)
        }
        let (just, world) = try reply(limiter: .slow(.milliseconds(30)), looks: .slow(.milliseconds(20)))
        #expect(just.answer.source == .cache && just.latency == .milliseconds(50))
        #expect(
            world.log.waits(of: "r-1") == [
                StoreWait(.limiter, .milliseconds(30)), StoreWait(.store, .milliseconds(20)),
            ])
        let (late, other) = try reply(limiter: .slow(.milliseconds(30)), looks: .slow(.milliseconds(21)))
        #expect(late.answer.source == .planner && late.latency == .milliseconds(880))
        #expect(other.log.troubles(of: "r-1") == [StoreTrouble(outside: .store, failure: .timedOut)])
        let (none, third) = try reply(limiter: .hangs, looks: .well)
        #expect(none.answer.source == .planner && none.latency == .milliseconds(880))
        #expect(third.log.waits(of: "r-1") == [StoreWait(.limiter, .milliseconds(50))])
        #expect(third.log.troubles(of: "r-1").map(\.outside) == [.limiter, .store])
    }

    @Test func `after five failures nobody waits, one at a time tries, and it recovers by itself`() throws {
        let world = OutsideWorld(behaviours: Self.unkept)
        let down = OutsideWorld.Moods(looks: .hangs)
        let moments: [Duration] =
            (0..<7).map { .seconds(1) + .milliseconds(60 * $0) } + [.milliseconds(1_900), .milliseconds(1_901)]
        var arrivals = Self.asks(moments, down)
        arrivals += [
            .init(at: .seconds(20), request: .asking("q", id: "r-20"), mood: OutsideWorld.Moods()),
            .init(at: .seconds(21), request: .asking("q", id: "r-21")),
        ]
        let replies = try world.replies(to: arrivals)
        let waits = replies.indices.map { replies[$0].latency - .milliseconds(830) }
        let full = Duration.milliseconds(50)
        // The eighth is the probe: the circuit opened at 1.29 s and is tried again from 1.79 s on.
        #expect(waits.prefix(9) == [full, full, full, full, full, .zero, .zero, full, .zero])
        #expect(world.log.troubles(of: "r-9").map(\.failure) == [.circuitOpen])
        #expect(waits[9] == .zero && waits[10] == .zero)
        #expect(world.log.changes(of: .store) == [.open, .halfOpen, .open, .halfOpen, .closed])
        #expect(world.log.changes(of: .limiter) == [])
    }

    @Test func `what says nothing of the store does not open its circuit`() throws {
        let moments = (0..<12).map { Duration.milliseconds(100 * $0) }
        // Whoever has less than a quarter of the time for it, or leaves.
        let hasty = OutsideWorld()
        let ended = try hasty.replies(
            to: Self.asks(moments, OutsideWorld.Moods(looks: .hangs), deadline: .milliseconds(20)))
        #expect(ended.allSatisfy { $0.answer.outcome.error?.code == .deadlineExceeded })
        #expect(ended.allSatisfy { $0.answer.outcome.error?.stage == .plan && $0.latency == .milliseconds(10) })
        #expect(hasty.log.changes(of: .store) == [])

        let gone = OutsideWorld()
        let left = try gone.replies(
            to: Self.asks(moments, OutsideWorld.Moods(looks: .hangs), hangsUpAfter: .milliseconds(30)))
        #expect(left.allSatisfy { $0.answer.outcome.error?.code == .cancelled && $0.latency == .milliseconds(30) })
        #expect(gone.log.changes(of: .store) == [])

        // An answer that does not open was written by somebody else.
        let poisoned = OutsideWorld()
        let missed = try poisoned.replies(to: Self.asks(moments, OutsideWorld.Moods(looks: .fails(.unreadable))))
        #expect(missed.allSatisfy { $0.answer.source == .planner && $0.latency == .milliseconds(830) })
        #expect(poisoned.log.changes(of: .store) == [])
        let trouble = StoreTrouble(outside: .store, failure: .unreadable)
        #expect(poisoned.log.totals.storeFailures[trouble] == 12)
    }

    @Test func `a store that is always busy for as long as a whole budget opens its circuit, whoever goes first`()
        throws
    {
        let world = OutsideWorld(behaviours: Self.unkept)
        let mood = OutsideWorld.Moods(looks: .hangs, limiter: .slow(.milliseconds(10)))
        _ = try world.replies(to: Self.asks((0..<8).map { .milliseconds(60 * $0) }, mood))
        #expect(world.log.changes(of: .store) == [.open])
    }

    @Test func `nobody waits for what is written`() throws {
        let limits: (inout RouterConfiguration) -> Void = {
            $0.limits.tokens.global = RateLimit(requests: 100_000, per: .seconds(1), burst: 100_000)
        }
        let world = OutsideWorld(configure: limits)
        let mood = OutsideWorld.Moods(writes: .hangs, spending: .hangs)
        let replies = try world.replies(to: Self.asks([.zero, .seconds(2)], mood))
        #expect(replies.allSatisfy { $0.latency == .milliseconds(830) })
        for id in ["r-1", "r-2"] as [RequestID] {
            #expect(world.log.waits(of: id) == [])
            #expect(Set(world.log.troubles(of: id).map(\.outside)) == [.limiter, .store])
            #expect(world.log.names(of: id).last != "settled", "what is written follows the answer")
        }
    }

    @Test func `an answer grows older on its way`() throws {
        func source(after age: Duration) throws -> AnswerSource? {
            let world = OutsideWorld(ttl: .seconds(1))
            return try world.replies(to: [
                .init(at: .zero, request: .asking("q", id: "r-0")),
                // It was stored after 830 ms.
                .init(
                    at: .milliseconds(830) + age, request: .asking("q", id: "r-1"),
                    mood: OutsideWorld.Moods(looks: .slow(.milliseconds(20)))),
            ])[1].answer.source
        }
        #expect(try source(after: .milliseconds(980)) == .cache)
        #expect(try source(after: .milliseconds(981)) == .planner)
    }

    @Test func `what comes too late changes nothing`() throws {
        func story(_ mood: Mood) throws -> [String] {
            let world = OutsideWorld()
            _ = try world.replies(to: Self.asks([.zero], OutsideWorld.Moods(looks: mood, limiter: mood)))
            return world.log.names(of: "r-1")
        }
        #expect(try story(.deaf(.milliseconds(300))) == story(.hangs))
        #expect(try story(.deaf(.seconds(300))) == story(.hangs))
    }
}
