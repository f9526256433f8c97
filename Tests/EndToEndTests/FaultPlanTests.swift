import Foundation
import Testing

/// A fault plan as its author works with it: beside a scenario, on the command line, in every report.
@Suite struct FaultPlanTests {
    static let plan = """
        version: 1
        rules:
          - {name: outage, target: planner, kind: error, status: 503, question: "who are they"}
          - {name: behind, target: planner, kind: hang, question: they}
          - {name: "late | <b>", target: tool.sql, kind: latency, delay: 95ms}
          - {name: elsewhere, target: planner, kind: hang, tenant: nobody}

        """

    /// A workplace whose scenario has a golden without faults, and now a plan.
    private func planned(_ plan: String = Self.plan) throws -> Workplace {
        let workplace = try Shop().accepted()
        try workplace.folder.write(plan, to: "replays/shop/faults.yaml")
        return workplace
    }

    @Test func `a plan beside scenario yaml is injected, and every report says how often`() throws {
        let workplace = try planned()
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("\nshop: 4 faults injected, 5 wanted\n"))
        let faults = try workplace.report().scenarios[0].faults
        #expect(faults.map(\.rule) == ["outage", "behind", "late | <b>", "elsewhere"])
        #expect(faults.map(\.target) == ["planner", "planner", "tool.sql", "planner"])
        #expect(faults.map(\.kind) == ["error", "hang", "latency", "hang"])
        #expect(faults.map(\.wanted) == [1, 2, 2, 0])
        #expect(faults.map(\.injected) == [1, 1, 2, 0])

        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-1"]?.latency == 1_000_000)
        #expect(answers["r-2"]?.code == "provider_failed")
        #expect(answers["r-6"]?.code == "planner_timeout")

