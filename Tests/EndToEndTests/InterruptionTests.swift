import Foundation
import Testing

/// Ctrl-C, and SIGTERM as CI services send it, at any moment of a replay.
@Suite struct InterruptionTests {
    /// A workplace whose scenario has so many requests that a replay takes seconds, and one more scenario behind it. The
    /// first has a golden, in which every request answers as it does now.
    private func slow() throws -> Workplace {
        var shop = Shop()
        shop.settings = "cache: off\n"
        shop.requests = (1...3_000).map {
            .init("r-\($0)", "How many of \($0)?", "SELECT count(*) FROM customer WHERE id <> \($0)")
        }
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try Shop().write(to: workplace, named: "small")
        try workplace.acceptAll()
        try FileManager.default.removeItem(atPath: workplace.folder.file("reports"))
        return workplace
    }

    /// What must hold after an interruption, whenever it came.
    private func expectPartial(_ run: BuiltTool.Output, _ workplace: Workplace, _ goldens: [String: Data]) throws {
        #expect(run.code == 130, "\(run.text) \(run.errors)")
        #expect(try workplace.folder.bytes("goldens") == goldens)
        let summary = try workplace.folder.text("reports/summary.md")
        #expect(summary.hasPrefix("# Replay: interrupted; so far nothing drifted\n"))
        #expect(summary.contains("**This report is partial**"))
        let report = try workplace.report()
        #expect(report.interrupted && report.verdict == "inconclusive")
        #expect(report.scenarios.contains(where: \.interrupted) || !report.notReplayed.isEmpty)
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("error").allSatisfy { $0.attributes["type"] == "interrupted" })
        #expect(
            junit.all("error").count == report.scenarios.count(where: \.interrupted) + report.notReplayed.count)
        // Nobody can compare or accept what is half there, and nothing half-written is left.
        let whole = report.scenarios.filter { !$0.interrupted }.map(\.name)
        #expect(
            workplace.folder.files("reports")
                == (["drift.json", "junit.xml", "summary.md", "report.html", "report.json"]
                + report.scenarios.map { "\($0.name)/report.jsonl" }
                + whole.flatMap { ["\($0)/answers.jsonl", "\($0)/totals.json"] }).sorted())
    }

    @Test(arguments: [SIGINT, SIGTERM], [20, 150, 400])
    func `a signal ends the replay with a partial report, and goldens stay as they are`(
        signal: Int32, milliseconds: UInt32
    ) throws {
        let workplace = try slow()
        let goldens = try workplace.folder.bytes("goldens")
        let run = try BuiltTool.run(["replay", "--jobs", "1"], in: workplace.folder) { process in
            // Once the scenario has begun to write, the process listens.
            while process.isRunning, !workplace.folder.exists("reports/shop/answers.jsonl.partial") { usleep(1_000) }
            usleep(milliseconds * 1_000)
            kill(process.processIdentifier, signal)
        }
        try expectPartial(run, workplace, goldens)
        #expect(run.text.contains("verdict: interrupted"))
        if let schema = JUnitReport.schema {
            #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml")), "\(schema)")
        }
        let later = try workplace.run("replay", "--only-failed")
        #expect(later.code == 0, "what was not replayed counts as failed, and can be caught up on: \(later.text)")
    }

    @Test func `a drift that was found before the interruption is in the partial report`() throws {
        let workplace = try slow()
        try workplace.edit("replays/shop/traffic.jsonl", "WHERE id <> 1\\\"", "WHERE id < 0\\\"")
        let goldens = try workplace.folder.bytes("goldens")
        let run = try BuiltTool.run(["replay", "--jobs", "1"], in: workplace.folder) { process in
            // The first block of answers is on the disk, so the first request has been compared.
            let file = workplace.folder.file("reports/shop/answers.jsonl.partial")
            while process.isRunning, Self.size(of: file) == 0 { usleep(1_000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130)
        #expect(try workplace.report().verdict == "drift")
        #expect(try workplace.report().scenarios[0].cases.map(\.id) == ["r-1"])
        #expect(try workplace.folder.text("reports/summary.md").hasPrefix("# Replay: interrupted; so far drifted\n"))
        #expect(try workplace.folder.bytes("goldens") == goldens)
    }

    @Test func `explain ends, too, and leaves nothing behind`() throws {
        let workplace = try slow()
        let run = try BuiltTool.run(["explain", "shop", "r-3000"], in: workplace.folder) { process in
            while process.isRunning, !BuiltTool.listens(process) { usleep(1_000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130)
        #expect(run.errors == "toolrouter: interrupted\n")
        #expect(run.text == "")
    }

    /// A workplace whose second request runs a statement of minutes.
    private func endless() throws -> Workplace {
        var shop = Shop()
        shop.settings = "cache: off\n"
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        shop.requests = [
            .init("r-1", "How many?", "SELECT count(*) FROM customer"), .init("r-2", "How many numbers?", endless),
            .init("r-3", "How many then?", "SELECT count(*) FROM purchase"),
        ]
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "sql: {", "sql: {budget: {operations: 1000000000}, ")
        return workplace
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal stops the statement that runs, which is no answer`(signal: Int32) throws {
        let workplace = try endless()
        let run = try BuiltTool.run(["replay"], in: workplace.folder) { process in
            while process.isRunning, !workplace.folder.exists("reports/shop/answers.jsonl.partial") { usleep(1_000) }
            usleep(300_000)
            kill(process.processIdentifier, signal)
        }
        #expect(run.code == 130, "\(run.text) \(run.errors)")
        let report = try workplace.report()
        #expect(report.interrupted && report.scenarios.map(\.interrupted) == [true])
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("testcase").allSatisfy { !($0.attributes["name"] ?? "").hasPrefix("r-2") })
        #expect(!workplace.folder.exists("reports/shop/answers.jsonl"))
    }

    @Test(arguments: [["replay"], ["check"]])
    func `a signal stops a script that a database is built from`(command: [String]) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit(
            "replays/shop/shop.sql", "CREATE TABLE secret",
            "CREATE TABLE n (i);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                + "INSERT INTO n SELECT 1 FROM n WHERE i < 0;\nCREATE TABLE secret")
        let run = try BuiltTool.run(command, in: workplace.folder) { process in
            while process.isRunning, !BuiltTool.listens(process) { usleep(1_000) }
            usleep(300_000)
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130, "\(run.text) \(run.errors)")
    }

    private static func size(of file: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
    }
}
