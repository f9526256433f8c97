import Foundation
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

struct ScenarioTests {
    @Test func `what the file leaves out has the documented default`() throws {
        let disk = try ScenarioOnDisk(ScenarioOnDisk.smallest)
        let scenario = try disk.read()

        #expect(scenario.name == "orders")
        #expect(scenario.directory == disk.folder)
        #expect(scenario.description == nil)
        #expect(scenario.traffic == [disk.folder + "/traffic.jsonl"])
        #expect(scenario.settings.router.seed == 0)
        #expect(scenario.settings.databases.map(\.name) == ["retail"])
        #expect(
            scenario.settings.databases.map(\.path) == [disk.folder.replacing("/orders", with: "/databases/retail.sql")]
        )
        #expect(scenario.settings.sql == SandboxPolicy())
        #expect(scenario.settings.sql.tables == .all)
        #expect(scenario.settings.sql.functions == SandboxPolicy.deterministicFunctions)
        #expect(scenario.settings.sql.budget.rows == 1_000)
        #expect(scenario.settings.sql.budget.bytes == 10_000_000)
        #expect(scenario.settings.sql.budget.operations == 5_000_000)
        #expect(scenario.statementDuration == .milliseconds(5))
        #expect(scenario.settings.planner == PlannerSettings(name: "gpt-4o", model: "gpt-4o"))
        #expect(scenario.settings.cache?.ttl == .seconds(300))
        #expect(scenario.settings.cache?.entries == 10_000)
        #expect(scenario.settings.shadows.isEmpty)
        #expect(scenario.gates.isEmpty)
        #expect(scenario.informationalDriftKinds == [.sqlText])
        #expect(scenario.casePolicies.isEmpty)
        #expect(scenario.liveGate == nil)
        #expect(scenario.tolerance == DriftTolerance())

