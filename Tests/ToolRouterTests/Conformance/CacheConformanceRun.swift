import Testing
import ToolRouter

/// Takes a cache, and the flights that load into it, through the steps of one case.
final class CacheConformanceRun {
    private let row: ConformanceCase
    private var cache: AnswerCache<String, ConformanceValue>
    private var flights = SingleFlight<String>()
    private var tickets: [String: SingleFlight<String>.Ticket] = [:]
    /// Who holds which ticket, and which keys' loads were started, in order.
    private var owners: [SingleFlight<String>.Ticket: String] = [:]
    private var loading: [String: SingleFlight<String>.Ticket] = [:]
    private var loads: Int64 = 0

    init(_ row: ConformanceCase) {
        self.row = row
        let ttl = row.config["ttl_ms"]?.integer ?? 3_600_000
        // Only a cache that loads has use for what is past its time.
        let isLoading = row.config["kind"] == .string("loading_cache")
        cache = AnswerCache(
            ttl: .milliseconds(ttl), entries: 1_000, staleFor: isLoading ? .seconds(3_600) : .zero)
    }

    private var isRedis: Bool { row.config["backend"] == .string("redis_semantics") }

    func run() {
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(microseconds: step.time * 1_000)
            let key = step.arguments["key"]?.string ?? ""
            let found: [String: ConformanceValue?]
            switch step.operation {
            case "set": found = set(step, key, at: now)
            case "get": found = get(key, at: now)
            case "size": found = ["n": .integer(Int64(cache.count))]
            case "expire":
                let lifetime = CacheLifetime.limited(.milliseconds(step.arguments["ttl_ms"]?.integer ?? 0))
                found = ["ok": .integer(cache.expire(key, lifetime, at: now) ? 1 : 0)]
            case "persist": found = ["ok": .integer(cache.expire(key, .unlimited, at: now) ? 1 : 0)]
            case "ttl_s": found = ["n": .integer(secondsToLive(key, at: now))]
            case "fetch": found = fetch(step, key, at: now)
            case "join": found = ["leader": .bool(board(step, key))]
            case "forget":
                flights.forget(key)
                found = [:]
            case "cancel": found = cancel(step)
            default: found = end(step, key, at: now)
            }
            for (field, value) in found.sorted(by: { $0.key < $1.key }) {
                step.check(field, value, in: row, number: number)
            }
            step.check("loads", .integer(loads), in: row, number: number)
            let unchecked = Set(step.expect.keys).subtracting(found.keys).subtracting(["loads"])
            #expect(unchecked.isEmpty, "\(row.id), step \(number): nothing to check \(unchecked.sorted()) against")
        }
    }

    private func set(_ step: ConformanceStep, _ key: String, at now: Timestamp) -> [String: ConformanceValue?] {
        let lifetime: CacheLifetime =
            if let ttl = step.arguments["ttl_ms"]?.integer {
                .limited(.milliseconds(ttl))
            } else if step.arguments["keepttl"] == .bool(true) {
                .kept
            } else {
                isRedis ? .unlimited : .standard
            }
        let isStored = cache.store(step.arguments["value"] ?? .null, for: key, lifetime: lifetime, at: now)
        let aborted = flights.ground(key).compactMap { owners[$0] }.map { ConformanceValue.string($0) }
        var found: [String: ConformanceValue?] = ["aborted": .array(aborted)]
        found["error"] = .some(isStored ? nil : .string("invalid_expire"))
        return found
    }

    private func get(_ key: String, at now: Timestamp) -> [String: ConformanceValue?] {
        let entry = cache.entry(for: key, at: now)?.entry
        return ["result": .string(entry == nil ? "miss" : "hit"), "value": entry]
    }

    /// -1 for ever, -2 absent, as Redis says it.
    private func secondsToLive(_ key: String, at now: Timestamp) -> Int64 {
        guard let found = cache.find(key, at: now), found.isFresh else { return -2 }
        return found.freshFor > .seconds(1_000_000_000) ? -1 : found.freshFor.components.seconds
    }

    private func fetch(_ step: ConformanceStep, _ key: String, at now: Timestamp) -> [String: ConformanceValue?] {
        let found = cache.find(key, at: now)
        if let found, found.isFresh { return ["result": .string("hit"), "value": found.entry] }
        if let found, step.arguments["allow_stale"] == .bool(true) {
            // A reader that takes what is stale starts the load, unless it is under way, and does not wait for it.
            if !flights.isFlying(key) {
                loads += 1
                loading[key] = flights.board(key)
            }
            return ["result": .string("stale"), "value": found.entry]
        }
        _ = board(step, key)
        return ["state": .string("loading")]
    }

    private func board(_ step: ConformanceStep, _ key: String) -> Bool {
        let id = step.arguments["id"]?.string ?? ""
        let ticket = flights.board(key)
        tickets[id] = ticket
        owners[ticket] = id
        if ticket.isFirst {
            loads += 1
            loading[key] = ticket
        }
        return ticket.isFirst
    }

    private func cancel(_ step: ConformanceStep) -> [String: ConformanceValue?] {
        guard let id = step.arguments["id"]?.string, let ticket = tickets[id] else { return [:] }
        let departure = flights.leave(ticket)
        return [
            "aborted": .array(departure == .notAboard ? [] : [.string(id)]),
            "loader_signalled": .bool(departure == .lastOut),
        ]
    }

    private func end(_ step: ConformanceStep, _ key: String, at now: Timestamp) -> [String: ConformanceValue?] {
        let id = step.arguments["id"]?.string
        guard let load = id.flatMap({ tickets[$0] }) ?? loading[key] else { return [:] }
        let owners = flights.land(load.flight).map { self.owners[$0] }
        let names = owners.compactMap { $0 }
        let list = ConformanceValue.array(names.map { .string($0) })
        switch step.operation {
        case "load_fail": return ["failed": list]
        case "load_abandoned": return ["released": list]
        default:
            let value = step.arguments["value"] ?? .null
            // What nobody waits for any more is not stored.
            if !owners.isEmpty { cache.store(value, for: key, at: now) }
            return ["delivered": .object(Dictionary(uniqueKeysWithValues: names.map { ($0, value) }))]
        }
    }
}
