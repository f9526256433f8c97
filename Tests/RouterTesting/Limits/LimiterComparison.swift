package import ToolRouter

/// Random traffic on two limiters: the one of a process, and one that keeps its moments elsewhere. They must say the same of
/// everything, in every number.
package struct LimiterComparison {
    /// What was done, to tell whether anything was tried.
    package struct Tally: Hashable, Sendable {
        package var admitted = 0
        package var refused = 0
        package var corrections = 0

        package init() {}
    }

    private var tally = Tally()
    private let draw: KeyedDraw
    private let limits: RateLimits
    private var now: Int64 = 1_800_000_000_000_000
    private var open: [(keys: RateLimitKeys, decision: RateLimitDecision)] = []

    /// The two limiters do not say the same.
    private struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    private init(seed: UInt64) {
        draw = KeyedDraw(seed: seed)
        var limits = RateLimits()
        // Each limit there is or is not, by a bit of the seed. All intervals are whole microseconds.
        func limit(_ bit: UInt64, _ microseconds: Int64, _ burst: Int) -> RateLimit? {
            seed >> bit & 1 == 1 ? nil : RateLimit(requests: 1, per: .microseconds(microseconds), burst: burst)
        }
        limits.user = limit(0, 430_001, 4)
        limits.ip = limit(1, 200_000, 3)
        limits.tenant = limit(2, 150_003, 9)
        limits.global = limit(3, 60_000, 30)
        limits.tokens.user = limit(4, 1_003, 3_000)
        limits.tokens.tenant = limit(5, 991, 5_000)
        limits.tokens.global = limit(6, 1, 20_000)
        limits.roles = [
            "analyst": UserLimits(
                requests: limit(7, 90_000, 8), tokens: RateLimit(requests: 1, per: .microseconds(7), burst: 9_000))
        ]
        self.limits = limits
    }

    /// Does 1,000 things to both for each seed, and returns how many, or the first difference.
    ///
    /// - Parameter start: makes the other limiter, which knows of nobody yet.
    package static func run(
        seeds: some Sequence<UInt64>, _ start: (RateLimits) -> any TriedLimiter
    ) async throws -> Tally {
        var tally = Tally()
        for seed in seeds {
            var comparison = LimiterComparison(seed: seed)
            try await comparison.run(start)
            tally.admitted += comparison.tally.admitted
            tally.refused += comparison.tally.refused
            tally.corrections += comparison.tally.corrections
        }
        return tally
    }

    private mutating func run(_ start: (RateLimits) -> any TriedLimiter) async throws {
        let (own, other) = (TriedRateLimiter(limits), start(limits))
        for step in UInt64(0)..<1_000 {
            pause(step)
            try await go(step, own, other)
        }
        try await other.end()
    }

    private mutating func go(_ step: UInt64, _ own: TriedRateLimiter, _ other: any TriedLimiter) async throws {
        let time = Timestamp(microseconds: now)
        switch pick("operation", 10, step) {
        case 0..<5:
            let keys = keys(step)
            let (cost, tokens) = (Int(pick("cost", 3, step)), tokens(step))
            let decision = await own.admit(keys, cost: cost, tokens: tokens, at: time)
            try agree(try await other.admit(keys, cost: cost, tokens: tokens, at: time), decision, step)
            if decision.isAllowed { tally.admitted += 1 } else { tally.refused += 1 }
            if decision.isAllowed { open.append((keys, decision)) }
        case 5..<9 where !open.isEmpty:
            let place = Int(pick("open", UInt64(open.count), step))
            let (keys, decision) = open[place]
            let more = more(decision, step)
            await own.spend(tokens: more, of: keys, admittedAs: decision, at: time)
            try await other.spend(tokens: more, of: keys, admittedAs: decision, at: time)
            tally.corrections += 1
            if pick("is the last", 2, step) == 0 { open.remove(at: place) }
        default:
            let keys = keys(step)
            let standings = await own.standings(of: keys, at: time)
            try agree(try await other.standings(of: keys, at: time), standings, step)
        }
    }

    private func agree<Said: Equatable>(_ found: Said, _ expected: Said, _ step: UInt64) throws {
        guard found != expected else { return }
        throw Difference(description: "seed \(draw.seed), step \(step): expected \(expected), found \(found)")
    }

    private mutating func pause(_ step: UInt64) {
        let pause = pick("pause", 1_000, step)
        let longest: UInt64 =
            pause < 300 ? 1 : pause < 990 ? 400_000 : pause < 999 ? 20_000_000 : 8_000_000_000
        now += Int64(pick("microseconds", longest, step))
    }

    private func keys(_ step: UInt64) -> RateLimitKeys {
        func address(_ number: UInt64) -> CallerAddress { CallerAddress("10.0.0.\(number)") }
        return RateLimitKeys(
            tenant: TenantID("t\(pick("tenant", 3, step))"),
            user: pick("no user", 8, step) == 0 ? nil : UserID("u\(pick("user", 4, step))"),
            ip: pick("no address", 8, step) == 0 ? nil : address(pick("address", 6, step)),
            role: pick("role", 4, step) == 0 ? "analyst" : nil)
    }

    private func tokens(_ step: UInt64) -> Int {
        Int(pick("tokens", pick("large", 10, step) == 0 ? 12_000 : 1_000, step))
    }

    /// What a request spent beyond its estimate: little, nothing of it, more than there was, or a count that is wrong.
    private func more(_ decision: RateLimitDecision, _ step: UInt64) -> Int {
        switch pick("spent", 2_000, step) {
        case 0: .max
        case 1: .min
        case 2..<100: Int(pick("much", 40_000, step))
        default: Int(pick("more", 2 * UInt64(decision.tokens) + 1, step)) - decision.tokens
        }
    }

    private func pick(_ what: String, _ count: UInt64, _ step: UInt64) -> UInt64 {
        draw.number(below: count, what, "", occurrence: step)
    }
}
