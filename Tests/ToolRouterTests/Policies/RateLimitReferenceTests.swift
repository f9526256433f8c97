import Testing

@testable import ToolRouter

/// Stricter, never laxer, at any capacity: whatever the limiter lets in is admissible to one that holds every caller for
/// ever and was told the same.
@Suite struct RateLimitReferenceTests {
    private typealias Caller = RateLimitReference.Caller

    /// What somebody asks for.
    private struct Ask {
        let caller: Caller
        let cost: Int
        let tokens: Int
    }

    /// A request that was let in, whose tokens are not all known yet.
    private struct Open {
        let caller: Caller
        let decision: RateLimitDecision
        var isSettled = false
    }

    /// Random traffic: requests, settlements of their tokens, late spends, and pauses of every length.
    private struct Traffic {
        let limits: RateLimits
        let draw: KeyedDraw
        var limiter: RateLimiter
        var reference: RateLimitReference
        var now: Int64 = 1_000_000_000_000_000_000
        var open: [Open] = []
        /// The last request that was turned away, and when it was told to come again.
        var turnedAway: (request: Ask, at: Int64)?
        var admitted = 0
        var refused = 0
        /// Requests that the reference would have let in.
        var strict = 0

        init(seed: UInt64, capacity: Int) {
            draw = KeyedDraw(seed: seed)
            var limits = RateLimits(capacity: capacity)
            // Each limit there is or is not, by a bit of the seed; the first of them always.
            func limit(_ bit: Int, _ requests: Int, _ seconds: Int, _ burst: Int) -> RateLimit? {
                guard bit == 0 || seed >> bit & 1 == 0 else { return nil }
                return RateLimit(requests: requests, per: .seconds(seconds), burst: burst)
            }
            limits.tokens.user = limit(0, 997, 1, 3_000)
            limits.user = limit(1, 7, 3, 4)
            limits.tenant = limit(2, 13, 2, 9)
            limits.ip = limit(3, 5, 1, 3)
            limits.tokens.tenant = limit(4, 1_009, 1, 5_000)
            limits.global = limit(5, 50, 3, 30)
            limits.tokens.global = limit(6, 10_007, 1, 20_000)
            self.limits = limits
            limiter = RateLimiter(limits: limits)
            reference = RateLimitReference(limits)
        }

        func pick(_ what: String, _ count: UInt64, _ step: UInt64) -> UInt64 {
            draw.number(below: count, what, "", occurrence: step)
        }

        /// What went wrong in this step.
        mutating func go(_ step: UInt64) -> String? {
            let pause = pick("pause", 1_000, step)
            let longest: UInt64 =
                pause < 300 ? 1 : pause < 990 ? 400_000_000 : pause < 999 ? 20_000_000_000 : 8_000_000_000_000
            now += Int64(pick("nanoseconds", longest, step))
            switch pick("operation", 10, step) {
            case 0..<5: return ask(drawn(step))
            case 5:
                guard let (request, moment) = turnedAway else { return nil }
                // On time, or a nanosecond early.
                now = max(now, moment - Int64(pick("early", 2, step)))
                return ask(request)
            case 6..<9 where !open.isEmpty: settle(step)
            default: if !open.isEmpty { spendLate(step) }
            }
            return nil
        }

        private func drawn(_ step: UInt64) -> Ask {
            let caller = Caller(
                tenant: pick("tenant", 3, step), user: pick("no user", 8, step) == 0 ? nil : pick("user", 4, step),
                ip: pick("no ip", 8, step) == 0 ? nil : pick("ip", 6, step))
            let tokens = pick("tokens", pick("large", 10, step) == 0 ? 3_500 : 1_000, step)
            return Ask(caller: caller, cost: Int(pick("cost", 3, step)), tokens: Int(tokens))
        }

        private mutating func ask(_ request: Ask) -> String? {
            let (caller, cost, tokens) = (request.caller, request.cost, request.tokens)
            let decision = limiter.admit(caller.keys, cost: cost, tokens: tokens, at: Timestamp(nanoseconds: now))
            let isAdmissible = reference.admits(caller, cost: cost, tokens: tokens, at: now)
            guard decision.isAllowed else {
                refused += 1
                if isAdmissible { strict += 1 }
                turnedAway = decision.retryAfter.map { (request, now + $0.wholeNanoseconds) }
                return nil
            }
            admitted += 1
            guard isAdmissible else { return "let in \(request) at \(now)" }
            reference.take(caller, cost: cost, tokens: tokens, at: now)
            open.append(Open(caller: caller, decision: decision))
            return nil
        }

        private mutating func settle(_ step: UInt64) {
            let place = Int(pick("open", UInt64(open.count), step))
            guard !open[place].isSettled else { return spendLate(step) }
            open[place].isSettled = true
            let estimate = open[place].decision.tokens
            let spent = Int(pick("spent", UInt64(pick("much", 20, step) == 0 ? 20 : 2) * UInt64(estimate) + 1, step))
            spend(spent - estimate, place)
        }

        private mutating func spendLate(_ step: UInt64) {
            let place = Int(pick("late", UInt64(open.count), step))
            spend(pick("huge", 500, step) == 0 ? .max : Int(pick("late tokens", 1_500, step)), place)
            open.remove(at: place)
        }

        private mutating func spend(_ tokens: Int, _ place: Int) {
            let request = open[place]
            limiter.spend(
                tokens: tokens, of: request.caller.keys, admittedAs: request.decision,
                at: Timestamp(nanoseconds: now))
            reference.take(request.caller, cost: 0, tokens: tokens, at: now)
        }
    }

    private static let steps: UInt64 = 3_000

    @Test(arguments: [0, 1, 2, 3, 5, 8, 13])
    func `what is let in is admissible`(capacity: Int) {
        var (admitted, shared, strict) = (0, 0, 0)
        for seed in UInt64(0)..<24 {
            var traffic = Traffic(seed: seed, capacity: capacity)
            for step in 0..<Self.steps {
                if let fault = traffic.go(step) {
                    Issue.record("seed \(seed), capacity \(capacity), step \(step): \(fault)")
                    return
                }
            }
            #expect(traffic.limiter.keyCount <= capacity)
            admitted += traffic.admitted
            shared += traffic.limiter.overflowed
            strict += traffic.strict
        }
        // Otherwise nothing was tried.
        #expect(admitted > 10_000 && shared > 1_000 && strict > 0)
    }

    @Test func `with room for everybody exactly what is admissible is let in`() {
        var (admitted, refused) = (0, 0)
        for seed in UInt64(0)..<24 {
            // 3 tenants of 4 users and 6 addresses, those with a name in requests and in tokens.
            var traffic = Traffic(seed: seed, capacity: 36)
            for step in 0..<Self.steps {
                let fault = traffic.go(step)
                guard fault == nil, traffic.strict == 0 else {
                    Issue.record("seed \(seed), step \(step): \(fault ?? "turned away what is admissible")")
                    return
                }
            }
            #expect(traffic.limiter.overflowed == 0)
            admitted += traffic.admitted
            refused += traffic.refused
        }
        #expect(admitted > 10_000 && refused > 1_000)
    }
}