        let router = scenario.settings.router
        #expect(router.confidenceThreshold == Ratio("0.7"))
        #expect(router.deadline == .seconds(30))
        #expect(router.attemptTimeout == .seconds(20))
        #expect(router.retry.retries == 1)
        #expect(router.retry.backoff == .milliseconds(500))
        #expect(router.maximumQuestion == 32_768)
        #expect(router.breaker.failures == 5)
        #expect(router.breaker.window == .seconds(60))
        #expect(router.breaker.openFor == .seconds(30))
        #expect(router.breaker.probes == 1)
        #expect(router.limits.user == nil)
        #expect(router.limits.global == nil)
        #expect(router.budgets == Budgets() && router.budgets.isEmpty)
        #expect(router.rules.rules.isEmpty)
        #expect(router.prices.entry(for: "gpt-4o", at: epoch)?.price == nil)
        #expect(router.seed == 0)
    }

    /// A moment at which undated prices hold.
    private let epoch = Timestamp(nanoseconds: 0)

    @Test func `every key is read`() throws {
        let disk = try ScenarioOnDisk(ScenarioOnDisk.complete)
        let scenario = try disk.read()

        #expect(scenario.description == "Orders & stock, \"by day\" * 2")
        #expect(scenario.traffic == [disk.folder + "/traffic.jsonl", disk.folder + "/night.jsonl"])
        #expect(scenario.settings.router.seed == 0x0011_2233_4455_6677)
        #expect(scenario.settings.databases.map(\.name) == ["retail", "stock"])
        #expect(scenario.settings.databases[1].path.hasSuffix("/replays/databases/stock.db"))
        var policy = SandboxPolicy(
            tables: .only(["orders", "order lines"]), deniedColumns: ["Orders": ["email", "phone number"]],
            functions: ["count", "->>"], doubleQuotedStrings: true,
            budget: ExecutionBudget(rows: 10, bytes: 20, operations: 30))
        policy.limits.statementBytes = 40
        policy.limits.valueBytes = 100_000
        policy.limits.expressionDepth = 50
        policy.limits.compoundSelects = 6
        policy.limits.functionArguments = 70
        policy.limits.patternBytes = 80
        #expect(scenario.settings.sql == policy)
        #expect(scenario.statementDuration == .microseconds(1_500))
        #expect(scenario.settings.planner == PlannerSettings(name: "gpt-4o", model: "gpt-4o-2024-08-06"))
        #expect(scenario.settings.cache?.ttl == .seconds(3_600))
        #expect(scenario.settings.cache?.entries == 5)
        #expect(scenario.settings.shadows.map(\.name) == ["a-candidate", "gpt-4o-mini"])
        #expect(scenario.settings.shadows.map(\.model) == ["a-candidate", "gpt-4o-mini-2024-07-18"])
        #expect(scenario.settings.shadows.map(\.sample) == [.one, Ratio(millionths: 250_000)])
        #expect(scenario.settings.shadows.map(\.deadline) == [.seconds(30), .seconds(3)])
        #expect(
            scenario.gates == [
                Gate(metric: .accuracySpider, direction: .maxDrop(.one)),
                Gate(metric: .accuracyStrict, direction: .maxDrop(.zero)),
                Gate(metric: .cacheHitRatio, direction: .maxDrop(Ratio(millionths: 20_000))),
                Gate(metric: .costUSD, direction: .maxIncrease(Ratio(millionths: 20_000))),
                Gate(metric: .latencyP95, direction: .maxIncrease(Ratio(millionths: 100_000))),
            ])
        #expect(
            scenario.shadowGates == [
                ShadowGate(
                    candidate: "mini", alpha: Ratio(millionths: 10_000), margin: Ratio(millionths: 20_000))
            ])
        #expect(scenario.informationalDriftKinds == [.sqlText, .latency])
        #expect(
            scenario.casePolicies == [
                .everyRequiredCasePasses(.listed(["r-2", "r-1"])), .noApprovedPassingCaseMayRegress,
            ])
        #expect(
            scenario.liveGate == LiveGate(atLeast: Ratio(millionths: 900_000), alpha: Ratio(millionths: 10_000)))
        #expect(scenario.tolerance.latency == Ratio(millionths: 50_000))
        #expect(scenario.tolerance.cost == Ratio(millionths: 10_000))
        #expect(scenario.tolerance.tokens == Ratio(millionths: 250_000))
        #expect(scenario.tolerance.resultReal == RealTolerance(quintillionths: 1_000_000_000))

        let router = scenario.settings.router
        #expect(router.confidenceThreshold == Ratio(millionths: 650_000))
        #expect(router.deadline == .seconds(10))
        #expect(router.attemptTimeout == .seconds(4))
        #expect(router.retry.retries == 0)
        #expect(router.retry.backoff == .milliseconds(250))
        #expect(router.retry.maximumBackoff == .seconds(5))
        #expect(router.maximumQuestion == 100)
        #expect(router.breaker.failures == 3)
        #expect(router.breaker.window == .seconds(10))
        #expect(router.breaker.openFor == .seconds(5))
        #expect(router.breaker.probes == 2)
        #expect(router.limits.user?.requests == 60)
        #expect(router.limits.user?.per == .seconds(60))
        #expect(router.limits.user?.burst == 20)
        #expect(router.limits.ip?.burst == 10)
        #expect(router.limits.tenant?.per == .seconds(3_600))
        #expect(router.limits.global?.burst == 1)
        #expect(try router.budgets.global == BudgetLimits(day: usd("50"), month: usd("900")))
        #expect(try router.budgets.tenant == BudgetLimits(day: usd("0.5")))
        #expect(try router.budgets.tenants == ["acme": BudgetLimits(month: usd("100"))])
        #expect(router.budgets.over == .rules && router.budgets.lease == .seconds(120))
        #expect(try router.budgets.estimate == usd("0.02") && router.budgets.unknownCost == usd("0.07"))
        #expect(try scenario.settings.shadows.map(\.budget) == [BudgetLimits(), BudgetLimits(day: usd("1"))])
        let price = try Price(input: usd("2.50"), output: usd("10"), cachedInput: usd("1.25"))
        #expect(router.prices.entry(for: "gpt-4o-2024-08-06", at: epoch)?.price == price)
        let mini = try Price(input: usd("0.15"), output: usd("0.6"), cacheWrite: usd("0.2"), reasoning: usd("0.7"))
        #expect(router.prices.entry(for: "gpt-4o-mini-2024-07-18", at: epoch)?.price == mini)
        #expect(router.prices.entry(for: "gpt-4", at: epoch)?.price == nil)
        #expect(router.rules.rules.map(\.name) == ["orders-count", "handbook"])
        #expect(
            router.rules.rules.first
                == Rule(
                    name: "orders-count", allOf: ["how many", "orders"], anyOf: ["today", "yesterday"],
                    noneOf: ["open"], confidence: Ratio(millionths: 900_000),
                    sql: "SELECT\n  *,  count(*) * 100 % 7\nFROM orders WHERE a &b != % -- {[!\n"))
    }

    @Test func `planners after the first are read in their order`() throws {
        let scenario = try ScenarioOnDisk(
            """
            version: 1
            databases: {retail: ../databases/retail.sql}
            planner:
              name: gpt-4o
              provider: azure
              repairs: 1
              next:
                - {name: second, model: gpt-4o-mini, provider: openai, attempt_timeout: 5s}
                - {name: third}
            shadow: {candidate: {provider: openai}}

            """
        ).read()
        let settings = scenario.settings
        #expect(
            settings.planners == [
                PlannerSettings(name: "gpt-4o", model: "gpt-4o", provider: "azure"),
                PlannerSettings(
                    name: "second", model: "gpt-4o-mini", provider: "openai", attemptTimeout: .seconds(5)),
                PlannerSettings(name: "third", model: "third"),
            ])
        #expect(settings.router.attemptTimeouts == ["second": .seconds(5)])
        #expect(settings.router.repairs == 1)
        #expect(settings.shadows.map(\.provider) == ["openai"])
    }

    @Test func `a planner that is asked a second time is a candidate with the planner's own model and provider`() throws
    {
        let scenario = try ScenarioOnDisk(
            """
            version: 1
            databases: {retail: ../databases/retail.sql}
            planner: {name: gpt-4o, model: gpt-4o-2024-08-06, provider: azure, attempt_timeout: 4s}
            shadow: {zeta: {concurrency: 3}, alpha: {}}
            self_noise: {}

            """
        ).read()
        let shadows = scenario.settings.shadows
        #expect(shadows.map(\.name) == ["alpha", .selfNoise, "zeta"])
        #expect(shadows.map(\.isSelfNoise) == [false, true, false])
        #expect(shadows.map(\.concurrency) == [nil, nil, 3])
        #expect(shadows[1].model == "gpt-4o-2024-08-06" && shadows[1].provider == "azure")
        #expect(shadows[1].sample == Ratio(millionths: 10_000) && shadows[1].deadline == .seconds(4))
    }

    @Test func `functions are denied in any case of letters`() throws {
        let keys = "sql: {functions: [Count, SUM], denied_functions: [COUNT]}\n"
        #expect(try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read().settings.sql.functions == ["sum"])
        let denied = try ScenarioOnDisk(ScenarioOnDisk.smallest + "sql: {denied_functions: [Random, count]}\n").fault()
        #expect(denied?.contains("4:26: `sql.denied_functions[0]`: found \"Random\"") == true)
    }

    @Test func `a function whose last bit depends on the machine is allowed by its name alone`() throws {
        let plain = try ScenarioOnDisk(ScenarioOnDisk.smallest).read().settings.sql.functions
        #expect(plain.contains("sqrt") && !plain.contains("exp"))
        let keys = "sql: {functions: [count, EXP, pow]}\n"
        #expect(
            try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read().settings.sql.functions == ["count", "exp", "pow"])
    }

    @Test func `every key of the breaker is read`() throws {
        let keys = """
            breaker: {mode: forced_closed, failures: off, window: 10s, consecutive_failures: 4, failure_ratio: 50%, \
            slow_ratio: 0.8, slow_call: 4s, minimum_calls: 7, open_for: 5s, open_growth: 1.5, longest_open: 1m, \
            open_jitter: 10%, probes: 3, verdict: ratio}

            """
        var expected = CircuitBreakerConfiguration(
            failures: nil, window: .seconds(10), openFor: .seconds(5), probes: 3)
        expected.mode = .forcedClosed
        expected.consecutiveFailures = 4
        expected.failureRatio = Ratio("0.5")
        expected.slowRatio = Ratio("0.8")
        expected.slowCall = .seconds(4)
        expected.minimumCalls = 7
        expected.openGrowth = try #require(Ratio("1.5"))
        expected.maximumOpen = .seconds(60)
        expected.openJitter = try #require(Ratio("0.1"))
        expected.verdict = .ratio
        #expect(try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read().settings.router.breaker == expected)
    }

    @Test func `every key of stores is read`() throws {
        func settings(_ keys: String) throws -> StoreSettings {
            try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read().settings.router.stores
        }
        var expected = StoreSettings()
        #expect(try settings("") == expected)
        expected.breaker.openFor = .seconds(8)
        expected.breaker.maximumOpen = .seconds(8)
        #expect(try settings("stores: {open_for: 8s}\n") == expected)
        expected.budget = .milliseconds(20)
        expected.replicas = 4
        expected.breaker.failures = 2
        expected.breaker.window = .seconds(3)
        expected.breaker.openFor = .milliseconds(250)
        expected.breaker.maximumOpen = .seconds(1)
        let all = "stores: {budget: 20ms, replicas: 4, failures: 2, window: 3s, open_for: 250ms, max_open: 1s}\n"
        #expect(try settings(all) == expected)
    }

    @Test(arguments: [
        ("budget: 0s", "`stores.budget`"), ("replicas: 0", "`stores.replicas`"), ("failures: off", "`stores.failures`"),
        ("open_for: 2s, max_open: 1s", "`stores.max_open`: found \"1s\", expected at least `open_for`, 2s"),
        ("longest_open: 1s", "unknown key"),
    ])
    func `a fault in stores is told`(row: (keys: String, words: String)) throws {
        let fault = try ScenarioOnDisk(ScenarioOnDisk.smallest + "stores: {\(row.keys)}\n").fault()
        #expect(fault?.contains(row.words) == true, "\(fault ?? "")")
    }

    @Test func `limits in tokens are read`() throws {
        let keys = """
            limits:
              tokens: {user: {tokens: 90000, per: 1h, burst: 5000}, global: {tokens: 1000000000, per: 24h}, estimate: 70}
              keys: 5
              ipv6_prefix: 48

            """
        let limits = try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read().settings.router.limits
        #expect(limits.tokens.user == RateLimit(requests: 90_000, per: .seconds(3_600), burst: 5_000))
        #expect(limits.tokens.ip == nil)
        #expect(limits.tokens.tenant == nil)
        #expect(limits.tokens.global?.burst == 1_000_000_000)
        #expect(limits.tokens.estimate == 70)
        #expect(limits.capacity == 5)
        #expect(limits.ipv6Prefix == 48 && RateLimits().ipv6Prefix == 64)
        #expect(limits.user == nil)
    }

    @Test func `every key of the cache is read`() throws {
        let keys = """
            cache: {ttl: 1h, entries: 5, stale_if_error: 2h, early_refresh: 1.5, entry_bytes: 100, bytes: 1000,
              scope: tenant, fold_case: true}

            """
        let scenario = try ScenarioOnDisk(ScenarioOnDisk.smallest + keys).read()
        #expect(scenario.settings.cache?.staleIfError == .seconds(7_200))
        #expect(scenario.settings.cache?.entryBytes == 100)
        #expect(scenario.settings.cache?.bytes == 1_000)
        #expect(scenario.settings.router.earlyRefresh.beta == Ratio("1.5"))
        #expect(scenario.settings.router.cacheScope == .tenant && scenario.settings.router.foldsCase)
        let standard = try ScenarioOnDisk(ScenarioOnDisk.smallest).read()
        #expect(standard.settings.cache?.staleIfError == .zero)
        #expect(standard.settings.router.earlyRefresh.beta == .zero)
        #expect(standard.settings.router.cacheScope == .user && !standard.settings.router.foldsCase)
    }

    private func usd(_ text: String) throws -> Money {
        try #require(Money(usd: text))
    }

    @Test func `a long pause before a retry is not cut short`() throws {
        let yaml = ScenarioOnDisk.smallest.replacing("gpt-4o}", with: "gpt-4o, backoff: 10s}")
        let retry = try ScenarioOnDisk(yaml).read().settings.router.retry
        #expect(retry.backoff == .seconds(10))
        #expect(retry.maximumBackoff == .seconds(10))
    }

    @Test func `the cache can be switched off`() throws {
        #expect(try ScenarioOnDisk(ScenarioOnDisk.smallest + "cache: off\n").read().settings.cache == nil)
    }

    @Test func `the file may be named instead of its folder`() throws {
        let disk = try ScenarioOnDisk(ScenarioOnDisk.smallest)
        #expect(try Scenario(path: disk.folder + "/scenario.yaml").name == "orders")
        #expect(try Scenario(path: disk.folder + "/").name == "orders")
        #expect(try Scenario(path: disk.folder + "/../orders/.").directory == disk.folder)
    }

    @Test(arguments: ["50% off?", "größe #1", "a b"])
    func `a folder may have any name`(name: String) throws {
        let disk = try ScenarioOnDisk(ScenarioOnDisk.smallest, name: name)
        let scenario = try disk.read()
        #expect(scenario.name == name)
        #expect(scenario.traffic == [disk.folder + "/traffic.jsonl"])
    }

    @Test func `a path starts where a linked folder really is`() throws {
        let disk = try ScenarioOnDisk(ScenarioOnDisk.smallest)
        let link = disk.folder + "/../databases/linked"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: disk.folder)
        let scenario = try Scenario(path: link)
        #expect(scenario.name == "linked")
        #expect(scenario.directory == disk.folder)
    }

    @Test func `line ends of Windows and a byte order mark are read`() throws {
        let yaml = "\u{FEFF}" + ScenarioOnDisk.smallest.replacing("\n", with: "\r\n")
        let fault = try ScenarioOnDisk(yaml).fault()
        #expect(fault == nil)
    }
}
