import Foundation
import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Answers in a Redis live as long as entries do in the caches of others: by the same table as those of one process, as far as a
/// store of answers can do what is asked there.
@Suite(.timeLimit(.minutes(20)), .enabled(if: SharedRedis.isThere, "\(SharedRedis.missing)"))
struct RedisAnswerConformanceTests {
    private let notices = RedisNotices()

    @Test func `an answer is there as long as its time to live says`() async throws {
        let client = notices.client(try #require(SharedRedis.port))
        #expect(await client.connected())
        let report = try await ConformanceReport("cache", skip: Self.skipReason) { row in
            try await Self.run(row, client)
        }
        client.close()
        guard ConformanceTable.isOwn else { return }
        #expect(report.run.sorted() == ["redis-one-second", "redis-subsecond", "ttl-redis-boundary"])
        #expect(report.skipped.count == 23)
    }

    private static func skipReason(_ row: ConformanceCase) -> String? {
        guard row.config["expiry"] == .string("exclusive") else { return "the expiry is inclusive" }
        guard row.config["kind"] == nil else { return "loads are the router's" }
        for step in row.steps where !["set", "get"].contains(step.operation) {
            return "a store of answers has no operation \(step.operation)"
        }
        for step in row.steps {
            if let unknown = step.unknown(arguments: ["key", "value", "ttl_ms"], fields: ["result", "value"]) {
                return unknown
            }
        }
        let times = Set(row.steps.filter { $0.operation == "set" }.map { $0.arguments["ttl_ms"]?.integer ?? 0 })
        guard times.count == 1, let time = times.first, time > 0 else {
            return "a store of answers has one time to live, above zero"
        }
        return nil
    }

    private static func run(_ row: ConformanceCase, _ client: RedisClient) async throws {
        var settings = CacheSettings()
        settings.ttl = .milliseconds(row.steps.compactMap { $0.arguments["ttl_ms"]?.integer }.first ?? 0)
        // The Redis keeps it by its own clock, far longer than this test takes.
        settings.staleIfError = .seconds(3_600)
        let store = RedisAnswerStore(
            settings, prefix: "conformance-test:\(UUID().uuidString)", seal: AnswerSeal(secret: Array(0..<32)),
            redis: client)
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(microseconds: 1_800_000_000_000_000 + step.time * 1_000)
            let asserted = StepAssertions(of: step, in: row, number: number)
            let key = CacheKey(
                owner: try #require(CacheOwner(Caller(tenant: "t"), scope: .tenant)), tool: "sql",
                question: CanonicalQuestion(step.arguments["key"]?.string ?? "", foldingCase: false), fingerprints: [],
                prompt: "")
            if step.operation == "set" {
                let value = step.arguments["value"]?.string ?? ""
                let answer = StoredAnswer(
                    plan: Plan(tool: "sql"), result: .rows(ResultSet(columns: ["value"], rows: [[.text(value)]])),
                    storedAt: now)
                #expect(try await store.store(answer, for: key, at: now))
            } else {
                let found = try await store.answer(for: key, at: now)
                let isFresh = found.map { $0.freshFor >= .zero } ?? false
                asserted.check("result", .string(isFresh ? "hit" : "miss"))
                if isFresh, case .rows(let rows)? = found?.result, case .text(let text)? = rows.rows.first?.first {
                    asserted.check("value", .string(text))
                } else {
                    asserted.check("value", nil)
                }
            }
            asserted.finish()
        }
    }
}
