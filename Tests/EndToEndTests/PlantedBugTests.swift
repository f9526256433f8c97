import Foundation
import Testing

/// Bugs planted around the router, found by the invariant they break and by no other one.
@Suite struct PlantedBugTests {
    /// A bug, the invariant it breaks, and a shipped scenario in which it shows; what several replays show stands below.
    private static let bugs = [
        ("answered-twice", "one_answer", "noisy-tenant"),
        ("lost-answers", "one_answer", "planner-outage"),
        ("slow-turns", "one_answer", "planner-outage"),
        ("speechless-guard", "valid_problems", "steady-day"),
        ("swapped-call", "approved_runs", "planner-outage"),
        ("common-rights", "approved_runs", "noisy-tenant"),
        ("wide-policy", "approved_runs", "planner-outage"),
        ("call-on-hit", "planner_left_alone", "planner-outage"),
        ("hasty-circuit", "planner_left_alone", "planner-outage"),
        ("many-probes", "planner_left_alone", "planner-outage"),
        ("generous-limiter", "rate_limits_kept", "noisy-tenant"),
        ("unestimated-tokens", "rate_limits_kept", "oversized-request"),
        ("forgotten-debts", "rate_limits_kept", "oversized-request"),
        ("open-limiter", "rate_limits_kept", "shared-outage"),
        ("careless-budgets", "budgets_kept", "spent-budget"),
        ("leaked-reservations", "budgets_kept", "spent-budget"),
        ("free-unknowns", "budgets_kept", "spent-budget"),
        ("mixed-up-store", "clean_cache", "planner-outage"),
        ("stored-fallback", "clean_cache", "planner-outage"),
        ("shared-answers", "clean_cache", "noisy-tenant"),
        ("shared-calls", "clean_cache", "steady-day"),
        ("unsealed-store", "clean_cache", "shared-outage"),
        ("personal-answers", "clean_cache", "steady-day"),
        ("stale-prices", "costs_add_up", "planner-outage"),
        ("unbilled-answers", "costs_add_up", "planner-outage"),
        ("lost-records", "audited_answers", "planner-outage"),
        ("doubled-records", "audited_answers", "planner-outage"),
        ("forgotten-calls", "calls_accounted_for", "faulty-planner"),
        ("forgotten-comparisons", "shadows_compared", "steady-day"),
        ("asked-back-instead", "faults_lead_as_stated", "steady-day"),
        ("crowded-router", "bounded", "half-open-stampede"),
        ("crowded-planner", "bounded", "half-open-stampede"),
        ("held-calls", "bounded", "planner-outage"),
        ("hoarding-cache", "bounded", "planner-outage"),
        ("stubborn-circuit", "converges", "planner-outage"),
        ("lonely-store", "converges", "shared-outage"),
        ("lasting-debt", "converges", "noisy-tenant"),
    ]

