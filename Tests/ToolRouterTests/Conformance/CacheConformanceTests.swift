import Testing
import ToolRouter

@Suite struct CacheConformanceTests {
    @Test func `a TTL ends as in Redis and node-lru-cache`() throws {
        let report = try ConformanceReport("cache", skip: skip, runCase: run)
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "redis-lazy-expiry-size", "redis-one-second", "redis-subsecond", "ttl-redis-boundary",
            ])
        #expect(report.skipped.count == 22)
    }

    /// Ours has one TTL for all entries, above zero, with the last moment included, and no loads.
    private func skip(_ row: ConformanceCase) -> String? {
        if let kind = row.config["kind"]?.string { return "the kind is \(kind), ours only keeps entries" }
        if let missing = ConformanceReport.missing(in: row, have: []) { return missing }
        guard row.config["expiry"] == .string("exclusive") else { return "the expiry is not exclusive" }
        if let name = Set(row.config.keys).subtracting(["expiry", "backend", "ttl_ms"]).min() {
            return "the configuration has \(name)"
        }
        for step in row.steps {
            guard ["set", "get", "size"].contains(step.operation) else { return "no operation \(step.operation)" }
            let unknown = step.unknown(arguments: ["key", "value", "ttl_ms"], fields: ["result", "value", "n"])
            if let unknown { return unknown }
        }
        guard let ttl = ttl(of: row) else { return "not one TTL for all entries" }
        return ttl > 0 ? nil : "a TTL of zero or less means something else there"
    }

    private func ttl(of row: ConformanceCase) -> Int64? {
        let sets = row.steps.filter { $0.operation == "set" }
        let ttls = Set(sets.map { ($0.arguments["ttl_ms"] ?? row.config["ttl_ms"])?.integer })
        return ttls.count == 1 ? ttls.first ?? nil : nil
    }

    private func run(_ row: ConformanceCase) {
        guard let ttl = ttl(of: row) else { return }
        var cache = AnswerCache<String, ConformanceValue>(ttl: .milliseconds(ttl), entries: 1_000)
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(microseconds: step.time * 1_000)
            let key = step.arguments["key"]?.string ?? ""
            switch step.operation {
            case "set":
                cache.store(step.arguments["value"] ?? .null, for: key, at: now)
            case "get":
                let found = cache.entry(for: key, at: now)?.entry
                step.check("result", .string(found == nil ? "miss" : "hit"), in: row, number: number)
                step.check("value", found, in: row, number: number)
            default:
                step.check("n", .integer(Int64(cache.count)), in: row, number: number)
            }
        }
    }
}
