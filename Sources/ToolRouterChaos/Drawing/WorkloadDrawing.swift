import ToolRouter
import ToolRouterFormats

/// Draws who asks what and when: a piece of the recording as it was, or its questions in another order, by other callers and
/// with another rhythm.
struct WorkloadDrawing {
    private let recorded: [RecordedExchange]
    private let count: Int
    private var draws: DrawSequence

    init(_ recorded: [RecordedExchange], requests count: Int, seed: UInt64) {
        self.recorded = recorded
        self.count = count
        draws = DrawSequence(seed: seed, "workload")
    }

    /// The requests, in the order they arrive; the first arrives at 0.
    mutating func requests() -> [RecordedExchange] {
        draws.happens(20) ? piece() : generated()
    }

    /// Requests that follow each other in the recording.
    private mutating func piece() -> [RecordedExchange] {
        let length = min(count, recorded.count)
        let from = draws.number(below: recorded.count - length + 1)
        let piece = recorded[from..<(from + length)]
        let start = piece.first?.atMicroseconds ?? 0
        return piece.enumerated().map { number, exchange in
            var exchange = exchange
            // Those of the heal phase are counted on, and a scenario that was a capsule has such names itself.
            exchange.id = Self.id(number)
            exchange.atMicroseconds -= start
            return exchange
        }
    }

    private mutating func generated() -> [RecordedExchange] {
        let arrivals = ArrivalProcess(&draws)
        let asked = draws.some(draws.one(of: [1, 3, 10, 40, recorded.count]), of: recorded)
        let callers = callers()
        let bypasses = draws.one(of: [0, 0, 10, 50])
        let hangUps = draws.one(of: [0, 0, 5, 30])
        let deadlines = draws.one(of: [0, 0, 5, 30])
        var at: Int64 = 0
        return (0..<count).map { number in
            var exchange = draws.one(of: asked)
            if number > 0 { at += arrivals.gap(before: number, &draws) }
            exchange.id = Self.id(number)
            exchange.atMicroseconds = at
            if let callers {
                let role = exchange.caller.role
                exchange.caller = draws.one(of: callers)
                exchange.caller.role = role
            }
            if draws.happens(bypasses) { exchange.bypassCache = true }
            if draws.happens(hangUps) { exchange.hangsUpAfter = draws.one(of: Self.patiences) }
            if draws.happens(deadlines) { exchange.deadline = draws.one(of: Self.deadlines) }
            return exchange
        }
    }

    /// Those who ask instead of the recorded ones; nil leaves it to those.
    private mutating func callers() -> [RecordedCaller]? {
        guard draws.happens(60) else { return nil }
        let tenants = draws.one(of: [1, 2, 5])
        let users = draws.one(of: [1, 3, 20])
        let hasAddresses = draws.happens(40)
        return (0..<tenants * users).map { number in
            let (tenant, user) = (number % tenants, number / tenants)
            return RecordedCaller(
                tenant: TenantID("tenant-\(tenant)"), user: UserID("user-\(user)"),
                ip: hasAddresses ? "10.\(tenant).0.\(user % 4)" : nil)
        }
    }

    /// The name of the request of that number, from 0: they sort as they are counted.
    static func id(_ number: Int) -> RequestID {
        let digits = String(number + 1)
        return RequestID("q-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
    }

    private static let patiences: [Duration] = [
        .microseconds(1), .milliseconds(5), .milliseconds(100), .milliseconds(800), .seconds(3),
    ]
    private static let deadlines: [Duration] = [
        .microseconds(1), .milliseconds(50), .milliseconds(300), .seconds(2), .seconds(8),
    ]
}