    /// What is written otherwise in a scenario, so that the bug shows in it.
    private static let changes: [String: [(file: String, from: String, to: String)]] = [
        // The shipped scenarios share on purpose.
        "shared-answers": [("scenario.yaml", "scope: tenant", "scope: user")],
        "shared-calls": [("scenario.yaml", "scope: tenant", "scope: user")],
        // Nobody asks for what is his own there.
        "personal-answers": [("traffic.jsonl", "FROM customers;", "FROM customers WHERE :user > '';")],
        // The callers of the shipped scenarios have no roles.
        "common-rights": [
            ("scenario.yaml", "version: 1", "version: 1\nroles: {visitor: {sql: {functions: [abs]}}}"),
            ("traffic.jsonl", #""caller":{"#, #""caller":{"role":"visitor","#),
        ],
        // What the shipped scenarios hold is far from its bounds.
        "crowded-router": [("scenario.yaml", "version: 1", "version: 1\nload: {requests: 1}")],
        "crowded-planner": [("scenario.yaml", "version: 1", "version: 1\nload: {planner_calls: 1}")],
        "hoarding-cache": [("scenario.yaml", "entries: 500", "entries: 2")],
    ]

    /// A fault plan that says when all is well again, so that the bug shows with it.
    private static let plans = [
        "stubborn-circuit": """
        version: 1
        converge: {within: 39s}
        rules:
          - {name: outage, target: planner, kind: error, status: 503, window: {from: 20s, to: 100s}}
        """,
        "lonely-store": """
        version: 1
        converge: {within: 41s}
        rules:
          - {name: no-store, target: store, kind: hang, window: {to: 15s}}
          - {name: no-limiter, target: limiter, kind: hang, window: {to: 15s}}
        """,
        "lasting-debt": """
        version: 1
        converge: {within: 51s}
        rules:
          - {name: outage, target: planner, kind: hang, odds: 1/2, window: {to: 60s}}
        """,
    ]

    @Test(arguments: bugs)
    func `is exit 2, and the right invariant is named everywhere`(
        bug: (name: String, invariant: String, scenario: String)
    ) throws {
        let workplace = try Workplace.withShippedGoldens()
        for (file, from, to) in Self.changes[bug.name] ?? [] {
            try workplace.edit("replays/\(bug.scenario)/\(file)", from, to)
        }
        var plant = ["--plant", bug.name]
        if let plan = Self.plans[bug.name] {
            try workplace.folder.write(plan, to: "faults.yaml")
            plant += ["--faults", "faults.yaml"]
        }
        if bug.name == "asked-back-instead" {
            // The shipped scenario has no faults.
            try workplace.folder.write(
                """
                version: 1
                rules:
                  - {name: locked, target: tool, kind: error, code: database_busy, odds: 1/9, leads_to: {outcome: [failed, answered]}}

                """, to: "replays/\(bug.scenario)/faults.yaml")
        }
        let goldens = try workplace.folder.bytes("goldens")
        let run = try BuiltTool.run(["replay", bug.scenario, "--junit-cases", "drifted"] + plant, in: workplace.folder)
        #expect(run.code == 2, "\(run.text) \(run.errors)")
        #expect(run.text.contains("\nverdict: an invariant broke\n"))

        let report = try workplace.report()
        let scenario = report.scenarios[0]
        #expect(report.verdict == "broken" && scenario.verdict == "broken")
        #expect(scenario.broken == [bug.invariant])
        let breach = try #require(scenario.breaches.first)
        #expect(breach.invariant == bug.invariant && breach.at > 0)
        let words = "expected \(breach.expected); found \(breach.found)"
        // What only the sums of all records show is no one request's.
        let place = breach.id.map { "\($0) at " } ?? "at "
        #expect(run.text.contains("\(bug.scenario): invariant \(bug.invariant) broke, \(place)"))
        #expect(run.text.contains(words))

        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        let failures = junit.all("failure").filter { $0.attributes["type"] == "invariant" }
        #expect(failures.count == 1)
        #expect(failures.first?.text.contains(words) == true)
        #expect(junit.all("testcase").contains { $0.attributes["name"] == "invariant \(bug.invariant)" })
        #expect(try workplace.folder.text("reports/summary.md").contains("- **invariant `\(bug.invariant)` broke**"))
        // Answers that came about in such a way wait for nobody's acceptance.
        #expect(try workplace.folder.bytes("goldens") == goldens)

        guard let request = breach.id else { return }
        let explanation = try BuiltTool.run(["explain", bug.scenario, request] + plant, in: workplace.folder)
        #expect(explanation.text.contains("broken  invariant \(bug.invariant): \(words)"), "\(explanation.text)")
    }

    @Test func `every bug that can be planted is tested, and a misspelt one is a usage error that names them`() throws {
        let workplace = try Workplace.withShippedGoldens()
        for command in [["replay"], ["explain", "planner-outage", "r-0000001"]] {
            let run = try BuiltTool.run(command + ["--plant", "many-prob\u{1B}es"], in: workplace.folder)
            #expect(run.code == 64)
            let names = try #require(run.errors.firstMatch(of: #/there are ([a-z, -]+)/#)).1
            #expect(
                Set(names.split(separator: ", ").map(String.init)) == Set(Self.bugs.map(\.0) + Self.ofSeveralReplays))
            #expect(!run.errors.contains("\u{1B}"))
        }
        #expect(!(try workplace.run("replay", "--help").text.contains("plant")))
    }

