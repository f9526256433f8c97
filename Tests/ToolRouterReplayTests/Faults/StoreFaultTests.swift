import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

@testable import ToolRouterReplay

/// Faults of what lies outside of the process: the answer cache and the limiter.
@Suite struct StoreFaultTests {
    private static let cache: CacheSettings = {
        var cache = CacheSettings()
        cache.ttl = .seconds(10)
        return cache
    }()

    /// What a rule about the answer cache, beside one that is about it and never happens, does to a second identical question.
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        var source = AnswerSource.planner
        var latency = Duration.milliseconds(830)
        var failure: StoreFailure?
        var testDescription: String { rule }
    }

    static let rows = [
        Row(rule: "kind: hang, odds: 0", source: .cache, latency: .zero),
        Row(rule: "kind: latency, delay: 50ms", source: .cache, latency: .milliseconds(50)),
        Row(rule: "kind: latency, delay: 51ms", latency: .milliseconds(880), failure: .timedOut),
        Row(rule: "kind: hang", latency: .milliseconds(880), failure: .timedOut),
        Row(rule: "kind: error, cause: connection", failure: .unavailable),
        Row(rule: "kind: error, cause: refused, after: 5ms", latency: .milliseconds(835), failure: .refused),
        Row(rule: "kind: error, cause: timeout, after: 1s", latency: .milliseconds(880), failure: .timedOut),
        Row(rule: "kind: wrong", failure: .unreadable),
        Row(rule: "kind: stale", source: .cache, latency: .zero),
    ]

    @Test(arguments: rows)
    func `a kept answer is found whole or not at all`(row: Row) throws {
        let world = try FaultyWorld(
            "  - {name: a, target: store, \(row.rule), window: {from: 1s, to: 5200ms}}", cache: Self.cache)
        let answers = try world.answers(at: [.zero, .seconds(5)])
        #expect(answers[1].source == row.source)
        #expect(world.log.settled[1].at - FaultyWorld.start - .seconds(5) == row.latency)
        let troubles = world.log.happenings(to: "r-1").compactMap { kind in
            if case .storeFailed(_, let failure) = kind { failure } else { nil }
        }
        #expect(troubles == (row.failure.map { [$0] } ?? []))
        #expect(world.planner.calls == (row.source == .cache ? 1 : 2))
        let isInjected = !row.rule.contains("odds: 0")
        #expect(world.counts == ["a": isInjected ? "1 1" : "0 0"])
    }

    @Test func `an older answer than the last is still one, and what is past its time is none`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: store, kind: stale, window: {from: 13s}}",
            script: [.plan("SELECT 1"), .plan("SELECT 2")], cache: Self.cache)
        // Stored at 0.83 s, past its time at 12 s, stored again at 12.83 s; what a copy has is the first.
        let answers = try world.answers(at: [.zero, .seconds(12), .seconds(14)])
        #expect(answers.map(\.source) == [.planner, .planner, .planner])
        #expect(world.faults.all.first?.words == "an older answer")
        #expect(world.log.recalls.last?.name == .miss)
    }

    @Test func `whatever is spoilt, in whatever way, does not open`() throws {
        for seed in UInt64(0)..<40 {
            let world = try FaultyWorld(
                "  - {name: a, target: store, kind: wrong, window: {from: 3s}}", seed: seed, cache: Self.cache)
            let answers = try world.answers(at: [.zero, .seconds(4)])
            #expect(answers[1].source == .planner, "\(seed): \(world.faults.all.map(\.words))")
            #expect(world.log.totals.storeFailures[StoreTrouble(outside: .store, failure: .unreadable)] == 1)
        }
    }

    @Test func `without a rule about it the cache is in the process`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: hang, odds: 0}", cache: Self.cache)
        #expect(try world.answers(at: [.zero, .seconds(5)])[1].source == .cache)
        #expect(!world.log.events.contains { ["storeFailed", "storeChanged", "waited"].contains($0.kind.name) })
    }

    @Test(arguments: [
        ("kind: hang", true, StoreFailure?(.timedOut)), ("kind: latency, delay: 60ms", true, .timedOut),
        ("kind: latency, delay: 20ms", false, nil), ("kind: error, cause: connection", true, .unavailable),
        ("kind: error, cause: refused", true, .refused), ("kind: error, cause: timeout", true, .timedOut),
        ("kind: wrong", true, .unreadable), ("kind: stale", false, nil),
    ])
    func `a limiter in trouble is replaced by a stricter one`(
        row: (rule: String, isLocal: Bool, failure: StoreFailure?)
    ) throws {
        let world = try FaultyWorld("  - {name: a, target: limiter, \(row.rule)}") { configuration in
            configuration.limits.global = RateLimit(requests: 60, per: .seconds(60), burst: 4)
        }
        let answers = try world.answers(at: Array(repeating: .zero, count: 8))
        // One that has forgotten everything lets all of them through, but this process only as many as the limit says.
        #expect(answers.count { $0.limits?.isAllowed == true } == (row.isLocal ? 2 : 4))
        #expect(answers[0].limits?.isLocal == row.isLocal)
        let failures = world.log.totals.storeFailures
        #expect(row.failure.map { failures[StoreTrouble(outside: .limiter, failure: $0)] > 0 } ?? (failures.total == 0))
    }

    @Test func `the uses of a store by one request draw apart`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: store, kind: latency, delay: 1ms, odds: 1/2}", cache: Self.cache)
        _ = try world.answers(at: (0..<40).map { .seconds(20 * $0) })
        // Each looks and keeps.
        let faulty = Dictionary(grouping: world.faults.all, by: \.request).mapValues(\.count)
        #expect(Set(faulty.values) == [1, 2])
        #expect(faulty.count < 40)
    }
}
