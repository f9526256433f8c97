import Testing
import ToolRouter

@Suite struct GCRATests {
    /// One step of a row: (nanoseconds, cost) and (allowed, remaining, retry after, reset after); times in seconds.
    struct Step: Sendable {
        let second: Double
        let cost: Int
        let allowed: Bool
        let remaining: Int
        let retry: Double?
        let reset: Double
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let limit: RateLimit
        let steps: [Step]
        var testDescription: String { name }
    }

    private static func step(
        _ second: Double, _ cost: Int, _ allowed: Bool, remaining: Int, retry: Double?, reset: Double
    ) -> Step {
        Step(second: second, cost: cost, allowed: allowed, remaining: remaining, retry: retry, reset: reset)
    }

    static let oneASecondBurstThree = RateLimit(requests: 60, per: .seconds(60), burst: 3)

    static let rows = [
        Row(
            name: "a burst passes at one moment, then one request an interval",
            limit: oneASecondBurstThree,
            steps: [
                step(0, 1, true, remaining: 2, retry: 0, reset: 1),
                step(0, 1, true, remaining: 1, retry: 0, reset: 2),
                step(0, 1, true, remaining: 0, retry: 0, reset: 3),
                step(0, 1, false, remaining: 0, retry: 1, reset: 3),
                step(0.75, 1, false, remaining: 0, retry: 0.25, reset: 2.25),
                step(1, 1, true, remaining: 0, retry: 0, reset: 3),
            ]),
        Row(
            name: "a peek is allowed on a full, a used and an empty allowance",
            limit: oneASecondBurstThree,
            steps: [
                step(0, 0, true, remaining: 3, retry: 0, reset: 0),
                step(0, 2, true, remaining: 1, retry: 0, reset: 2),
                step(0, 0, true, remaining: 1, retry: 0, reset: 2),
                step(0, 1, true, remaining: 0, retry: 0, reset: 3),
                step(0, 0, true, remaining: 0, retry: 0, reset: 3),
            ]),
        Row(
            name: "a cost above the burst can never pass",
            limit: oneASecondBurstThree,
            steps: [
                step(0, 4, false, remaining: 3, retry: nil, reset: 0),
                step(0, 3, true, remaining: 0, retry: 0, reset: 3),
                step(0, 3, false, remaining: 0, retry: 3, reset: 3),
                step(3, 3, true, remaining: 0, retry: 0, reset: 3),
            ]),
        Row(
            name: "an idle key never has more than its limit",
            limit: oneASecondBurstThree,
            steps: [
                step(0, 1, true, remaining: 2, retry: 0, reset: 1),
                step(1_000_000, 1, true, remaining: 2, retry: 0, reset: 1),
            ]),
    ]

    @Test(arguments: rows)
    func `the allowance follows the virtual schedule`(row: Row) {
        let gcra = GCRA(row.limit)
        var tat: Timestamp?
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(nanoseconds: Int64(step.second * 1e9))
            let decision = gcra.decide(tat: tat, cost: step.cost, at: now)
            #expect(decision.isAllowed == step.allowed, "step \(number)")
            #expect(decision.remaining == step.remaining, "step \(number)")
            #expect(decision.retryAfter == step.retry.map { Duration.seconds($0) }, "step \(number)")
            #expect(decision.resetAfter == .seconds(step.reset), "step \(number)")
            #expect((decision.newTAT != nil) == (step.allowed && step.cost > 0), "step \(number)")
            tat = decision.newTAT ?? tat
        }
    }

    @Test func `a request passes exactly when it was told to retry`() throws {
        let limit = RateLimit(requests: 3, per: .seconds(1), burst: 2)
        let gcra = GCRA(limit)
        let now = Timestamp(nanoseconds: 12_345)
        let tat = try #require(gcra.decide(tat: nil, cost: 2, at: now).newTAT)
        let refusal = gcra.decide(tat: tat, cost: 1, at: now)
        let retryAfter = try #require(refusal.retryAfter)
        #expect(!refusal.isAllowed)
        #expect(!gcra.decide(tat: tat, cost: 1, at: now + (retryAfter - .nanoseconds(1))).isAllowed)
        #expect(gcra.decide(tat: tat, cost: 1, at: now + retryAfter).isAllowed)
    }

    @Test func `an interval that does not divide evenly is rounded down`() {
        let limit = RateLimit(requests: 3, per: .seconds(1), burst: 10)
        #expect(limit.emissionIntervalNanoseconds == 333_333_333)
        #expect(limit.toleranceNanoseconds == 3_333_333_330)
    }

    @Test func `moments at both ends of time do not trap`() {
        let gcra = GCRA(RateLimit(requests: 1, per: .seconds(86_400 * 365 * 100), burst: 2))
        for moment in [Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max)] {
            #expect(gcra.decide(tat: nil, cost: 2, at: moment).isAllowed == (moment.nanoseconds == .min))
            #expect(gcra.decide(tat: Timestamp(nanoseconds: .max), cost: 0, at: moment).newTAT == nil)
        }
    }

    /// A moment beyond the last one can't be kept: were it kept as the last one, the allowance would be full again there.
    @Test(arguments: [Int64](arrayLiteral: 0, 1, 999_999_999, 1_000_000_000, 2_500_000_000))
    func `no more than the burst passes before the end of time`(_ rest: Int64) {
        let gcra = GCRA(RateLimit(requests: 1, per: .seconds(1), burst: 2))
        let now = Timestamp(nanoseconds: .max - rest)
        var (tat, passed) = (Timestamp?.none, 0)
        for _ in 0..<5 {
            let decision = gcra.decide(tat: tat, cost: 1, at: now)
            if decision.isAllowed { passed += 1 } else { #expect(decision.retryAfter! > .zero) }
            tat = decision.newTAT ?? tat
        }
        #expect(passed == min(2, Int(rest / 1_000_000_000)))
    }

    /// A token a day and 100,000 at once are full again in 273 years, which in 2026 is after the end of time.
    @Test(arguments: [1, 2, 40, 99_999])
    func `what was owed beyond the end of time is not given back`(_ given: Int) {
        let gcra = GCRA(RateLimit(requests: 1, per: .seconds(86_400), burst: 100_000))
        let now = Timestamp(microseconds: 1_795_165_200_000_000)
        let owing = gcra.tat(nil, spending: 200_000, at: now)
        let back = gcra.tat(owing, spending: -given, at: now)
        #expect(!gcra.decide(tat: back, cost: given, at: now).isAllowed)
        #expect(gcra.decide(tat: back, cost: given, at: now).remaining == 0)
        #expect(gcra.decide(tat: back, cost: given, at: now).retryAfter == Timestamp(nanoseconds: .max) - now)
    }
}
