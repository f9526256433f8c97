import SQLSandbox
import Testing
import ToolRouter

/// Indices that were built with the collations of SQLite, read with ours.
@Suite struct CollationTests {
    @Test(arguments: ["NOCASE", "RTRIM", "BINARY"], ["UTF-8", "UTF-16le"])
    func `an index that SQLite built is in the right order`(collation: String, encoding: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index.sqlite")
        try Writer(path).execute(
            """
            PRAGMA encoding='\(encoding)';
            CREATE TABLE word (id INTEGER PRIMARY KEY, w TEXT COLLATE \(collation));
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            INSERT INTO word SELECT i, char(64 + i * 7 % 60, 64 + i * 13 % 60, 32 + i % 3 * 40, 196 + i % 70, 32)
                || CASE i % 4 WHEN 0 THEN ' ' WHEN 1 THEN char(0) ELSE '' END FROM n;
            CREATE INDEX word_w ON word(w);
            """)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(budget: ExecutionBudget(rows: 10_000)))
        func rows(_ sql: String) throws -> [[Value]] { try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows }
        let sorted = try rows("SELECT id FROM word ORDER BY w, id")
        #expect(try rows("SELECT id FROM word NOT INDEXED ORDER BY w, id") == sorted)
        #expect(sorted.count == 3_000)
        // Each is found by the index, as often as without it.
        #expect(
            try rows(
                "SELECT a.id, count(*) FROM word a JOIN word b INDEXED BY word_w ON b.w = a.w GROUP BY a.id LIMIT 400")
                == rows("SELECT a.id, count(*) FROM word a JOIN word b ON +b.w = a.w WHERE a.id <= 400 GROUP BY a.id"))
    }
}
