import Foundation
import Testing

/// `check` says every fault of every file in one run.
@Suite struct EveryFaultTests {
    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try Shop().write(to: workplace, named: "other")
        try workplace.acceptAll()
        return workplace
    }

    private func faults(_ workplace: Workplace, _ arguments: String...) throws -> [String] {
        let run = try BuiltTool.run(["check"] + arguments, in: workplace.folder)
        #expect(run.code == 65, "\(run.text)")
        return run.errors.replacingOccurrences(of: workplace.folder.path + "/", with: "").split(separator: "\n")
            .map { String($0.dropFirst("toolrouter: ".count)) }
    }

    private func expect(_ found: [String], _ beginnings: [String], from location: SourceLocation = #_sourceLocation) {
        #expect(found.count == beginnings.count, "\(found.joined(separator: "\n"))", sourceLocation: location)
        for (fault, beginning) in zip(found, beginnings) {
            #expect(fault.hasPrefix(beginning), sourceLocation: location)
        }
    }

    @Test func `faults of all scenarios and of all their files`() throws {
        let workplace = try workplace()
        try workplace.edit("replays/other/scenario.yaml", "retries: 0", "retires: 0")
        try workplace.edit("replays/other/traffic.jsonl", "\"at_us\":4000000", "\"at_us\":-1")
        try workplace.edit("replays/other/traffic.jsonl", "\"at_us\":8000000", "\"at_us\":\"x\"")
        try workplace.edit("goldens/other/answers.jsonl", "\"row_count\":1", "\"row_count\":-1")
        try workplace.folder.write("{}", to: "goldens/other/totals.json")
        try workplace.folder.write(
            "version: 1\nrules: [{name: a}, {name: b, kind: hang}]\n", to: "replays/other/faults.yaml")
        try workplace.folder.write("CREATE TABEL x;\n", to: "replays/shop/shop.sql")
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"question\":\"Who are", "\"database\":\"x\",\"question\":\"Who are")
        let found = try faults(workplace)
        let golden = found.filter { $0.hasPrefix("goldens/other/answers.jsonl:") }
        #expect(!golden.isEmpty)
        expect(
            found.filter { !golden.contains($0) },
            [
                "replays/other/scenario.yaml:4:39: `planner.retires`",
                "replays/other/faults.yaml:2:9: `rules[0].target`",
                "replays/other/faults.yaml:2:20: `rules[1].target`", "replays/other/traffic.jsonl:3: field `at_us`",
                "replays/other/traffic.jsonl:5: field `at_us`", "goldens/other/totals.json: ",
                "replays/shop/shop.sql: line 1: ", "replays/shop/traffic.jsonl:3: request r-2 asks database x",
            ])
    }

    @Test func `faults of all sections of a scenario`() throws {
        let workplace = try workplace()
        try workplace.folder.write(
            """
            version: 1
            databases: {shop: shop.sql, more: more.sql, other: other.txt}
            sql: {tabels: [customer], budget: {rows: 0}}
            planner: {nam: recorded, retries: -1}
            prices:
              m-1: {input: "2.50", output: "x"}
            rules:
              - {name: a, all_of: [x], tool: sql, confidence: 2}
              - {name: b, all_of: [x], tool: sqll}
            cache: {ttl: -1}
            gates: {cost: 1}
            drift: {information: [rows]}

            """, to: "replays/shop/scenario.yaml")
        expect(
            try faults(workplace, "shop"),
            [
                "replays/shop/scenario.yaml:2:35: `databases.more`",
                "replays/shop/scenario.yaml:2:52: `databases.other`",
                "replays/shop/scenario.yaml:3:7: `sql.tabels`", "replays/shop/scenario.yaml:3:42: `sql.budget.rows`",
                "replays/shop/scenario.yaml:4:11: `planner.nam`", "replays/shop/scenario.yaml:4:35: `planner.retries`",
                "replays/shop/scenario.yaml:8:51: `rules[0].confidence`",
                "replays/shop/scenario.yaml:9:34: `rules[1].tool`",
                "replays/shop/scenario.yaml:6:32: `prices.m-1.output`", "replays/shop/scenario.yaml:10:14: `cache.ttl`",
                "replays/shop/scenario.yaml:11:9: `gates.cost`",
                "replays/shop/scenario.yaml:12:23: `drift.information[0]`",
            ])
    }

    @Test func `a key that is missing because it is misspelt is one fault`() throws {
        let workplace = try workplace()
        try workplace.edit("replays/shop/scenario.yaml", "planner:", "planer:")
        try workplace.edit("replays/shop/scenario.yaml", "input:", "inptu:")
        expect(
            try faults(workplace, "shop"),
            ["replays/shop/scenario.yaml:4:1: `planer`", "replays/shop/scenario.yaml:6:9: `prices.m-1.inptu`"])
    }

    @Test func `keys that are missing are faults, and the rest is read`() throws {
        let workplace = try workplace()
        try workplace.folder.write("version: 1\nseed: x\ncache: {ttl: 0}\n", to: "replays/shop/scenario.yaml")
        let found = try faults(workplace, "shop")
        for words in ["`databases`: found nothing", "`planner`: found nothing", "`seed`", "`cache.ttl`"] {
            #expect(found.contains { $0.contains(words) }, "\(words) in \(found)")
        }
        #expect(found.count == 4, "\(found)")
    }

    @Test func `of another version nothing more is said`() throws {
        let workplace = try workplace()
        try workplace.edit("replays/shop/scenario.yaml", "version: 1", "version: 2\nquux: 1")
        expect(try faults(workplace, "shop"), ["replays/shop/scenario.yaml:1:10: `version`: found version 2"])
    }

    @Test func `rules that the guard refuses, all of them`() throws {
        let workplace = try workplace()
        try workplace.folder.write(
            Shop().yaml + """
                rules:
                  - {name: a, all_of: [x], tool: sql, confidence: 0.9, sql: "SELECT code FROM secret"}
                  - {name: b, all_of: [x], tool: sql, confidence: 0.9, sql: "DROP TABLE customer"}

                """, to: "replays/shop/scenario.yaml")
        let found = try faults(workplace, "shop")
        #expect(found.count == 2 && found[0].contains("of rule a") && found[1].contains("of rule b"), "\(found)")
    }

    @Test func `of a file with very many faults the first are said, and how many more there are`() throws {
        let workplace = try workplace()
        let header = try workplace.folder.text("replays/shop/traffic.jsonl").prefix { $0 != "\n" }
        let lines = String(repeating: "{}\n", count: 250)
        try workplace.folder.write(header + "\n" + lines, to: "replays/shop/traffic.jsonl")
        let found = try faults(workplace, "shop")
        #expect(found.count == 101)
        #expect(found.last == "replays/shop/traffic.jsonl: … and 150 more")
        let alone = try faults(workplace, "replays/shop/traffic.jsonl")
        #expect(alone.count == 101)
    }

    @Test func `what is sound is said beside what is not`() throws {
        let workplace = try workplace()
        try workplace.edit("replays/other/scenario.yaml", "version: 1", "version: 1\nseed: x")
        let run = try workplace.run("check")
        #expect(run.code == 65)
        #expect(run.text == "shop: sound; 7 requests, 1 database, a golden of 7 answers\n")
    }
}