        let summary = try workplace.folder.text("reports/summary.md")
        #expect(summary.contains("| outage | planner | error | 1 | 1 |\n"))
        #expect(summary.contains("| late \\| \\<b\\> | tool.sql | latency |"))
        let properties = try JUnitReport(file: workplace.folder.file("reports/junit.xml")).all("property")
            .reduce(into: [:]) { $0[$1.attributes["name"]!] = $1.attributes["value"] }
        #expect(properties["fault.behind.wanted"] == "2")
        #expect(properties["fault.behind.injected"] == "1")
        #expect(properties["fault.late | <b>.injected"] == "2")
        if JUnitReport.schema != nil {
            #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml")))
        }
    }

    @Test func `a plan that the golden was not made with is said before any drift`() throws {
        let workplace = try planned()
        let lines = try workplace.run("replay").text.split(separator: "\n")
        #expect(
            try lines[1].contains(
                Regex("^shop: changed since the golden: fault plan added$"))
        )
        #expect(try workplace.run("accept", "--reason", "looked at").code == 0)
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl").contains("\"fault plan\":\"sha256:"))

        try workplace.edit("replays/shop/faults.yaml", "95ms", "96ms")
        #expect(try workplace.run("replay").text.contains("changed since the golden: fault rule late"))
        let without = try workplace.run("replay", "--faults", "none")
        #expect(without.code == 1)
        #expect(try without.text.contains(Regex("changed since the golden: fault plan removed\n")))
    }

    @Test func `without a plan nothing says a word of faults, and goldens are as they were`() throws {
        let workplace = try planned()
        let golden = try workplace.folder.bytes("goldens")
        let run = try workplace.run("replay", "--faults", "none")
        #expect(run.code == 0)
        #expect(!run.text.contains("fault"))
        #expect(try workplace.report().scenarios[0].faults.isEmpty)
        for name in ["junit.xml", "summary.md", "shop/totals.json"] {
            #expect(try !workplace.folder.text("reports/" + name).contains("fault"), "\(name)")
        }
        #expect(try workplace.folder.bytes("goldens") == golden)
        #expect(
            try workplace.folder.text("reports/shop/answers.jsonl").drop { $0 != "\n" }
                == workplace.folder.text("goldens/shop/answers.jsonl").drop { $0 != "\n" })
    }

    @Test func `another plan takes the place of the scenario's own, and commands to copy name it`() throws {
        let workplace = try planned()
        try workplace.folder.write(
            "version: 1\nrules: [{name: all, target: planner, kind: error, status: 500, odds: 1/2}]\n",
            to: "my plan.yml")
        let run = try workplace.run("replay", "--faults", "my plan.yml", "--seed", "3")
        #expect(run.code == 1)
        #expect(try workplace.report().scenarios[0].faults.map(\.rule) == ["all"])
        let command = try #require(run.text.firstMatch(of: /see one: toolrouter (explain shop (r-\d) .*)/))
        #expect(command.1.hasSuffix("--seed 3 --faults 'my plan.yml'"))
        let explained = try workplace.run(
            "explain", "shop", String(command.2), "--seed", "3", "--faults", "my plan.yml")
        #expect(explained.text.contains("fault all at planner: HTTP 500"))
    }

    @Test func `explain tells a fault where it happens`() throws {
        let workplace = try planned()
        let lines = try workplace.run("explain", "shop", "r-2").text.split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.contains("attempt 1") })
        #expect(lines[start + 1] == "      0.000 ms  plan    fault outage at planner: HTTP 503")
        #expect(lines[start + 2].contains("HTTP 503"))
        let slow = try workplace.run("explain", "shop", "r-1").text
        #expect(slow.contains("    900.000 ms  run     fault late | <b> at tool.sql: begins 95ms late\n"))
        #expect(try !workplace.run("explain", "shop", "r-2", "--faults", "none").text.contains("fault"))
    }

    @Test func `a second process injects the same faults`() throws {
        let workplace = try planned("version: 1\nrules: [{name: odd, target: planner, kind: malformed, odds: 1/2}]\n")
        try FileManager.default.moveItem(
            atPath: workplace.folder.file("replays/shop/faults.yaml"), toPath: workplace.folder.file("odd.yaml"))
        let run = try workplace.run("replay", "--check-determinism", "--faults", "odd.yaml")
        #expect(run.code == 1)
        #expect(run.text.contains("deterministic: a second process wrote the same bytes"))
        #expect(try workplace.report().scenarios[0].faults[0].injected > 0)
    }

    @Test func `the seed decides who is hit`() throws {
        let workplace = try planned("version: 1\nrules: [{name: odd, target: planner, kind: malformed, odds: 1/2}]\n")
        func hit(_ seed: String) throws -> Set<String> {
            try workplace.run("replay", "--seed", seed)
            return Set(try workplace.report().scenarios[0].cases.map(\.id))
        }
        let first = try hit("1")
        #expect(try hit("1") == first)
        let others = try ["2", "3", "4"].map(hit)
        #expect(others.contains { $0 != first })
    }

    @Test func `check takes a plan alone or with its scenario`() throws {
        let workplace = try planned()
        #expect(
            try workplace.run("check", "replays/shop/faults.yaml").text
                == "replays/shop/faults.yaml: sound; 4 fault rules\n")
        #expect(
            try workplace.run("check").text
                == "shop: sound; 7 requests, 1 database, a golden of 7 answers, 4 fault rules\n")
        try workplace.folder.write("version: 1\nrules: [{name: a, target: planer, kind: hang}]\n", to: "b.yml")
        let broken = try workplace.run("check", "b.yml")
        #expect(broken.code == 65)
        #expect(
            broken.errors == """
                toolrouter: b.yml:2:27: `rules[0].target`: found "planer", expected one of `planner`, \
                `planner.NAME`, `shadow`, `shadow.NAME`, `tool`, `tool.sql`, `tool.docs`, `tool.rest`, `store`, `limiter`, \
                `database`, `audit`, `clock`, `callers`; \
                did you mean `planner`?

                """)
    }

    @Test func `a plan for several scenarios may name what one of them has, and nothing that none has`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        try shop.write(to: workplace, named: "one")
        shop.settings = "shadow: {next: {}}\n"
        try shop.write(to: workplace, named: "two")
        let candidate = "{\\\"tool\\\":\\\"sql\\\",\\\"sql\\\":\\\"SELECT 1\\\"}"
        try workplace.edit(
            "replays/two/traffic.jsonl", "\"question\":",
            "\"shadow\":{\"next\":[{\"latency_us\":1,\"content\":\"\(candidate)\"}]},\"question\":")
        let rule = "version: 1\nrules: [{name: a, target: shadow.next, kind: malformed}]\n"
        try workplace.folder.write(rule, to: "a.yaml")
        #expect(try workplace.run("replay", "--faults", "a.yaml").code == 3)
        // The fifth failure opens the candidate's own circuit, so that the sixth question never reaches it.
        #expect(try workplace.report().scenarios.map { $0.faults[0].injected } == [0, 5])
        let run = try workplace.run("replay", "one", "--faults", "a.yaml")
        #expect(run.code == 65)
        #expect(run.errors.contains("a.yaml:2:27: `rules[0].target`: found \"shadow.next\""))
        #expect(try workplace.run("replay", "--faults", "b.yaml").errors.contains("b.yaml: found no file"))
    }

    @Test func `a link that leads nowhere is not taken for a missing plan`() throws {
        let workplace = try Shop().accepted()
        try FileManager.default.createSymbolicLink(
            atPath: workplace.folder.file("replays/shop/faults.yaml"), withDestinationPath: "gone.yaml")
        try workplace.expectFault("replays/shop/faults.yaml: found no file, expected a fault plan; check the path")
    }

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv))
    func `a plan that may not be read says so`() throws {
        let workplace = try planned()
        try #require(chmod(workplace.folder.file("replays/shop/faults.yaml"), 0) == 0)
        let run = try BuiltTool.run(["replay"], in: workplace.folder, withoutPrivileges: true)
        #expect(run.code == 65)
        #expect(run.errors.contains("faults.yaml: found a file that can't be opened, expected a fault plan; check its"))
    }

    /// Rules may speak of questions, and replies are made from what models said of them.
    @Test func `redact leaves no question in any report, whatever the rules say`() throws {
        let workplace = try planned(
            """
            version: 1
            rules:
              - {name: a, target: planner, kind: malformed, question: "Who are they?"}
              - {name: b, target: planner, kind: unsafe_sql, question: "How many customers are there?"}
              - {name: c, target: tool, kind: error, code: sql_failed, question: "Who spent most?"}

            """)
        let run = try workplace.run("replay", "--redact")
        #expect(run.code == 1)
        #expect(try workplace.report().scenarios[0].faults.map(\.injected) == [1, 2, 1])
        let written = try workplace.folder.bytes("reports").mapValues {
            String(decoding: $0, as: UTF8.self).lowercased()
        }
        for question in Shop().requests.map({ $0.question.lowercased() }) {
            #expect(!run.text.lowercased().contains(question))
            for (name, text) in written { #expect(!text.contains(question), "\(name) holds \(question)") }
        }
    }
}
