import RouterTesting
import Testing

@testable import ToolRouter

/// Takes a cache, and the shared calls that load into it, through the steps of one case.
final class CacheConformanceRun {
    private let row: ConformanceCase
    private var cache: AnswerCache<String, ConformanceValue>
    private var calls = PlannerCallBook<String, String>(limits: PlannerCallLimits())
    private var places: [String: PlannerCallBook<String, String>.Place] = [:]
    /// The call that loads each key.
    private var loading: [String: UInt64] = [:]
    /// The key that each call loads.
    private var keys: [UInt64: String] = [:]
    private var loads: Int64 = 0

    init(_ row: ConformanceCase) {
        self.row = row
        let ttl = row.config["ttl_ms"]?.integer ?? 3_600_000
        // Only a cache that loads has use for what is past its time.
        let isLoading = row.config["kind"] == .string("loading_cache")
        cache = AnswerCache(
            ttl: .milliseconds(ttl), entries: 1_000,
            staleFor: isLoading ? .milliseconds(row.config["stale_if_error_ms"]?.integer ?? 3_600_000) : .zero)
    }

    /// Whether what is past its time stands in for a load that failed.
    private var standsIn: Bool {
        row.config["stale_if_error"] == .bool(true) || row.config["stale_if_error_ms"] != nil
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
            case "join": found = ["leader": .bool(join(step, key, at: now))]
            case "forget":
                calls.forget(.named(key))
                found = [:]
            case "cancel": found = cancel(step)
            default: found = end(step, key, at: now)
            }
            let asserted = StepAssertions(of: step, in: row, number: number)
            for (field, value) in found.sorted(by: { $0.key < $1.key }) { asserted.check(field, value) }
            asserted.check("loads", .integer(loads))
            asserted.finish()
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
        // Something better than what is being loaded is there.
        let waiting = loading[key].flatMap { calls.isUnderWay(.named(key)) ? end($0) : nil } ?? []
        let aborted = waiting.map { ConformanceValue.string($0) }
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
            if !calls.isUnderWay(.named(key)) { _ = start(key, at: now) }
            return ["result": .string("stale"), "value": found.entry]
        }
        _ = join(step, key, at: now)
        return ["state": .string("loading")]
    }

    private func join(_ step: ConformanceStep, _ key: String, at now: Timestamp) -> Bool {
        let id = step.arguments["id"]?.string ?? ""
        let place = calls.join(.named(key)) ?? start(key, at: now)
        places[id] = place
        _ = calls.wait(id, at: place)
        return place.isStarter
    }

    private func start(_ key: String, at now: Timestamp) -> PlannerCallBook<String, String>.Place {
        var breaker = CircuitBreaker()
        guard case .permitted(let permit, _) = breaker.admit(at: now) else {
            preconditionFailure("a new circuit is closed")
        }
        let place = calls.start(.named(key), permit, at: now)
        loads += 1
        loading[key] = place.call
        keys[place.call] = key
        return place
    }

    /// Ends a call: those who were told, in the order of joining.
    private func end(_ call: UInt64) -> [String] { waiting(at: call) ?? [] }

    /// Ends a call: those who were told; nil when nobody waited for it any more.
    private func waiting(at call: UInt64) -> [String]? {
        guard case .delivered(let waiting) = calls.end(call, with: .failure(.connection)) else { return nil }
        return waiting
    }

    private func cancel(_ step: ConformanceStep) -> [String: ConformanceValue?] {
        guard let id = step.arguments["id"]?.string, let place = places[id] else { return [:] }
        switch calls.leave(place, paying: id) {
        case .last: return ["aborted": .array([.string(id)]), "loader_signalled": .bool(true)]
        case .othersWait: return ["aborted": .array([.string(id)]), "loader_signalled": .bool(false)]
        case .ended, .gone: return ["aborted": .array([]), "loader_signalled": .bool(false)]
        }
    }

    private func end(_ step: ConformanceStep, _ key: String, at now: Timestamp) -> [String: ConformanceValue?] {
        let id = step.arguments["id"]?.string
        guard let load = id.flatMap({ places[$0]?.call }) ?? loading[key] else { return [:] }
        let waiting = waiting(at: load)
        let names = waiting ?? []
        let list = ConformanceValue.array(names.map { .string($0) })
        switch step.operation {
        case "load_fail":
            if standsIn, let found = cache.find(key.isEmpty ? keys[load] ?? "" : key, at: now) {
                return [
                    "delivered": .object(Dictionary(uniqueKeysWithValues: names.map { ($0, found.entry) })),
                    "failed": .array([]), "result": .string("stale"), "value": found.entry,
                ]
            }
            let error = step.arguments["error"] ?? .null
            return ["failed": list, "errors": .object(Dictionary(uniqueKeysWithValues: names.map { ($0, error) }))]
        case "load_abandoned": return ["released": list]
        default:
            let value = step.arguments["value"] ?? .null
            // What nobody waits for any more is not stored.
            if waiting != nil { cache.store(value, for: key, at: now) }
            return ["delivered": .object(Dictionary(uniqueKeysWithValues: names.map { ($0, value) }))]
        }
    }
}

extension CacheKey {
    static func named(_ name: String) -> CacheKey {
        CacheKey(
            owner: CacheOwner(Caller(tenant: "t"), scope: .tenant)!, tool: "auto",
            question: CanonicalQuestion(name, foldingCase: false), fingerprints: [], prompt: "")
    }
}
