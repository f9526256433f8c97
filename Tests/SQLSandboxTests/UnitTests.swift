import Testing
import ToolRouter

@testable import SQLSandbox

/// What a statement costs: the same in every run, and in proportion to what it goes through.
@Suite struct UnitTests {
    private static let script =
        shopScript + """
            CREATE TABLE page (id INTEGER PRIMARY KEY, body TEXT, tag TEXT COLLATE NOCASE);
            CREATE INDEX page_tag ON page(tag);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
            INSERT INTO page SELECT i, replace(hex(zeroblob(i * 97 % 20000)), '00', 'ab'), 'Tag ' || i % 7 FROM n;
            CREATE TABLE number (i INTEGER PRIMARY KEY);
            INSERT INTO number SELECT a.id FROM page a;
            """

    private static let kinds = [
        "SELECT count(*) FROM page", "SELECT sum(i) FROM number", "SELECT count(*) FROM page WHERE body LIKE '%ba%'",
        "SELECT length(body), tag FROM page ORDER BY body LIMIT 900",
        "SELECT tag, group_concat(id), json_group_array(id), min(body) FROM page GROUP BY tag",
        "SELECT count(DISTINCT substr(body, 1, 2000)) FROM page WHERE id < 700",
        "SELECT count(*) FROM number a CROSS JOIN page b ON b.id = a.i * 37 % 300 WHERE a.i < 500",
        "SELECT id, sum(id) OVER (ORDER BY id ROWS 3 PRECEDING), lag(tag) OVER (ORDER BY id) FROM page LIMIT 900",
        "SELECT json_extract('{\"a\":[' || id || ']}', '$.a[0]') FROM page LIMIT 900",
        "SELECT count(*) FROM page WHERE tag = 'TAG 3'", "SELECT name FROM customer UNION SELECT tag FROM page",
        "SELECT count(*) FROM page WHERE body = '\(String(repeating: "x", count: 9_000))'",
        "SELECT count(*) FROM page a RIGHT JOIN number b ON a.id = b.i + 7",
        "SELECT * FROM customer FULL JOIN purchase",
        "SELECT trim(body, 'ab'), instr(body, 'c'), replace(tag, 'a', 'b') FROM page LIMIT 300",
    ]

    private static let roomy = SandboxPolicy(budget: ExecutionBudget(operations: 1_000_000_000))

    private static func units(of sql: String, in sandbox: Sandbox) throws -> Int {
        try sandbox.execute(sandbox.approve(sql, at: noon), at: noon).units
    }

