import Foundation
import SQLSandbox
import Testing

/// What a prompt may be written from: what statements may read, and nothing beside it.
@Suite struct ReadableTests {
    private static let script = """
        CREATE TABLE "order" (id INTEGER PRIMARY KEY, total DECIMAL(10,2), note, card TEXT,
          tail TEXT GENERATED ALWAYS AS (substr(card, -4)) VIRTUAL, half AS (total / 2));
        CREATE TABLE payroll (id INTEGER PRIMARY KEY, salary INTEGER);
        CREATE TABLE "odd ""name" ("a b" TEXT);
        CREATE VIEW sums AS SELECT total AS sum, note FROM "order";
        CREATE VIEW cards AS SELECT card FROM "order";
        CREATE VIEW pay AS SELECT salary FROM payroll;
        CREATE VIEW broken AS SELECT x FROM gone;
        CREATE VIRTUAL TABLE found USING fts5(text);
        """

    private static func words(_ tables: [ReadableTable]) -> [String] {
        tables.map { "\($0.name): " + $0.columns.map { "\($0.name) \($0.type ?? "-")" }.joined(separator: ", ") }
    }

    private static let rows: [(name: String, policy: SandboxPolicy, tables: [String])] = [
        (
            "everything", SandboxPolicy(),
            [
                "cards: card TEXT", "odd \"name: a b TEXT",
                "order: id INTEGER, total DECIMAL(10,2), note -, card TEXT, tail TEXT, half -",
                "pay: salary INTEGER", "payroll: id INTEGER, salary INTEGER", "sums: sum DECIMAL(10,2), note -",
            ]
        ),
        (
            "one table and views", SandboxPolicy(tables: .only(["ORDER", "sums", "pay", "cards"])),
            [
                "cards: card TEXT", "order: id INTEGER, total DECIMAL(10,2), note -, card TEXT, tail TEXT, half -",
                "sums: sum DECIMAL(10,2), note -",
            ]
        ),
        (
            "a denied column", SandboxPolicy(deniedColumns: ["order": ["Card"]]),
            [
                "odd \"name: a b TEXT", "order: id INTEGER, total DECIMAL(10,2), note -, half -",
                "pay: salary INTEGER", "payroll: id INTEGER, salary INTEGER", "sums: sum DECIMAL(10,2), note -",
            ]
        ),
        (
            "a full-text table that is named", SandboxPolicy(tables: .only(["found", "payroll"])),
            ["found: text -", "payroll: id INTEGER, salary INTEGER"]
        ),
        ("nothing that is there", SandboxPolicy(tables: .only(["gone"])), []),
    ]

    @Test(arguments: rows.map(\.name))
    func `statements may read what is told of, and nothing else`(_ name: String) async throws {
        let row = try #require(Self.rows.first { $0.name == name })
        let folder = try TemporaryFolder()
        let path = folder.file("db.sqlite")
        try Writer(path).execute(Self.script)
        let sandbox = try Sandbox(opening: path, policy: row.policy)
        let tables = try sandbox.readable()
        #expect(Self.words(tables) == row.tables)
        for table in tables {
            for column in table.columns {
                _ = try sandbox.approve(
                    "SELECT \"\(column.name)\" FROM \"\(table.name.replacing("\"", with: "\"\""))\"", at: noon)
            }
        }
        // A pool says the same, in this process and in others.
        for processes in [nil, LaneProcesses(BuiltLanes.path)] {
            let pool = try SandboxPool(path, row.policy, processes: processes)
            #expect(try await pool.readable() == tables)
            #expect(try await pool.readable() == tables)
            await pool.close()
        }
    }

    @Test(arguments: [false, true])
    func `a new table is told of at once`(_ isProcess: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("db.sqlite")
        try Writer(path).execute("CREATE TABLE a (x)")
        let pool = try SandboxPool(path, processes: isProcess ? LaneProcesses(BuiltLanes.path) : nil)
        #expect(try await pool.readable().map(\.name) == ["a"])
        let writer = try Writer(path)
        try writer.execute("CREATE TABLE b (y INTEGER)")
        #expect(Self.words(try await pool.readable()) == ["a: x -", "b: y INTEGER"])
        await pool.close()
    }

    @Test func `there are bounds, and what is beyond them is left out`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("db.sqlite")
        let tables = (1...1_100).map { "CREATE TABLE t\($0) (a, b);" }.joined(separator: "\n")
        try Writer(path).execute("BEGIN;" + tables + "COMMIT")
        #expect(try Sandbox(opening: path, policy: SandboxPolicy()).readable().count == 1_000)
        let wide = (100...209).map { number in
            "CREATE TABLE w\(number) (" + (1...100).map { "c\($0)" }.joined(separator: ", ") + ");"
        }
        let other = folder.file("wide.sqlite")
        try Writer(other).execute(wide.joined(separator: "\n"))
        #expect(try Sandbox(opening: other, policy: SandboxPolicy()).readable().count == 100)
    }
}
