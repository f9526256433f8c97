import Foundation
import Testing

@Suite struct InitTests {
    /// A workplace with the shop's database, as a script and as a file.
    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        #expect(PlainSQLite(workplace.folder.file("shop.sqlite"), isWritable: true).execute(Shop.database))
        return workplace
    }

    /// Makes `replays/shop`.
    @discardableResult
    private func makeShop(_ workplace: Workplace, _ arguments: String...) throws -> BuiltTool.Output {
        let run = try BuiltTool.run(["init", "replays/shop"] + arguments, in: workplace.folder)
        try #require(run.code == 0, "\(run.errors)")
        return run
    }

    @Test func `what is made can be checked, replayed and accepted at once`() throws {
        let workplace = try workplace()
        let run = try makeShop(workplace, "--database", "shop.sql")
        #expect(run.text.hasPrefix("replays/shop: a scenario of 4 requests, made up from the tables"))
        #expect(run.text.contains("  databases/shop.sql, a copy of shop.sql ("))
        #expect(
            workplace.folder.files("replays")
                == ["shop/databases/shop.sql", "shop/rules.yaml", "shop/scenario.yaml", "shop/traffic.jsonl"])

        for step in ["check", "replay", "review", "accept"] {
            #expect(run.text.contains("toolrouter \(step) replays/shop"), "\(run.text)")
        }
        #expect(
            try workplace.run("check", "replays/shop").text == "shop: sound; 4 requests, 1 database, no golden\n")
        let first = try workplace.run("replay", "replays/shop")
        #expect(first.code == 3, "\(first.errors)")
        #expect(try workplace.run("accept", "replays/shop", "--reason", "first golden").code == 0)
        #expect(try workplace.run("replay", "replays/shop").code == 0)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.requests == 4)
        #expect(scenario.accuracy["recorded"]?["strict"] == 4)
        let answers = try workplace.answers("goldens/shop/answers.jsonl")
        #expect(answers["r-2"]?.source == "cache", "the question that is asked twice")
    }

    @Test func `the same arguments make the same bytes`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "shop.sqlite")
        #expect(try workplace.run("init", "again", "--database", "shop.sqlite").code == 0)
        #expect(try workplace.folder.bytes("replays/shop") == workplace.folder.bytes("again"))
    }

    @Test func `a scenario is complete in itself, unless it is to refer to the files`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "shop.sqlite")
        let run = try workplace.run("init", "referring", "--database", "shop.sqlite", "--refer")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("../shop.sqlite, not copied: the scenario needs it there"))
        #expect(workplace.folder.files("referring") == ["rules.yaml", "scenario.yaml", "traffic.jsonl"])
        #expect(try workplace.run("check", "./referring").code == 0)
        try FileManager.default.removeItem(atPath: workplace.folder.file("shop.sqlite"))
        #expect(try workplace.run("check", "./referring").code == 65)
        #expect(try workplace.run("check", "replays/shop").code == 0)
    }

    @Test func `a file of more than 100 MiB is referred to`() throws {
        let workplace = try workplace()
        let file = try #require(FileHandle(forWritingAtPath: workplace.folder.file("shop.sqlite")))
        try file.truncate(atOffset: 101 * 1_048_576)
        let run = try makeShop(workplace, "--database", "shop.sqlite")
        #expect(run.text.contains("../../shop.sqlite, not copied: the scenario needs it there (105 MB)"))
        #expect(!workplace.folder.exists("replays/shop/databases"))
        #expect(try workplace.run("check", "replays/shop").code == 0)
    }

    @Test func `several databases are told apart by their names`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "old=shop.sql", "--database", "shop.sqlite")
        #expect(
            workplace.folder.files("replays/shop/databases") == ["old.sql", "shop.sqlite"])
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.report().scenarios[0].requests == 7)
    }

    static let rule = "{name: people, all_of: [How many customers], tool: sql, sql: \"SELECT count(*) FROM customer\"}"

    @Test(arguments: ["# Ours.\n- \(rule)\n", "rules:\n  - \(rule)\n"])
    func `rules come alone or under their key`(_ text: String) throws {
        let workplace = try workplace()
        try workplace.folder.write(text, to: "rules.yaml")
        try Shop().write(to: workplace, named: "former")
        try makeShop(
            workplace, "--database", "shop.sql", "--rules", "rules.yaml", "--recording",
            "replays/former/traffic.jsonl")
        let explained = try workplace.run("explain", "replays/shop", "r-1")
        #expect(explained.text.contains("route   sql, by rule people"), "\(explained.text) \(explained.errors)")
    }

    @Test func `a recording is taken as it is, with its models and candidates`() throws {
        let workplace = try workplace()
        try Shop().write(to: workplace, named: "former")
        try workplace.edit(
            "replays/former/traffic.jsonl", "\"planner\":[{\"latency_us\":900000,\"model\":\"m-1\",\"content\"",
            "\"shadow\":{\"m 2\":[{\"latency_us\":1,\"error\":{\"kind\":\"timeout\"}}]},"
                + "\"planner\":[{\"latency_us\":900000,\"model\":\"m-1\",\"content\"")
        let run = try makeShop(
            workplace, "--database", "shop.sql", "--recording", "replays/former/traffic.jsonl")
        #expect(run.text.hasPrefix("replays/shop: a scenario of 7 requests, recorded"))
        #expect(
            try workplace.folder.bytes("replays/shop")["traffic.jsonl"]
                == workplace.folder.bytes("replays/former")["traffic.jsonl"])
        let yaml = try workplace.folder.text("replays/shop/scenario.yaml")
        #expect(yaml.contains("  model: \"m-1\"\n"))
        #expect(yaml.contains("shadow:\n  \"m 2\": {sample: 1, deadline: 30s}\n"))
        #expect(try workplace.run("replay", "replays/shop").code == 3)
        #expect(try workplace.report().scenarios[0].shadow["m 2"]?["error"] ?? 0 > 0)
    }

    /// Takes every setting that is a comment in.
    private func takeIn(_ yaml: String) -> String {
        yaml.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.replacing(#/^( *)# (?= *(?:[a-z]|"|- ))/#) { $0.1 }
        }.joined(separator: "\n")
    }

    @Test func `every setting that is shown as a comment can be taken in`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "shop.sql")
        let yaml = try workplace.folder.text("replays/shop/scenario.yaml")
        let whole = takeIn(yaml)
        let keys = [
            "seed", "sql", "breaker", "cache", "limits", "rules", "prices", "shadow", "gates", "drift", "golden",
        ]
        for key in keys {
            #expect(yaml.contains("\n# \(key):"), "\(key)")
            #expect(whole.contains("\n\(key):"), "\(key)")
        }
        try workplace.folder.write(whole, to: "replays/shop/scenario.yaml")
        let check = try workplace.run("check", "replays/shop")
        #expect(check.code == 0, "\(check.errors)")
    }

    @Test func `a setting whose comment does not say otherwise is the one that holds anyway`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "shop.sql")
        try workplace.acceptAll()
        let answers = try workplace.folder.text("goldens/shop/answers.jsonl").drop { $0 != "\n" }
        var whole = takeIn(try workplace.folder.text("replays/shop/scenario.yaml"))
        // What has no default: limits, rules, prices, candidates and gates.
        for key in ["limits", "rules", "prices", "shadow", "gates"] {
            whole.replace(try Regex("(?m)^\(key):.*\n(?:  .*\n)*"), with: "")
        }
        try workplace.folder.write(whole, to: "replays/shop/scenario.yaml")
        let run = try workplace.run("replay", "replays/shop")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(try workplace.folder.text("reports/shop/answers.jsonl").drop { $0 != "\n" } == answers)
    }

    @Test(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing))
    func `what is made is valid, and so is every setting`() throws {
        let workplace = try workplace()
        try makeShop(workplace, "--database", "shop.sql")
        let file = workplace.folder.file("replays/shop/scenario.yaml")
        try SchemaCheck.expectValid("scenario", [file])
        try SchemaCheck.expectValid("recording", [workplace.folder.file("replays/shop/traffic.jsonl")])
        try workplace.folder.write(takeIn(String(contentsOfFile: file, encoding: .utf8)), to: "whole.yaml")
        try SchemaCheck.expectValid("scenario", [workplace.folder.file("whole.yaml")])
    }

    @Test func `names of tables are somebody else's text`() throws {
        let workplace = try Workplace()
        let database = """
            CREATE TABLE "select" (a); CREATE TABLE "a""b; DROP TABLE x" (a); CREATE TABLE "\u{202E}]]>" (a);
            CREATE TABLE 'x'' y: {' (a); CREATE TABLE "🙂 é" (a); CREATE VIEW v AS SELECT a FROM nowhere;
            """
        #expect(PlainSQLite(workplace.folder.file("odd.sqlite"), isWritable: true).execute(database))
        let run = try makeShop(workplace, "--database", "odd.sqlite")
        #expect(run.text.contains("6 requests"))
        #expect(try workplace.run("replay", "replays/shop").code == 3)
        #expect(try workplace.report().scenarios[0].accuracy["recorded"]?["strict"] == 6)
        let whole = takeIn(try workplace.folder.text("replays/shop/scenario.yaml"))
        try workplace.folder.write(whole, to: "replays/shop/scenario.yaml")
        let check = try workplace.run("check", "replays/shop")
        #expect(check.code == 0, "\(check.errors)")
    }

    @Test func `an empty folder is filled and stays the one it is`() throws {
        let workplace = try workplace()
        let folder = workplace.folder.file("here")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let number = try FileManager.default.attributesOfItem(atPath: folder)[.systemFileNumber] as? Int
        #expect(try workplace.run("init", "here", "--database", "shop.sql").code == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: folder)[.systemFileNumber] as? Int == number)
        #expect(
            workplace.folder.files("here") == ["databases/shop.sql", "rules.yaml", "scenario.yaml", "traffic.jsonl"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: workplace.folder.path).count == 3)
    }
}