    @Test(arguments: ["PRAGMA encoding='UTF-8'", "PRAGMA encoding='UTF-16le'"], [512, 4_096, 65_536])
    func `a statement costs the same whatever came before it and is in the cache`(encoding: String, page: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("units.sqlite")
        try Writer(path).execute("\(encoding); PRAGMA page_size=\(page); \(Self.script)")
        let fresh = try Self.kinds.map { sql in
            try Self.units(of: sql, in: Sandbox(opening: path, policy: Self.roomy))
        }
        #expect(fresh.allSatisfy { $0 > 0 })
        let used = try Sandbox(opening: path, policy: Self.roomy, isSnapshot: true)
        for _ in 0..<3 {
            for (sql, units) in zip(Self.kinds, fresh) { #expect(try Self.units(of: sql, in: used) == units, "\(sql)") }
        }
        for (sql, units) in zip(Self.kinds, fresh).reversed() {
            #expect(try Self.units(of: sql, in: used) == units, "\(sql)")
        }
    }

    @Test func `a full-text statement costs the same on a fresh connection and on any other`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("text.sqlite")
        try Writer(path).execute(
            """
            CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
            INSERT INTO note SELECT i, 'a fox ' || i || ' and the dogs ' || i % 7 FROM n;
            CREATE VIRTUAL TABLE docs USING fts5(title, body); INSERT INTO docs SELECT id, text FROM note;
            CREATE VIRTUAL TABLE notes USING fts5(text, content='note', content_rowid='id', columnsize=0);
            INSERT INTO notes(notes) VALUES ('rebuild');
            CREATE VIRTUAL TABLE parts USING fts5(text, tokenize='trigram', detail='none', prefix='2');
            INSERT INTO parts SELECT text FROM note;
            """)
        let policy = SandboxPolicy(
            tables: .only(["note", "docs", "notes", "parts"]),
            functions: SandboxPolicy.deterministicFunctions.union(["bm25"]),
            budget: ExecutionBudget(operations: 1_000_000_000))
        let kinds = [
            "SELECT title FROM docs('fox') LIMIT 3", "SELECT title FROM docs('fox AND do*')",
            "SELECT count(*) FROM docs",
            "SELECT title FROM docs('\"the dogs\"') ORDER BY rank LIMIT 5", "SELECT body FROM docs WHERE rowid = 7",
            "SELECT body FROM docs WHERE rowid BETWEEN 7 AND 90 ORDER BY rowid DESC",
            "SELECT highlight(docs, 1, '<', '>'), bm25(docs) FROM docs('7 OR 8')",
            "SELECT count(*) FROM docs('absent')",
            "SELECT text FROM notes('7')", "SELECT text, bm25(notes) FROM notes('7')", "SELECT text FROM notes",
            "SELECT text FROM notes ORDER BY rowid DESC LIMIT 4", "SELECT text FROM notes ORDER BY text LIMIT 4",
            "SELECT count(*) FROM parts WHERE text LIKE '%dogs 3%'", "SELECT rowid FROM parts('fox')",
            "SELECT count(*) FROM docs a JOIN docs b ON b.rowid = a.rowid JOIN notes('7') c ON c.rowid = b.rowid",
            "SELECT n.id FROM note n JOIN docs d ON d.rowid > n.id WHERE docs MATCH '7'",
        ]
        func sandbox() throws -> Sandbox { try Sandbox(opening: path, policy: policy) }
        let fresh = try kinds.map { try Self.units(of: $0, in: sandbox()) }
        let used = try sandbox()
        for round in 0..<4 {
            let pairs = Array(zip(kinds, fresh))
            for (sql, units) in round.isMultiple(of: 2) ? pairs : pairs.reversed() {
                let spent = try Self.units(of: sql, in: used)
                #expect(spent == units, "\(sql)")
            }
        }
    }

    @Test func `short values and few pages cost what their operations do`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        #expect(try Self.units(of: "SELECT name FROM customer WHERE name LIKE 'A%'", in: sandbox) < 100)
        #expect(try Self.units(of: "SELECT count(*) FROM customer", in: sandbox) < 100)
    }

    /// The filter of a join is no value of 64 KiB.
    @Test(arguments: ["RIGHT", "FULL"])
    func `a join that keeps both sides costs what its operations do`(kind: String) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let sql = "SELECT count(*) FROM customer \(kind) JOIN purchase ON customer.id = purchase.customer_id"
        #expect(try Self.units(of: sql, in: sandbox) < 1_500)
    }

    @Test func `a text that is as long as a filter is a value all the same`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: SandboxPolicy())
        let text = "'1111111111111111'"
        let doubled = (0..<12).reduce(text) { text, _ in "replace(\(text), '1', '11')" }
        let sql = """
            WITH l(s) AS MATERIALIZED (SELECT substr(\(doubled), 1, 65534))
            SELECT sum(s + i) FROM l, number WHERE i < 0 OR length(s) = 65534
            """
        let join = " OR EXISTS (SELECT 1 FROM customer RIGHT JOIN purchase ON customer.id = i AND i < 0 WHERE i < 0)"
        let plain = try Self.units(of: sql, in: sandbox)
        #expect(plain > 300 * 4 * 60)
        #expect(try Self.units(of: sql + join, in: sandbox) > plain * 9 / 10)
    }

    @Test func `counting rows costs the pages they are on`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: SandboxPolicy())
        let few = try Self.units(of: "SELECT count(*) FROM customer", in: sandbox)
        // 300 rows of 20 KB on average, of which only leaves are gone through.
        #expect(try Self.units(of: "SELECT count(*) FROM page NOT INDEXED", in: sandbox) > few + 100)
    }
}