    /// The bugs that no single replay shows.
    private static let ofSeveralReplays = ["unseeded", "meddling-candidate"]

    @Test func `all bugs are listed with their invariants`() throws {
        let workplace = try Workplace()
        let run = try workplace.run("replay", "--plant", "list")
        #expect(run.code == 0 && run.errors.isEmpty)
        let lines = run.text.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(
            lines.prefix(Self.bugs.count).map { [$0[0], $0[1]] }
                == Self.bugs.map { [Substring($0.0), Substring($0.1)] })
        #expect(lines.dropFirst(Self.bugs.count).map { String($0[0]) } == Self.ofSeveralReplays)
    }

    @Test func `a draw without a seed is found by a second process, and one replay says that it can't`() throws {
        let workplace = try Workplace.withShippedGoldens()
        let alone = try workplace.run("replay", "spent-budget", "--plant", "unseeded")
        #expect(alone.code == 1 && alone.text.contains("this replay does not show unseeded"), "\(alone.text)")
        #expect(alone.text.contains("add --check-determinism"))
        let compared = try workplace.run("replay", "spent-budget", "--plant", "unseeded", "--check-determinism")
        #expect(compared.code == 5 && !compared.text.contains("does not show"), "\(compared.text)")
    }

    @Test func `a candidate that meddles changes answers, and one replay says that it can't show why`() throws {
        let workplace = try Workplace.withShippedGoldens()
        let run = try workplace.run("replay", "steady-day", "--plant", "meddling-candidate")
        #expect(run.code == 1 && run.text.contains("this replay does not show meddling-candidate"), "\(run.text)")
    }

    @Test func `without a bug no invariant breaks in any shipped scenario`() throws {
        let workplace = try Workplace.withShippedGoldens()
        let run = try workplace.run("replay")
        #expect(run.code == 0, "\(run.text)")
        for scenario in try workplace.report().scenarios {
            #expect(scenario.invariants.count == 14)
            #expect(scenario.broken == [] && scenario.breaches.isEmpty)
        }
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<property name=\"invariants_broken\" value=\"0 of 14\"/>"))
    }

    @Test func `a broken invariant outweighs drift and a missing golden, and leaves nothing to accept`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        #expect(workplace.folder.exists("goldens/shop/answers.jsonl.new"))
        #expect(try workplace.run("replay", "--plant", "unbilled-answers").code == 2)
        #expect(try workplace.report().scenarios[0].cases.contains { $0.id == "r-2" })
        #expect(workplace.folder.exists("goldens/shop/answers.jsonl.new"), "what waits is of an earlier run")

        let unaccepted = try Workplace()
        try Shop().write(to: unaccepted)
        #expect(try unaccepted.run("replay", "--plant", "unbilled-answers").code == 2)
        #expect(!unaccepted.folder.exists("goldens/shop/answers.jsonl.new"))
        #expect(try unaccepted.run("replay", "--only-failed").code == 3)
    }

    @Test func `a second process finds the same breaches`() throws {
        let workplace = try Workplace.withShippedGoldens()
        let run = try workplace.run("replay", "planner-outage", "--plant", "lost-answers", "--check-determinism")
        #expect(run.code == 2)
        #expect(run.text.contains("deterministic: a second process wrote the same bytes"))
    }

    @Test func `redacted reports name a breach without its question`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        for bug in Self.bugs.map(\.0) {
            let run = try workplace.run("replay", "--redact", "--plant", bug)
            let written = try workplace.folder.bytes("reports").mapValues { String(decoding: $0, as: UTF8.self) }
            for question in Shop().requests.map(\.question) {
                #expect(!run.text.contains(question), "\(bug)")
                for (name, text) in written { #expect(!text.contains(question), "\(name) holds \(question) of \(bug)") }
            }
        }
    }
}
