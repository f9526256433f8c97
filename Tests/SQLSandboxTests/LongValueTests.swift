import Testing
import ToolRouter

@testable import SQLSandbox

/// Stored values that are longer than a statement may read.
@Suite struct LongValueTests {
    private let folder: TemporaryFolder
    private let sandbox: Sandbox

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.file("long.sqlite")
        try Writer(path).execute(
            """
            CREATE TABLE paper (id INTEGER PRIMARY KEY, title TEXT, body TEXT, scan BLOB, year INTEGER);
            INSERT INTO paper VALUES (1, 'short', 'some words', x'00', 1990);
            INSERT INTO paper VALUES (2, 'long', replace(hex(zeroblob(75000)), '0', 'x'), zeroblob(150000), 1991);
            CREATE INDEX paper_year ON paper(year);
            """)
        sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
    }

    private func rows(_ sql: String) throws -> [[Value]] {
        try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows
    }

    @Test(arguments: [
        "SELECT body FROM paper", "SELECT count(*) FROM paper WHERE body LIKE '%words%'", "SELECT scan FROM paper",
        "SELECT length(body) FROM paper", "SELECT title FROM paper ORDER BY body",
        "SELECT * FROM paper WHERE year = 1991",
        "SELECT body || title FROM paper WHERE id = 2",
    ])
    func `a statement that reads one fails, and says which limit there is:`(sql: String) throws {
        let failure = try #require(throws: SQLFailure.self) { try rows(sql) }
        #expect(
            failure
                == SQLFailure(.executionBudget, "a value, or a row that is sorted or kept, has more than 100000 bytes"))
    }

    @Test(arguments: [
        ("SELECT title, year FROM paper ORDER BY title", 2), ("SELECT body FROM paper WHERE id = 1", 1),
        ("SELECT year FROM paper WHERE title = 'long'", 1), ("SELECT title FROM paper WHERE year > 1900", 2),
        ("SELECT count(*), max(year) FROM paper", 1), ("SELECT title FROM paper WHERE body IS NOT NULL", 2),
    ])
    func `one that reads other columns of the row does not:`(sql: String, count: Int) throws {
        #expect(try rows(sql).count == count)
    }

    @Test func `a policy may allow longer ones`() throws {
        let policy = SandboxPolicy(limits: .with { $0.valueBytes = 1_000_000 })
        let sandbox = try Sandbox(opening: folder.file("long.sqlite"), policy: policy)
        let approved = try sandbox.approve("SELECT length(body), length(scan) FROM paper ORDER BY id", at: noon)
        #expect(try sandbox.run(approved, at: noon).rows.last == [.integer(150_000), .integer(150_000)])
    }
}
