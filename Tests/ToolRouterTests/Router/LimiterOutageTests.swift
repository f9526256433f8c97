import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

/// While the limiter that several processes share has nothing to say, each decides alone, more strictly; and never is a limit
/// exceeded.
@Suite struct LimiterOutageTests {
    private static func asks(
        _ moments: [Duration], _ mood: OutsideWorld.Moods, hangsUpAfter: Duration? = nil
    ) -> [OutsideWorld.Arrival] {
        moments.enumerated().map { number, moment in
            OutsideWorld.Arrival(
                at: moment, request: .asking("q\(number)", id: RequestID("r-\(number)")), mood: mood,
                hangsUpAfter: hangsUpAfter)
        }
    }

    private static func world(
        _ limit: RateLimit, replicas: Int = 2, tokens: RateLimit? = nil
    ) -> OutsideWorld {
        OutsideWorld { configuration in
            configuration.limits.global = limit
            configuration.limits.tokens.global = tokens
            configuration.stores.replicas = replicas
        }
    }

    private static func limit(_ burst: Int, perMinute rate: Int = 60) -> RateLimit {
        RateLimit(requests: rate, per: .seconds(60), burst: burst)
    }

    typealias Row = OutageRow

    static let rows =
        [
            Row(testDescription: "it is well", mood: .well),
            Row(testDescription: "it is slow", mood: .slow(.milliseconds(50)), wait: .milliseconds(50)),
            Row(
                testDescription: "it is too slow", mood: .slow(.milliseconds(51)), wait: .milliseconds(50),
                failure: .timedOut),
            Row(
                testDescription: "it says something later", mood: .deaf(.milliseconds(300)), wait: .milliseconds(50),
                failure: .timedOut),
            Row(testDescription: "it hangs", mood: .hangs, wait: .milliseconds(50), failure: .timedOut),
        ]
        + StoreFailure.allCases.map {
            Row(testDescription: "it fails: \($0)", mood: .fails($0), failure: $0)
        }

    @Test(arguments: rows)
    func `a decision is made in time`(row: Row) throws {
        let world = Self.world(Self.limit(10))
        let reply = try world.replies(to: Self.asks([.zero], OutsideWorld.Moods(limiter: row.mood)))[0]
        #expect(reply.answer.outcome.name == "answered")
        #expect(reply.latency == row.wait + .milliseconds(830))
        let decision = try #require(reply.answer.limits)
        #expect(decision.isAllowed && decision.limit == 10)
        #expect(decision.isLocal == (row.failure != nil))
        // By itself a process lets through half of them; a caller who has left says nothing about the limiter.
        #expect(decision.remaining == (row.failure == nil || row.failure == .cancelled ? 9 : 4))
        let troubles = world.log.troubles(of: "r-0").filter { $0.outside == .limiter }
        #expect(troubles.map(\.failure) == (row.failure.map { [$0] } ?? []))
    }

    /// How many of one moment pass in each of several processes, and of a minute of as many as may come.
    @Test(arguments: [
        (burst: 10, replicas: 1, atOnce: 10, inAMinute: 70), (10, 2, 5, 35), (10, 3, 3, 23), (10, 10, 1, 7),
        (1, 2, 1, 31), (1, 1, 1, 61), (4, 8, 1, 8),
    ])
    func `each process lets through its part`(row: (burst: Int, replicas: Int, atOnce: Int, inAMinute: Int)) throws {
        let down = OutsideWorld.Moods(limiter: .fails(.unavailable))
        let atOnce = try Self.world(Self.limit(row.burst), replicas: row.replicas)
            .replies(to: Self.asks(Array(repeating: .zero, count: 20), down))
        #expect(atOnce.count { $0.answer.limits?.isAllowed == true } == row.atOnce)
        let minute = try Self.world(Self.limit(row.burst), replicas: row.replicas)
            .replies(to: Self.asks((0...240).map { .milliseconds(250 * $0) }, down))
        #expect(minute.count { $0.answer.limits?.isAllowed == true } == row.inAMinute)
    }

    @Test func `it is left alone, tried again, and decides again`() throws {
        let world = Self.world(Self.limit(1_000))
        let down = OutsideWorld.Moods(limiter: .hangs)
        var arrivals = Self.asks((0..<8).map { .milliseconds(60 * $0) }, down)
        arrivals.append(.init(at: .seconds(20), request: .asking("q", id: "r-20"), mood: OutsideWorld.Moods()))
        let replies = try world.replies(to: arrivals)
        #expect(replies[4].latency == .milliseconds(880) && replies[5].latency == .milliseconds(830))
        #expect(replies.map { $0.answer.limits?.isLocal } == Array(repeating: true, count: 8) + [false])
        #expect(world.log.changes(of: .limiter) == [.open, .halfOpen, .closed])
    }

