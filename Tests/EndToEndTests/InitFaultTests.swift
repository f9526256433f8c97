import Foundation
import Testing

@Suite struct InitFaultTests {
    /// What can't become a scenario, and what must be said about it.
    struct Fault: CustomTestStringConvertible, Sendable {
        let name: String
        /// Files to write before.
        var files: [String: String] = [:]
        var arguments = ["--database", "shop.sql"]
        var says: [String]

        var testDescription: String { name }
    }

    static let header =
        "{\"format\":\"toolrouter-recording\",\"version\":1,\"source\":\"\",\"epoch\":\"2026-01-05T09:00:00Z\"}"

    static let faults = [
        Fault(
            name: "a folder with content", files: ["new/notes.txt": "mine"],
            says: ["new: found a folder with content", "nothing is ever replaced"]),
        Fault(name: "a file in the place of the folder", files: ["new": "mine"], says: ["new: found a file"]),
        Fault(
            name: "no database", arguments: ["--database", "shap.sqlite"],
            says: ["shap.sqlite: there is no such file; check the path"]),
        Fault(
            name: "no script", arguments: ["--database", "shap.sql"],
            says: ["shap.sql: found no file, expected an SQL script"]),
        Fault(
            name: "a folder as a database", files: ["data.db/x": ""], arguments: ["--database", "data.db"],
            says: ["data.db: this is a directory"]),
        Fault(
            name: "a text that is no database", files: ["text.sqlite": "not a database, but long enough to be read"],
            arguments: ["--database", "text.sqlite"], says: ["text.sqlite: this is no SQLite database"]),
        Fault(
            name: "an empty database", files: ["none.sqlite": ""], arguments: ["--database", "none.sqlite"],
            says: ["none.sqlite: the file is empty; build the database first"]),
        Fault(
            name: "a script that is no SQL", files: ["bad.sql": "CREATE TABLE a (b);\nCREATE TABEL c (d);"],
            arguments: ["--database", "bad.sql"], says: ["bad.sql: line 2", "TABEL"]),
        Fault(
            name: "a database without tables",
            files: ["bare.sql": "CREATE TABLE a (b);\nDROP TABLE a;"],
            arguments: ["--database", "bare.sql"],
            says: ["bare.sql: found no table", "--recording"]),
        Fault(
            name: "rules that are none", files: ["rules.yaml": "rules:\n  - {name: a, tool: sqll, any_of: [a]}\n"],
            arguments: ["--database", "shop.sql", "--rules", "rules.yaml"],
            says: ["rules.yaml:2:21: `rules[0].tool`", "did you mean `sql`?"]),
        Fault(
            name: "another key beside the rules", files: ["rules.yaml": "rules: []\nversion: 1\n"],
            arguments: ["--database", "shop.sql", "--rules", "rules.yaml"],
            says: ["rules.yaml:2:1: `version`: found an unknown key"]),
        Fault(
            name: "a rule whose statement the guard refuses",
            files: ["rules.yaml": "- {name: a, tool: sql, any_of: [a], sql: DELETE FROM customer}\n"],
            arguments: ["--database", "shop.sql", "--rules", "rules.yaml"],
            says: ["rules.yaml: the guard refuses the statement of rule a"]),
        Fault(
            name: "a broken recording", files: ["old.jsonl": header + "\n{\"id\":\"\"}\n"],
            arguments: ["--database", "shop.sql", "--recording", "old.jsonl"],
            says: ["old.jsonl:2: field `id`: found an empty text"]),
        Fault(
            name: "a recording of nothing", files: ["old.jsonl": header + "\n"],
            arguments: ["--database", "shop.sql", "--recording", "old.jsonl"],
            says: ["old.jsonl: found no request"]),
        Fault(
            name: "a recording about another database",
            files: [
                "old.jsonl": header + "\n{\"id\":\"r\",\"at_us\":0,\"caller\":{\"tenant\":\"t\"},\"question\":\"q\","
                    + "\"database\":\"stock\"}\n"
            ],
            arguments: ["--database", "shop.sql", "--recording", "old.jsonl"],
            says: ["old.jsonl:2: field `database`: found \"stock\", expected \"shop\"", "--database stock=PATH"]),
        Fault(
            name: "a file that can't be referred to under its name",
            files: ["shop.txt": ""], arguments: ["--database", "d=copy.sqlite3", "--refer"],
            says: ["copy.sqlite3: found a database that a scenario can't refer to by this name", "rename it"]),
    ]

