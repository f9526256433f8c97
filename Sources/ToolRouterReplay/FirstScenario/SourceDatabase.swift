import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterFormats

/// A database that the user brought, opened in a sandbox as a replay would.
struct SourceDatabase {
    /// What requests call it.
    let name: DatabaseName
    let file: SourceFile
    let sandbox: Sandbox

    init(_ name: String, _ path: String, number: Int, _ scratch: OutputFolder, _ interruption: Interruption) throws {
        self.name = DatabaseName(name)
        file = SourceFile(path)
        if file.isScript, !WholeFile.isOrdinary(file.path) {
            throw FileError(path: path, found: "no file", expected: "an SQL script", remedy: "check the path")
        }
        let watch = RunWatch { interruption.isRaised }
        let opened = try ScenarioDatabases.open(
            file.path, buildingAt: scratch.path + "/\(number).sqlite", SandboxPolicy(), remembersRows: false,
            watch: watch)
        if watch.isInterrupted { throw Interrupted() }
        switch opened {
        case .success(let sandbox): self.sandbox = sandbox
        case .failure(let error): throw FileError(error)
        }
    }

    /// Where a copy lies in the scenario's folder.
    var place: String { "databases/\(name).\(file.isScript ? "sql" : "sqlite")" }

    /// Refuses a file that a scenario can't name: it tells what a file is by how its name ends.
    func refuseOtherExtension() throws(FileError) {
        guard [".sqlite", ".db", ".sql"].contains(where: file.path.hasSuffix) else {
            throw FileError(
                path: file.given, found: "a database that a scenario can't refer to by this name",
                expected: "an .sqlite, .db or .sql file", remedy: "rename it")
        }
    }

    /// The tables whose rows a statement may count, sorted, with the statement that does.
    ///
    /// At most 1,000 are tried, and no more once 100 were refused: a view may cost much to be found too complex.
    var countableTables: [(table: String, sql: String)] {
        var countable: [(table: String, sql: String)] = []
        var refused = 0
        for table in sandbox.readableTables.prefix(1_000) where refused < 100 {
            let sql = "SELECT COUNT(*) FROM \"\(table.replacing("\"", with: "\"\""))\""
            if (try? sandbox.approve(sql, at: Timestamp(nanoseconds: 0))) != nil {
                countable.append((table, sql))
            } else {
                refused += 1
            }
        }
        return countable
    }
}

extension SourceFile {
    /// Whether it is a script that a database is built from.
    fileprivate var isScript: Bool { path.hasSuffix(".sql") }
}
