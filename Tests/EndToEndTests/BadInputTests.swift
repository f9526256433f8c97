import Foundation
import Testing

@Suite struct BadInputTests {
    /// A file with a fault, and what must be said about it.
    struct Fault: CustomTestStringConvertible, Sendable {
        let name: String
        /// The file in the scenario's folder, or another one in the workplace.
        let file: String
        /// Makes the fault in the text of the file; nil deletes the file.
        let spoil: @Sendable (String) -> String?
        /// Where, what, and what to do about it.
        let says: [String]

        var testDescription: String { name }
    }

    static let scenario = "replays/shop/scenario.yaml"
    static let recording = "replays/shop/traffic.jsonl"
    static let golden = "goldens/shop/answers.jsonl"

    private static func replacing(_ old: String, _ new: String) -> @Sendable (String) -> String? {
        { $0.replacingOccurrences(of: old, with: new) }
    }

    static let faults = [
        Fault(
            name: "an unknown key", file: scenario, spoil: replacing("planner:", "planer:"),
            says: [scenario + ":4:1", "planer", "did you mean `planner`?"]),
        Fault(
            name: "a nested unknown key", file: scenario, spoil: replacing("retries: 0", "retrys: 0"),
            says: [scenario + ":4", "planner.retrys", "did you mean `retries`?"]),
        Fault(
            name: "a version from the future", file: scenario, spoil: replacing("version: 1", "version: 2"),
            says: [scenario + ":1", "version 2", "expected version 1", "use a toolrouter that reads version 2"]),
        Fault(
            name: "no YAML", file: scenario, spoil: replacing("version: 1", "version: [1"), says: [scenario + ":"]),
        Fault(
            name: "a database that is missing", file: scenario, spoil: replacing("shop.sql", "shopp.sql"),
            says: [scenario + ":2", "databases.shop", "shopp.sql"]),
        Fault(
            name: "a database that is none", file: scenario, spoil: replacing("shop.sql", "traffic.db"),
            says: ["traffic.db", "no SQLite database", "give the path of a SQLite 3 database"]),
        Fault(
            name: "a script that is no SQL", file: "replays/shop/shop.sql",
            spoil: replacing("CREATE TABLE secret", "CREATE TABEL secret"), says: ["shop.sql", "line 3", "TABEL"]),
        Fault(
            name: "a recording that is missing", file: recording, spoil: { _ in nil },
            says: [scenario, "traffic.jsonl"]),
        Fault(
            name: "a recording without a header", file: recording,
            spoil: { $0.split(separator: "\n").dropFirst().joined(separator: "\n") },
            says: [recording + ":1", "format"]),
        Fault(
            name: "a line that is cut off", file: recording, spoil: { String($0.dropLast(40)) },
            says: [recording + ":8", "expected"]),
        Fault(
            name: "a field of the wrong type", file: recording,
            spoil: replacing("\"at_us\":6000000", "\"at_us\":\"soon\""), says: [recording + ":4", "`at_us`", "soon"]),
        Fault(
            name: "an unknown field", file: recording,
            spoil: replacing("\"question\":\"Who are", "\"qestion\":\"Who are"),
            says: [recording + ":3", "`qestion`", "question"]),
        Fault(
            name: "the same id twice", file: recording, spoil: replacing("r-3", "r-2"), says: [recording + ":4", "r-2"]),
        Fault(
            name: "a recording from the future", file: recording, spoil: replacing("\"version\":1", "\"version\":9"),
            says: [recording + ":1", "`version`", "version 9", "use a toolrouter that reads"]),
        Fault(
            name: "a golden that is cut off", file: golden, spoil: { String($0.dropLast(30)) },
            says: [golden + ":8", "expected"]),
        Fault(
            name: "a golden that is empty", file: golden, spoil: { _ in "" },
            says: [golden, "an empty file", "expected a header line", "toolrouter accept"]),
        Fault(
            name: "a golden from the future", file: golden, spoil: replacing("\"version\":2", "\"version\":7"),
            says: [golden + ":1", "`version`", "version 7"]),
        Fault(
            name: "a recording in place of a golden", file: golden, spoil: replacing("toolrouter-golden", "x"),
            says: [golden + ":1", "`format`"]),
    ]

    @Test(arguments: faults)
    func `a fault is exit 65 with file, place and remedy, and nothing is half-written`(_ fault: Fault) throws {
        let workplace = try Shop().accepted()
        if fault.name == "a database that is none" {
            try workplace.folder.write("no database", to: "replays/shop/traffic.db")
        }
        if let spoilt = fault.spoil(try workplace.folder.text(fault.file)) {
            try #require(spoilt != (try workplace.folder.text(fault.file)), "nothing was spoilt")
            try workplace.folder.write(spoilt, to: fault.file)
        } else {
            try FileManager.default.removeItem(atPath: workplace.folder.file(fault.file))
        }
        let goldens = try workplace.folder.bytes("goldens")
        let reports = workplace.folder.files("reports")

        for arguments in [["replay"], ["check"]] {
            let run = try BuiltTool.run(arguments, in: workplace.folder)
            #expect(run.code == 65, "\(arguments) said \(run.text)")
            for words in fault.says { #expect(run.errors.contains(words), "\(arguments) said \(run.errors)") }
            #expect(run.errors.contains(";"), "a remedy follows a semicolon")
            #expect(run.errors.split(separator: "\n").count == 1)
        }
        #expect(try workplace.folder.bytes("goldens") == goldens)
        // What stays of the last run is each scenario's own; nobody can take its verdict for this run's.
        #expect(workplace.folder.files("reports") == reports.filter { $0.contains("/") })
    }

    @Test func `goldens without totals can't judge gates, and that is said`() throws {
        var shop = Shop()
        shop.settings = "gates: {cost_usd: {max_increase: 10%}}\n"
        let workplace = try shop.accepted()
        try FileManager.default.removeItem(atPath: workplace.folder.file("goldens/shop/totals.json"))
        let run = try workplace.run("replay")
        #expect(run.code == 65)
        #expect(run.errors.contains("goldens/shop/totals.json"))
    }

    @Test func `a report that can't be written is an internal error, not bad input`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write("a file", to: "occupied")
        let run = try workplace.run("replay", "--reports", "occupied")
        #expect(run.code == 70)
        #expect(run.errors.contains("occupied"))
        #expect(run.errors.contains("--reports"))
    }

    @Test func `a scenario that does not exist is exit 65`() throws {
        let workplace = try Shop().accepted()
        let run = try workplace.run("replay", "shup")
        #expect(run.code == 65)
        #expect(run.errors.contains("replays/shup"))
    }
}