    @Test(arguments: faults)
    func `a fault is exit 65 with file and remedy, and nothing is made`(_ fault: Fault) throws {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        #expect(PlainSQLite(workplace.folder.file("copy.sqlite3"), isWritable: true).execute(Shop.database))
        for (name, text) in fault.files { try workplace.folder.write(text, to: name) }
        let before = try everything(in: workplace)
        let run = try BuiltTool.run(["init", "new"] + fault.arguments, in: workplace.folder)
        #expect(run.code == 65, "\(run.text) \(run.errors)")
        for words in fault.says { #expect(run.errors.contains(words), "\(run.errors)") }
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(run.text == "")
        #expect(try everything(in: workplace) == before)
    }

    @Test(arguments: ["looks-encrypted", "damaged", "cut-off", "zeros"])
    func `what is wrong with a database is said as everywhere`(_ name: String) throws {
        let workplace = try Workplace()
        try workplace.folder.copy(
            BrokenInputTests.folder + "/database.invalid.\(name).sqlite", to: "\(name).sqlite")
        let message = try #require(
            BrokenInputTests.fixtures.first { $0.file == "database.invalid.\(name).sqlite" }?.message)
        let run = try workplace.run("init", "new", "--database", "\(name).sqlite")
        #expect(run.code == 65)
        let said = run.errors.replacingOccurrences(of: workplace.folder.path + "/", with: "replays/shop/")
        #expect(said == "toolrouter: \(message)\n")
        #expect(!workplace.folder.exists("new"))
    }

    @Test func `rows in a write-ahead log would be missing in a copy`() throws {
        let workplace = try Workplace()
        let writer = PlainSQLite(workplace.folder.file("live.sqlite"), isWritable: true)
        #expect(writer.execute("PRAGMA journal_mode=WAL; " + Shop.database))
        let run = try workplace.run("init", "new", "--database", "live.sqlite")
        #expect(run.code == 65)
        #expect(run.errors.contains("live.sqlite-wal: found a write-ahead log"))
        #expect(try workplace.run("init", "new", "--database", "live.sqlite", "--refer").code == 0)
        #expect(writer.execute("SELECT 1"))
    }

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv))
    func `a place that can't be written is an internal error`() throws {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        try FileManager.default.createDirectory(
            atPath: workplace.folder.file("locked"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o555])
        let run = try BuiltTool.run(
            ["init", "locked/a/b", "--database", "shop.sql"], in: workplace.folder, withoutPrivileges: true)
        #expect(run.code == 70, "\(run.errors)")
        #expect(run.errors.contains("cannot make \(workplace.folder.path)/locked/a: Permission denied; "))
        #expect(!workplace.folder.exists("locked/a"))
    }

    static let misuses = [
        CommandLineTests.Misuse(name: "no folder", arguments: ["--database", "shop.sql"], says: "<folder>"),
        CommandLineTests.Misuse(name: "no database", arguments: ["new"], says: "--database"),
        CommandLineTests.Misuse(
            name: "one name twice", arguments: ["new", "--database", "shop.sql", "--database", "a/shop.db"],
            says: "two databases are called shop"),
        CommandLineTests.Misuse(
            name: "a name that is no file name", arguments: ["new", "--database", "my shop.sql"],
            says: "--database name='my shop.sql'"),
    ]

    @Test(arguments: misuses)
    func `misuse is exit 64`(_ misuse: CommandLineTests.Misuse) throws {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        let run = try BuiltTool.run(["init"] + misuse.arguments, in: workplace.folder)
        #expect(run.code == 64)
        #expect(run.errors.contains(misuse.says), "\(run.errors)")
        #expect(workplace.folder.files() == ["shop.sql"])
    }

    @Test func `after Ctrl-C nothing is there`() throws {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        let line = "\"at_us\":0,\"caller\":{\"tenant\":\"t\"},\"question\":\"q\"}\n"
        try workplace.folder.write(
            Self.header + "\n" + (0..<60_000).map { "{\"id\":\"r-\($0)\"," + line }.joined(), to: "old.jsonl")
        let before = try everything(in: workplace)
        let run = try BuiltTool.run(
            ["init", "deep/new", "--database", "shop.sql", "--recording", "old.jsonl"], in: workplace.folder
        ) { process in
            while process.isRunning, !BuiltTool.listens(process) { usleep(1_000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130, "\(run.text) \(run.errors)")
        #expect(run.errors == "toolrouter: interrupted\n")
        #expect(try everything(in: workplace) == before)
    }

    /// All files and folders, hidden ones, too.
    private func everything(in workplace: Workplace) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: workplace.folder.path).sorted()
    }
}
