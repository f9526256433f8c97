import Foundation
import Testing

/// What a person sees who changed something: what drifted, in rows and not in digests, why, and what to do about it.
@Suite struct ChangeStoryTests {
    @Test func `one row of a database: the row is shown, and that the database changed`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/shop.sql", "'Grace'", "'Gracie'")
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("shop: changed since the golden: database shop changed\n"))
        #expect(run.text.contains("shop r-2: result at stage run  Who are they?"))
        let review = try workplace.run("review").text
        #expect(review.hasPrefix("shop: changed since the golden: database shop changed\n"))
        #expect(
            review.contains(
                """
                shop r-2 (1 of 1): result at stage run
                  question: Who are they?
                  rows: expected 3, actual 3
                    rows: 1 changed, 0 added, 0 removed (3 → 3)
                    ~ 'Grace' → 'Gracie'
                  sql: SELECT name FROM customer ORDER BY name
                """), "\(review)")
        let summary = try workplace.folder.text("reports/summary.md")
        #expect(summary.contains("- **Changed since the golden**: database shop changed\n"))
        #expect(summary.contains("```diff\nrows: expected 3, actual 3\n  rows: 1 changed"))
        #expect(summary.contains("  ~ 'Grace' → 'Gracie'\nsql: SELECT name FROM customer ORDER BY name\n```\n"))
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("failure").first?.text.contains("~ 'Grace' → 'Gracie'") == true)
        let properties = junit.all("property").reduce(into: [:]) { $0[$1.attributes["name"]!] = $1.attributes["value"] }
        #expect(properties["made_otherwise.1"] == "database shop changed")
        #expect(properties["group.1"] == "1 alike, same trail: result; first r-2")

        let explained = try workplace.run("explain", "shop", "r-2", "--golden", "--rows").text
        #expect(explained.contains("\ncolumns: name\n  'Ada'\n  'Barbara'\n  'Gracie'\n"), "\(explained)")
        #expect(explained.contains("\n  golden            now\n  admit:admitted    admit:admitted\n"), "\(explained)")
        #expect(explained.contains("\n  ~ 'Grace' → 'Gracie'\n"))
        #expect(
            try workplace.run("accept", "--reason", "she says so").text
                == "shop: 7 answers accepted, 1 of them changed\n")
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `one key and one price: both are said before any drift`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/scenario.yaml", "retries: 0", "retries: 1")
        try workplace.edit("replays/shop/scenario.yaml", "\"10.00\"", "\"11.00\"")
        let lines = try workplace.run("replay").text.split(separator: "\n")
        #expect(lines[1] == "shop: changed since the golden: planner.retries 0 → 1")
        #expect(lines[2] == "shop: changed since the golden: prices.m-1 changed")
        #expect(lines.contains { $0.hasPrefix("shop: 5 alike, same trail: cost; first r-1") }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("shop r-6: latency at stage plan") }, "\(lines)")
        let report = try workplace.report().scenarios[0]
        #expect(report.madeOtherwise == ["planner.retries 0 → 1", "prices.m-1 changed"])
        #expect(report.groups.map(\.count) == [5, 1])
        #expect(try !workplace.folder.text("goldens/shop/answers.jsonl").contains("11.00"), "prices are digests")
    }

    @Test(
        arguments: [
            (
                "the recording", "traffic.jsonl", "And the other ones?", "And the others?",
                "recording traffic.jsonl changed"
            ),
            ("a comment changes nothing", "scenario.yaml", "version: 1", "# a note\nversion: 1", nil),
            ("a description changes nothing", "scenario.yaml", "version: 1", "version: 1\ndescription: a shop", nil),
        ] as [(String, String, String, String, String?)])
    func `a changed input is named`(row: (name: String, file: String, old: String, new: String, words: String?)) throws
    {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/\(row.file)", row.old, row.new)
        try workplace.run("replay")
        #expect(try workplace.report().scenarios[0].madeOtherwise == (row.words.map { [$0] } ?? []), "\(row.name)")
    }

    @Test func `a first golden is reviewed as questions, statements and rows`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        let review = try workplace.run("review").text
        #expect(
            review.contains(
                """
                  question: Who are they?
                  the golden has no such request
                  answered, from planner, 3 rows, 0.0024 USD, 905000 µs
                  sql: SELECT name FROM customer ORDER BY name
                """), "\(review)")
        #expect(review.contains("\n  columns: name\n    'Ada'\n    'Barbara'\n    'Grace'\n"), "\(review)")
    }

    @Test func `without kept rows nothing of them is written, and it is said how to see them`() throws {
        var shop = Shop()
        shop.settings = "golden: {results: off}\n"
        let workplace = try shop.accepted()
        #expect(workplace.folder.files("goldens/shop") == ["answers.jsonl", "totals.json"])
        #expect(!workplace.folder.files("reports/shop").contains("results.jsonl"))
        try workplace.edit("replays/shop/shop.sql", "'Grace'", "'Gracie'")
        #expect(try workplace.run("replay").code == 1)
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("failure").first?.text.contains("`toolrouter explain --rows`") == true)
        #expect(try !workplace.folder.text("reports/junit.xml").contains("Gracie"))
        #expect(try workplace.run("explain", "shop", "r-2", "--rows").text.contains("  'Gracie'\n"))
    }

    @Test func `a redacted report has no rows`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/shop.sql", "'Grace'", "'Gracie'")
        #expect(try workplace.run("replay", "--redact").code == 1)
        for report in ["junit.xml", "summary.md", "drift.json"] {
            #expect(try !workplace.folder.text("reports/" + report).contains("Grac"), "\(report)")
        }
        #expect(!workplace.folder.files("reports/shop").contains("results.jsonl"))
    }

    @Test(arguments: [["--seed", "9"], ["--faults", "stress.yaml"], ["--shadow", "next"]])
    func `an experiment is accepted on purpose only`(options: [String]) throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"id\":\"r-1\",",
            "\"id\":\"r-1\",\"shadow\":{\"next\":[{\"latency_us\":1,\"content\":\"no\"}]},")
        try workplace.folder.write(FaultPlanTests.plan, to: "stress.yaml")
        #expect(try workplace.run("replay").code == 1)
        let waiting = try workplace.folder.bytes("goldens")

        let run = try BuiltTool.run(["replay"] + options, in: workplace.folder)
        #expect(run.code == 1, "\(run.errors)")
        #expect(try workplace.folder.bytes("goldens") == waiting, "what waits stays as it is")
        #expect(try workplace.run("accept", "--from-experiment", "--reason", "r").code == 64, "all at once is too easy")

        let accept = try workplace.run("accept", "shop", "--from-experiment", "--reason", "the new way")
        #expect(accept.code == 0, "\(accept.errors)")
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        #expect(header.contains("\"experiment\":[\"\(options[0])\",\"\(options[1])\"]"))
        #expect(try workplace.run("replay").text.contains("experiment \(options.joined(separator: " ")) → none"))
        let again = try workplace.run("accept", "shop", "--from-experiment", "--reason", "r")
        #expect(again.code == 64)
        #expect(again.errors.contains("no experiment"))
    }

    @Test func `an experiment never waits, and no part of it is accepted`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(FaultPlanTests.plan, to: "plans/stress.yaml")
        let plan = workplace.folder.file("plans/stress.yaml")
        #expect(try workplace.run("replay", "--faults", plan).code == 1)
        let part = try workplace.run("accept", "shop", "--from-experiment", "--id", "r-1", "--reason", "r")
        #expect(part.code == 64)
        #expect(part.errors.contains("leave --id and --kind out"))
        #expect(try workplace.run("accept", "--reason", "r").code == 3, "nothing waits")
        #expect(try workplace.run("accept", "shop", "--from-experiment", "--reason", "r").code == 0)
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        #expect(header.contains(#""experiment":["--faults","stress.yaml"]"#), "no path of the machine: \(header)")

        // What an interrupted acceptance may have left is not taken for an ordinary run's.
        try workplace.folder.copy(
            workplace.folder.file("goldens/shop/answers.jsonl"), to: "goldens/shop/answers.jsonl.new")
        try workplace.folder.copy(workplace.folder.file("goldens/shop/totals.json"), to: "goldens/shop/totals.json.new")
        for command in [["accept", "--reason", "r"], ["review"]] {
            let run = try BuiltTool.run(command, in: workplace.folder)
            #expect(run.code == 64)
            #expect(run.errors.contains("what waits is of an experiment (--faults stress.yaml)"), "\(run.errors)")
        }
    }

    @Test func `whether rows are kept can be changed`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/scenario.yaml", "version: 1", "version: 1\ngolden: {results: off}")
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.run("accept", "--reason", "no rows in the repository").code == 0)
        #expect(workplace.folder.files("goldens") == ["shop/answers.jsonl", "shop/totals.json"])
        try workplace.edit("replays/shop/scenario.yaml", "off", "on")
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.run("accept", "--reason", "rows again").code == 0)
        #expect(workplace.folder.files("goldens").contains("shop/results.jsonl"))
        let rows = try workplace.folder.text("goldens/shop/results.jsonl")
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay", "--redact").code == 1)
        #expect(try workplace.run("accept", "--reason", "a shorter list").code == 0)
        #expect(try workplace.folder.text("goldens/shop/results.jsonl") == rows, "a redacted run takes none away")
    }

    @Test func `kept rows that are broken can be removed, and check says so`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("goldens/shop/results.jsonl", "\"row_count\":3", "\"row_count\":2")
        for command in ["replay", "check"] {
            let run = try workplace.run(command)
            #expect(run.code == 65)
            #expect(run.errors.contains("found 3 rows, expected at most 2 rows, each of 1 value"), "\(run.errors)")
            #expect(run.errors.contains("restore it, or remove it: only the rows that reports show are lost"))
        }
        try FileManager.default.removeItem(atPath: workplace.folder.file("goldens/shop/results.jsonl"))
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `nothing is accepted before all that was asked for can be`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try Shop().write(to: workplace, named: "other")
        try workplace.acceptAll()
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit("replays/other/scenario.yaml", "\"10.00\"", "\"11.00\"")
        try workplace.run("replay")
        let before = try workplace.folder.bytes("goldens")
        #expect(try workplace.run("accept", "--id", "r-7", "--reason", "r").code == 64)
        #expect(try workplace.folder.bytes("goldens") == before)
    }

    @Test func `explain asks of candidates what both sides asked, and says what was changed`() throws {
        var shop = Shop()
        shop.settings = "shadow: {next: {}}\n"
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"id\":\"r-1\",",
            "\"id\":\"r-1\",\"shadow\":{\"next\":[{\"latency_us\":1,\"content\":\"no\"}]},")
        try workplace.acceptAll()
        try workplace.edit("replays/shop/scenario.yaml", "shadow: {next: {}}\n", "")
        let explained = try workplace.run("explain", "shop", "r-1", "--golden").text
        #expect(explained.contains("changed since the golden: shadow.next {} → not set\n"), "\(explained)")
        #expect(!explained.contains("≠") && explained.contains("the answer is the golden's"), "\(explained)")
    }

    @Test func `a planted bug is never accepted`() throws {
        let workplace = try Shop().accepted()
        try workplace.run("replay", "--plant", "stale-prices")
        let accept = try workplace.run("accept", "shop", "--from-experiment", "--reason", "r")
        #expect(accept.code != 0)
        #expect(try workplace.run("replay").code == 0, "the golden is as it was")
    }

    @Test func `reasons are needed, counted and kept`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.run("replay")
        #expect(try workplace.run("accept").errors.contains("--reason"))
        #expect(try workplace.run("accept").code == 64)
        #expect(try workplace.run("accept", "--reason", "  ").code == 64)
        #expect(try workplace.run("accept", "--reason", "a shorter list").text.contains("1 of them changed"))
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        #expect(
            header.hasSuffix(
                #""reasons":[{"reason":"as found","changed":7},{"reason":"a shorter list","changed":1}]}"#), "\(header)"
        )
    }

    @Test func `drifts of one cause are one line`() throws {
        let workplace = try Workplace.withShippedGoldens()
        try workplace.edit("replays/planner-outage/scenario.yaml", "breaker: {failures: 5,", "breaker: {failures: 6,")
        let run = try workplace.run("replay", "planner-outage")
        #expect(run.code == 1)
        #expect(run.text.contains("planner-outage: changed since the golden: breaker.failures 5 → 6\n"))
        #expect(
            run.text.contains("planner-outage: 27 alike, plan:circuit_refused → plan:replied: outcome, tool, code,"))
    }
}
