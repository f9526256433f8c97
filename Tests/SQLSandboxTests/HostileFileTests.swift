import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// Files that were made by hand to keep whoever opens or reads them busy for ever.
@Suite struct HostileFileTests {
    /// A file, what it is opened with, and what is said of it.
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let says: String
        var policy = SandboxPolicy()
        var reason = SandboxError.Reason.corrupt
        let write: @Sendable (String) throws -> Void

        var testDescription: String { name }
    }

    /// A text `x` as a row of an index.
    private static let textEntry: [UInt8] = [4, 3, 15, 9, UInt8(ascii: "x")]

    static let rows: [Row] = [
        Row(name: "a table whose rows are found many times over", says: "Rowid 5 out of order") { path in
            var file = try HandMadeFile("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
            let leaf = Array(file.bytes[512..<1_024])
            let first = file.addKnot(.tableInterior, layers: 16, entries: 60, entry: [5], bottom: leaf)
            file.replace(2, file.page(.tableInterior, [HandMadeFile.number(first) + [5]], last: first))
            try file.write(to: path)
        },
        Row(name: "an index whose entries are found many times over", says: "2nd reference to page") { path in
            var file = try HandMadeFile("CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t VALUES ('x')")
            let bottom = file.page(.indexLeaf, [textEntry])
            let first = file.addKnot(.indexInterior, layers: 16, entries: 40, entry: textEntry, bottom: bottom)
            file.replace(3, file.page(.indexInterior, [HandMadeFile.number(first) + textEntry], last: first))
            try file.write(to: path)
        },
        Row(name: "a value that goes on in itself", says: "2nd reference to page 3") { path in
            var file = try HandMadeFile("CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(3000))")
            file.set(3, at: 3 * 512)
            try file.write(to: path)
        },
        Row(name: "free pages that lead to themselves", says: "2nd reference to page") { path in
            var file = try HandMadeFile(
                "CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO u VALUES (zeroblob(90000)); DROP TABLE u")
            let trunk = file.bytes[32..<36].reduce(0) { $0 << 8 | UInt32($1) }
            file.set(trunk, at: Int(trunk - 1) * 512)
            try file.write(to: path)
        },
        Row(name: "a tree of two tables", says: "2nd reference to page 2") { path in
            var file = try HandMadeFile("CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO u VALUES (1)")
            // The rowid of a schema row and its root page stand where SQLite wrote them.
            let schema = file.cells(ofTableLeaf: 1).map { cell in
                cell.last == UInt8(ascii: ")") ? cell.replacingRoot(3, by: 2) : cell
            }
            file.replace(1, file.page(.tableLeaf, schema, isFirst: true))
            try file.write(to: path)
        },
        Row(name: "a chain of pages that is too deep", says: "malformed") { path in
            var file = try HandMadeFile("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
            let leaf = Array(file.bytes[512..<1_024])
            for number in 3...1_500 { file.add(file.page(.tableInterior, [], last: number + 1)) }
            file.add(leaf)
            file.replace(2, file.page(.tableInterior, [], last: 3))
            try file.write(to: path)
        },
        Row(
            name: "a schema whose rows are found many times over",
            says: "its schema takes more than 25000000 operations to read", reason: .unreadable
        ) { path in
            var file = try HandMadeFile("CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)", pagesOf: 1_024)
            let rows = file.cells(ofTableLeaf: 1)
            let table = file.add(file.page(.tableLeaf, [rows[0]]))
            // An index that SQLite makes itself may be listed as often as one likes.
            let bottom = file.page(.tableLeaf, Array(repeating: rows[1], count: 5))
            let knot = file.addKnot(.tableInterior, layers: 14, entries: 100, entry: [5], bottom: bottom)
            file.replace(
                1, file.page(.tableInterior, [HandMadeFile.number(table) + [1]], last: knot, isFirst: true))
            try file.write(to: path)
        },
        Row(
            name: "more tables than anybody has", says: "its schema has more than 10000 tables and indices",
            reason: .unreadable
        ) { path in
            try Writer(path).execute(
                "BEGIN;" + (0...10_000).map { "CREATE TABLE t\($0)(a);" }.joined() + "COMMIT")
        },
        Row(
            name: "more views than anybody has", says: "its schema has more than 20000 entries", reason: .unreadable
        ) { path in
            try Writer(path).execute(
                "BEGIN;" + (0...20_000).map { "CREATE VIEW v\($0) AS SELECT 1;" }.joined() + "COMMIT")
        },
        Row(
            name: "more columns than anybody has",
            says: "its schema takes more than 25000000 operations to read", reason: .unreadable
        ) { path in
            let columns = (0..<1_900).map { "c\($0)" }.joined(separator: ",")
            try Writer(path).execute(
                "BEGIN;" + (0..<270).map { "CREATE TABLE t\($0)(\(columns));" }.joined() + "COMMIT")
        },
        Row(
            name: "computed columns each of which is twice the one before",
            says: "its schema has more than 500000 columns of tables and indices",
            policy: SandboxPolicy(deniedColumns: ["t": ["a"]]), reason: .unreadable
        ) { path in
            let columns = (0..<1_800).map { number in
                let before = number == 0 ? "a" : "c\(number - 1)"
                return "c\(number) AS (\(before) + \(before))"
            }
            try Writer(path).execute("CREATE TABLE t(a, \(columns.joined(separator: ",")))")
        },
    ]

    @Test(.timeLimit(.minutes(20)), arguments: rows)
    func `a file made by hand is refused when it is opened`(_ row: Row) throws {
        let folder = try TemporaryFolder()
        try row.write(folder.file("made.sqlite"))
        let error = #expect(throws: SandboxError.self) {
            try Sandbox(opening: folder.file("made.sqlite"), policy: row.policy)
        }
        #expect(error?.reason == row.reason)
        #expect(error?.detail.contains(row.says) == true, "\(error?.detail ?? "no error")")
    }

    /// A file in which a single operation of SQLite would go on for ever.
    private static let knotted = ThisPackage.folder.deletingLastPathComponent()
        .appending(path: "shared/field/guard-11-count-in-a-knotted-file/shop.sqlite").resolvingSymlinksInPath()

    @Test(
        .timeLimit(.minutes(20)),
        .enabled(
            if: FileManager.default.fileExists(atPath: knotted.path),
            "the knotted file is missing: put it into ../shared/field"))
    func `a file whose one row is found 61 to the power of 17 times is refused as damaged`() throws {
        let error = #expect(throws: SandboxError.self) {
            try Sandbox(opening: Self.knotted.path, policy: SandboxPolicy())
        }
        #expect(error?.reason == .corrupt)
        #expect(error?.detail == "the database is damaged: On tree page 18 cell 59: Rowid 60 out of order")
    }

    @Test func `what a check finds in values keeps nobody from reading them`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("sloppy.sqlite")
        try Writer(path).execute(
            """
            PRAGMA ignore_check_constraints=1; CREATE TABLE t(a CHECK (a > 1)); INSERT INTO t VALUES (1);
            CREATE TABLE n(a); INSERT INTO n VALUES (NULL); PRAGMA writable_schema=1;
            UPDATE sqlite_schema SET sql = 'CREATE TABLE n(a NOT NULL)' WHERE name = 'n';
            """)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        #expect(try sandbox.run(sandbox.approve("SELECT a FROM t", at: noon), at: noon).rows == [[.integer(1)]])
    }

    @Test func `a schema as large as people write them is opened`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("large.sqlite")
        let columns = (0..<40).map { "column_\($0) TEXT NOT NULL DEFAULT ''" }.joined(separator: ",")
        let tables = (0..<2_000).map { "CREATE TABLE t\($0)(\(columns)); CREATE INDEX i\($0) ON t\($0)(column_7);" }
        try Writer(path).execute("BEGIN;" + tables.joined() + "COMMIT")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        #expect(sandbox.readableTables.count == 2_000)
    }

    @Test(arguments: ["-journal", "-wal", "-shm"])
    func `a pipe in the place of what SQLite keeps beside a database is refused without waiting`(suffix: String) throws
    {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        if suffix != "-journal" { try Writer(path).execute("PRAGMA journal_mode=WAL") }
        #expect(mkfifo(path + suffix, 0o600) == 0)
        let error = #expect(throws: SandboxError.self) { try Sandbox(opening: path, policy: SandboxPolicy()) }
        #expect(error?.reason == .notAFile)
        #expect(error?.path == path + suffix)
    }
}

extension [UInt8] {
    /// A row of the schema table with another root page: the byte before the text of the statement.
    fileprivate func replacingRoot(_ root: UInt8, by other: UInt8) -> [UInt8] {
        let start = "CREATE TABLE".utf8
        guard let text = indices.first(where: { self[$0...].starts(with: start) }), self[text - 1] == root else {
            return self
        }
        var row = self
        row[text - 1] = other
        return row
    }
}
