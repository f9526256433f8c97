import RouterTesting
import Testing
import ToolRouter

@Suite struct CacheConformanceTests {
    @Test func `entries live as in Redis, and loads are shared as in singleflight`() async throws {
        let report = try await ConformanceReport("cache", skip: Self.skip) { CacheConformanceRun($0).run() }
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "load-cancel-before-result", "load-coalesces", "load-late-join-after-ttl", "load-set-beats-flight",
                "load-stale-while-refresh", "redis-expire-does-not-resurrect", "redis-expire-replaces",
                "redis-invalid-ttl", "redis-lazy-expiry-size", "redis-one-second", "redis-persist",
                "redis-set-clears-ttl-keepttl-keeps", "redis-subsecond", "redis-ttl-sentinels", "sf-error-shared",
                "sf-forget-starts-new-flight", "sf-goexit-does-not-hang", "ttl-redis-boundary",
            ])
        #expect(report.skipped.count == 8)
    }

    static func skip(_ row: ConformanceCase) -> String? {
        if let missing = ConformanceReport.missing(
            in: row, have: ["cancellation", "forget", "allow_stale", "stale_if_error"])
        {
            return missing
        }
        guard ["exclusive", nil].contains(row.config["expiry"]?.string) else { return "the expiry is inclusive" }
        if row.config["kind"] != .string("loading_cache"), row.config["allow_stale"] == .bool(true) {
            return "a stale entry is served once there, and for a time here"
        }
        let known: Set = [
            "expiry", "backend", "ttl_ms", "kind", "allow_stale", "stale_if_error", "stale_if_error_ms",
        ]
        if let name = Set(row.config.keys).subtracting(known).min() { return "the configuration has \(name)" }
        for step in row.steps {
            guard Self.operations.contains(step.operation) else { return "no operation \(step.operation)" }
            if step.arguments["ttl_ms"] == .integer(0) { return "a TTL of zero is for ever there, and refused here" }
            if step.operation == "load_fail", step.expect["failed"] == .array([]),
                row.config["stale_if_error"] != .bool(true), row.config["stale_if_error_ms"] == nil
            {
                return "a failed load drops the stale entry there, which is what it is kept for here"
            }
            let unknown = step.unknown(arguments: Self.arguments, fields: Self.fields)
            if let unknown { return unknown }
        }
        return nil
    }

    private static let operations: Set = [
        "set", "get", "size", "expire", "persist", "ttl_s", "fetch", "cancel", "join", "forget", "load_end",
        "load_fail",
        "load_abandoned",
    ]
    private static let arguments: Set = ["key", "value", "ttl_ms", "keepttl", "id", "allow_stale", "error"]
    private static let fields: Set = [
        "result", "value", "n", "ok", "error", "state", "loads", "aborted", "loader_signalled", "delivered", "leader",
        "failed", "released", "errors",
    ]
}