    @Test func `a reply that can't be read is a failure of it`() throws {
        let world = Self.world(Self.limit(1_000))
        _ = try world.replies(
            to: Self.asks((0..<8).map { .milliseconds(60 * $0) }, OutsideWorld.Moods(limiter: .fails(.unreadable))))
        #expect(world.log.changes(of: .limiter) == [.open])
    }

    @Test func `those who leave say nothing of it`() throws {
        let world = Self.world(Self.limit(1_000))
        let replies = try world.replies(
            to: Self.asks(
                (0..<12).map { .milliseconds(60 * $0) }, OutsideWorld.Moods(limiter: .hangs),
                hangsUpAfter: .milliseconds(10)))
        #expect(replies.allSatisfy { $0.answer.outcome.error?.code == .cancelled && $0.latency == .milliseconds(10) })
        #expect(world.log.changes(of: .limiter) == [])
    }

    @Test func `who leaves before it has answered is given back what was taken, and no more`() throws {
        func left(hangUps: Int) throws -> Int? {
            let world = Self.world(
                Self.limit(1_000), tokens: RateLimit(requests: 60, per: .seconds(60), burst: 5_000))
            let well = Self.asks([.zero], OutsideWorld.Moods())
            let leaving = (0..<hangUps).map { number in
                OutsideWorld.Arrival(
                    at: .seconds(2), request: .asking("left", id: RequestID("left-\(number)")),
                    mood: OutsideWorld.Moods(limiter: .hangs), hangsUpAfter: .milliseconds(10))
            }
            let last = OutsideWorld.Arrival(
                at: .seconds(3), request: .asking("last", id: "last"),
                mood: OutsideWorld.Moods(limiter: .fails(.cancelled)))
            return try world.replies(to: well + leaving + [last]).last?.answer.limits?.remaining
        }
        let without = try #require(try left(hangUps: 0))
        #expect(try left(hangUps: 3) == without)
    }

    @Test func `an empty one that took its place lets nobody have more than a whole limit`() throws {
        let world = Self.world(Self.limit(5))
        let replies = try world.replies(
            to: Self.asks(Array(repeating: .zero, count: 20), OutsideWorld.Moods(limiter: .forgetful)))
        #expect(replies.count { $0.answer.limits?.isAllowed == true } == 5)
        #expect(replies.last?.answer.limits?.isLocal == true)
    }

    @Test(arguments: UInt64(0)..<60)
    func `no limit is exceeded across outages and recoveries, in requests and in tokens`(seed: UInt64) throws {
        let draw = KeyedDraw(seed: seed)
        func number(_ bound: UInt64, _ what: String, _ at: Int = 0) -> Int {
            Int(draw.number(below: bound, what, "", occurrence: UInt64(at)))
        }
        let world = OutsideWorld { configuration in
            configuration.limits.global = Self.limit(1 + number(8, "burst"), perMinute: 60 + number(600, "rate"))
            configuration.limits.user = number(2, "user") == 0 ? nil : Self.limit(2, perMinute: 120)
            configuration.limits.tokens.tenant = RateLimit(
                requests: 100_000, per: .seconds(60), burst: 200 + number(9_000, "tokens"))
            configuration.limits.tokens.estimate = 1 + number(3_000, "estimate")
            configuration.limits.capacity = 1 + number(20, "capacity")
            configuration.stores.replicas = 1 + number(4, "replicas")
            configuration.deadline = .milliseconds(Int64(40 + number(3_000, "deadline")))
        }
        let moods: [Mood] = [
            .well, .well, .slow(.milliseconds(30)), .slow(.milliseconds(60)), .deaf(.milliseconds(70)), .hangs,
            .fails(.unavailable), .fails(.unreadable), .forgetful,
        ]
        var at = Duration.zero
        let arrivals = (0..<200).map { turn in
            at += .milliseconds(Int64(number(300, "gap", turn)) * (number(20, "pause", turn) == 0 ? 20 : 1))
            var mood = OutsideWorld.Moods()
            mood.limiter = moods[number(UInt64(moods.count), "mood", turn / 10)]
            mood.spending = moods[number(UInt64(moods.count), "spending", turn / 7)]
            return OutsideWorld.Arrival(
                at: at, request: .asking("q\(number(30, "question", turn))", id: RequestID("r-\(turn)")), mood: mood,
                hangsUpAfter: number(10, "leaves", turn) == 0 ? .milliseconds(Int64(number(60, "after", turn))) : nil)
        }
        // The world compares every decision with what limits allow.
        let replies = try world.replies(to: arrivals)
        #expect(replies.contains { $0.answer.limits?.isLocal == true })
    }
}
