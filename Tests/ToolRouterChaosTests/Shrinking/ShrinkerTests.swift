import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// Schedules that are never replayed: a closure says what they show.
@Suite struct ShrinkerTests {
    private final class Judge: SymptomTest {
        let holds: (Schedule) throws -> Bool
        var asked = 0

        init(_ holds: @escaping (Schedule) throws -> Bool) { self.holds = holds }

        func shows(_ schedule: Schedule) throws -> Bool {
            asked += 1
            return try holds(schedule)
        }
    }

    private static func exchange(_ number: Int) -> RecordedExchange {
        RecordedExchange(
            id: RequestID("q-\(1_000 + number)"), atMicroseconds: Int64(number) * 500_000,
            caller: RecordedCaller(tenant: TenantID("tenant-\(number % 3)"), user: UserID("user-\(number % 7)")),
            question: "What is \(number % 40)?", bypassCache: number.isMultiple(of: 5), deadline: .seconds(3),
            hangsUpAfter: number.isMultiple(of: 3) ? .seconds(1) : nil,
            planner: [
                RecordedAttempt(
                    latency: .milliseconds(900),
                    outcome: .reply(content: "{}", usage: nil, finishReason: "stop"))
            ])
    }

    private static let latency = FaultKinds.all.flatMap { $0.examples(at: .planner) }
        .first { type(of: $0).kind == "latency" }!

    private static func schedule(_ count: Int = 200) -> Schedule {
        Schedule(
            scenario: "s", seed: 7, epoch: Timestamp(nanoseconds: 0), requests: (0..<count).map(exchange),
            faults: FaultPlan(
                rules: (0..<4).map { number in
                    FaultRule(
                        name: "rule \(number)", target: .planner, fault: latency,
                        window: FaultWindow(to: .seconds(1_000)), odds: Odds(1, in: 2)!)
                }),
            changes: [
                SettingChange(key: "breaker.failures", value: "3"), SettingChange(key: "cache.ttl", value: "10s"),
                SettingChange(key: "planner.retries", value: "5"),
            ])
    }

    private func small(_ schedule: Schedule = schedule(), _ holds: @escaping (Schedule) -> Bool) throws -> Schedule {
        let result = try #require(try Shrinker(Judge(holds), patience: .seconds(600)).shrink(schedule))
        #expect(result.end == .done && holds(result.schedule))
        return result.schedule
    }

    private func has(_ schedule: Schedule, _ numbers: Int...) -> Bool {
        numbers.allSatisfy { number in schedule.requests.contains { $0.id.text == "q-\(1_000 + number)" } }
    }

    @Test func `what is needed stays, and nothing else`() throws {
        let small = try small { schedule in
            has(schedule, 17, 113) && schedule.faults?.rules.contains { $0.name == "rule 2" } == true
                && schedule.changes.contains { $0.key == "cache.ttl" }
        }
        #expect(small.requests.map(\.id.text) == ["q-1017", "q-1113"])
        #expect(small.faults?.rules.map(\.name) == ["rule 2"])
        #expect(small.faults?.rules[0].odds == .always)
        #expect(small.changes == [SettingChange(key: "cache.ttl", value: "10s")])
        // Both came at once, and are as plain as can be.
        #expect(small.requests.allSatisfy { $0.atMicroseconds == 0 && $0.deadline == nil && $0.hangsUpAfter == nil })
        #expect(Set(small.requests.map(\.caller)).count == 1)
    }

    @Test func `faults that are not needed go altogether, and a weaker one takes the place of a strong one`() throws {
        #expect(try small { has($0, 3) }.faults == nil)
        let small = try small { $0.faults?.rules.contains { $0.name == "rule 1" } == true }
        #expect(small.faults?.rules[0].weaker.isEmpty == true)
    }

    @Test func `a threshold is tightened where that lets requests go`() throws {
        let small = try small { schedule in
            let failures = schedule.changes.first { $0.key == "breaker.failures" }.flatMap { Int($0.value) } ?? 5
            return schedule.requests.count >= failures
        }
        #expect(small.requests.count == 1)
        #expect(small.changes == [SettingChange(key: "breaker.failures", value: "1")])
    }

    @Test func `requests that must be apart stay apart, at a round distance`() throws {
        let small = try small { schedule in
            guard has(schedule, 10, 20) else { return false }
            let times = schedule.requests.filter { ["q-1010", "q-1020"].contains($0.id.text) }.map(\.atMicroseconds)
            return abs(times[1] - times[0]) > 150_000
        }
        #expect(small.requests.map(\.atMicroseconds) == [0, 1_000_000])
    }

    @Test func `the same schedule gives the same result after the same tries`() throws {
        func run() throws -> (String, Int) {
            let judge = Judge { schedule in schedule.requests.count % 7 != 3 }
            let result = try #require(try Shrinker(judge, patience: .seconds(600)).shrink(Self.schedule()))
            return ("\(result.schedule.requests.map(\.id.text)) \(result.schedule.faults?.json ?? "")", judge.asked)
        }
        let (first, second) = (try run(), try run())
        #expect(first == second)
    }

    @Test func `a schedule that shows nothing is not made small`() throws {
        #expect(try Shrinker(Judge { _ in false }).shrink(Self.schedule()) == nil)
    }

    @Test func `no time and an interruption end with the best so far`() throws {
        let patience = Shrinker(Judge { !$0.requests.isEmpty }, patience: .nanoseconds(1))
        let late = try #require(try patience.shrink(Self.schedule()))
        #expect(late.end == .patience && late.schedule.requests.count == 200 && late.tried == 0)

        let interruption = Interruption()
        let judge = Judge { _ in true }
        let interrupted = Shrinker(judge, patience: .seconds(600), interruption: interruption) { tried, _ in
            if tried == 5 { interruption.raise() }
        }
        let result = try #require(try interrupted.shrink(Self.schedule()))
        #expect(result.end == .interrupted && result.tried == 5 && result.schedule.requests.count < 200)
    }
}
