import Foundation
import SQLSandbox
import Testing
import ToolRouter

@Suite struct DatabaseScriptTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    }

    private func rows(_ sql: String, in name: String) throws -> Int {
        let sandbox = try Sandbox(opening: folder.file(name), policy: SandboxPolicy())
        return try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows.count
    }

    @Test func `the same script makes the same bytes, even with the present in it`() throws {
        let script =
            shopScript + """
                CREATE TABLE visit (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT DEFAULT CURRENT_TIMESTAMP);
                INSERT INTO visit DEFAULT VALUES;
                UPDATE visit SET at = at || datetime('now');
                """
        try DatabaseScript.build(script, at: folder.file("one.sqlite"))
        try DatabaseScript.build(script, at: folder.file("two.sqlite"))
        #expect(try bytes("one.sqlite") == bytes("two.sqlite"))
        #expect(try folder.contents == ["one.sqlite", "two.sqlite"])
        #expect(
            try rows("SELECT * FROM visit WHERE at = '1970-01-01 00:00:001970-01-01 00:00:00'", in: "one.sqlite") == 1)
    }

    @Test func `a dump with its own transaction is one transaction`() throws {
        let dump = """
            PRAGMA foreign_keys=OFF;
            BEGIN TRANSACTION;
            CREATE TABLE t(a);
            INSERT INTO t VALUES(1);
            COMMIT;
            """
        try DatabaseScript.build(dump, at: folder.file("dump.sqlite"))
        #expect(try rows("SELECT a FROM t", in: "dump.sqlite") == 1)
    }

    static let broken: [(name: String, script: String, message: String)] = [
        ("a syntax error", "CREATE TABLE t(a);\n\nINSRT INTO t VALUES (1);", "line 3: near \"INSRT\": syntax error"),
        (
            "a statement of several lines", "CREATE TABLE t(a UNIQUE);\n-- rows\nINSERT INTO t VALUES\n (1),\n (1);",
            "line 3: UNIQUE constraint failed: t.a"
        ),
        (
            "a comment of several lines", "CREATE TABLE t(a); /* one\n two */\n  ; SELECT nosuch FROM t",
            "line 3: no such column: nosuch"
        ),
        ("a string in double quotes", "CREATE TABLE t(a);\nINSERT INTO t VALUES (\"x\")", "line 2: no such column: x"),
        (
            "chance", "CREATE TABLE t(a);\nINSERT INTO t VALUES (random())",
            "line 2: random() would make every build a different one"
        ),
        ("another database", "ATTACH '/tmp/x' AS x", "line 1: a script writes one database only"),
        ("an undone transaction", "CREATE TABLE t(a);\nROLLBACK", "line 2: ROLLBACK would undo the script"),
        ("a NUL", "CREATE TABLE t(a);\n\0", "line 2: a NUL character"),
        ("nothing", " -- no statement\n", "the script creates nothing"),
    ]

    @Test(arguments: broken)
    func `an error names the line and leaves no file`(name: String, script: String, message: String) throws {
        let error = #expect(throws: SandboxError.self) {
            try DatabaseScript.build(script, at: folder.file("broken.sqlite"))
        }
        #expect(error?.reason == .script)
        #expect(error?.detail == message)
        #expect(try folder.contents.isEmpty)
    }

    /// Statements that a script may hold, which other tools write.
    static let allowed: [(name: String, script: String, query: String, rows: Int)] = [
        (
            "what sqlite3 writes with .dump",
            """
            PRAGMA foreign_keys=OFF;
            BEGIN TRANSACTION;
            CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b BLOB, c REAL);
            INSERT INTO t VALUES(1,replace('one\\ntwo','\\n',char(10)),X'00ff',1.0e+999);
            INSERT INTO t VALUES(2,replace(replace('a\\r\\nb','\\r',char(13)),'\\n',char(10)),NULL,-9.0e+999);
            DELETE FROM sqlite_sequence;
            INSERT INTO sqlite_sequence VALUES('t',2);
            CREATE INDEX i ON t(a);
            ANALYZE sqlite_schema;
            INSERT INTO sqlite_stat1 VALUES('t','i','2 1');
            ANALYZE sqlite_schema;
            COMMIT;
            """, "SELECT id FROM t WHERE a LIKE 'one' || char(10) || 'two' OR c < 0", 2
        ),
        (
            "what converters write first",
            """
            PRAGMA synchronous = OFF;
            PRAGMA journal_mode = MEMORY;
            PRAGMA cache_size = 20000; PRAGMA temp_store = 2; PRAGMA locking_mode = EXCLUSIVE;
            BEGIN TRANSACTION;
            CREATE TABLE t(a); INSERT INTO t VALUES (1);
            END TRANSACTION;
            """, "SELECT a FROM t", 1
        ),
        (
            "settings of the database",
            """
            PRAGMA page_size=1024; PRAGMA encoding='UTF-16'; PRAGMA auto_vacuum=0; PRAGMA user_version=7;
            PRAGMA application_id=5; CREATE TABLE t(a); INSERT INTO t VALUES ('ä');
            """, "SELECT a FROM t WHERE a = 'ä'", 1
        ),
        (
            "every kind of object",
            """
            CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE CHECK (length(b) < 9), c AS (upper(b)) STORED,
                d DEFAULT (printf('%03d', 7)));
            CREATE TABLE w(k TEXT PRIMARY KEY, n INTEGER) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX i ON t(lower(b)) WHERE b IS NOT NULL;
            CREATE VIEW v AS SELECT a, row_number() OVER (ORDER BY a) AS n FROM t;
            CREATE TRIGGER log AFTER INSERT ON t BEGIN INSERT INTO w VALUES (new.b, new.a); END;
            CREATE TEMP TABLE work AS SELECT 1 AS x UNION ALL SELECT 2;
            INSERT INTO t(b) SELECT 'row ' || x FROM work;
            DROP TABLE work;
            """, "SELECT k FROM w", 2
        ),
        (
            "changes of what there is",
            """
            CREATE TABLE old(a, b, c); CREATE INDEX i ON old(a); INSERT INTO old VALUES (1, 2, 3), (4, 5, 6);
            ALTER TABLE old RENAME TO t; ALTER TABLE t RENAME COLUMN a TO first; ALTER TABLE t DROP COLUMN c;
            ALTER TABLE t ADD COLUMN d TEXT NOT NULL DEFAULT 'x'; UPDATE t SET b = b + 1; DELETE FROM t WHERE first = 4;
            DROP INDEX i; REINDEX; ANALYZE; SAVEPOINT s; INSERT INTO t VALUES (9, 9, 9); ROLLBACK TO s; RELEASE s;
            REPLACE INTO t VALUES (7, 7, 7); INSERT INTO t SELECT * FROM t WHERE true ON CONFLICT DO NOTHING;
            """, "SELECT first, b, d FROM t", 4
        ),
        (
            "rows that are computed",
            """
            CREATE TABLE t(a, b, c);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
            INSERT INTO t SELECT i, date('2026-01-01', '+' || i || ' days'), json_object('i', i) FROM n;
            INSERT INTO t SELECT value, last_insert_rowid(), zeroblob(10) FROM json_each('[1, 2, 3]');
            """, "SELECT a FROM t", 503
        ),
        (
            "full-text and box indices",
            """
            CREATE VIRTUAL TABLE papers USING fts5(title, body); INSERT INTO papers VALUES ('a', 'b c'), ('d', 'e');
            INSERT INTO papers(papers) VALUES ('optimize');
            CREATE VIRTUAL TABLE notes USING fts4(text); INSERT INTO notes VALUES ('x y');
            CREATE VIRTUAL TABLE boxes USING rtree(id, low, high); INSERT INTO boxes VALUES (1, 2, 3);
            CREATE TABLE docs(id INTEGER PRIMARY KEY, text);
            CREATE VIRTUAL TABLE found USING fts5(text, content='docs', content_rowid='id');
            CREATE TRIGGER added AFTER INSERT ON docs BEGIN INSERT INTO found(rowid, text) VALUES (new.id, new.text); END;
            INSERT INTO docs(text) VALUES ('one two'), ('two three');
            CREATE TABLE t AS SELECT highlight(found, 0, '<', '>') AS h FROM found WHERE found MATCH 'two' ORDER BY bm25(found);
            """, "SELECT h FROM t", 2
        ),
    ]

    @Test(arguments: allowed)
    func `what makes a database and nothing else is done`(name: String, script: String, query: String, rows: Int) throws
    {
        try DatabaseScript.build(script, at: folder.file("made.sqlite"))
        #expect(try self.rows(query, in: "made.sqlite") == rows)
        try DatabaseScript.build(script, at: folder.file("again.sqlite"))
        #expect(try bytes("made.sqlite") == bytes("again.sqlite"))
    }

    /// Statements that reach beyond the database, or never end, each after a line that does no harm.
    static let hostile: [(name: String, sql: String, says: String)] = [
        ("a database beside it", "ATTACH 'x.sqlite' AS x", "a script writes one database only"),
        ("a database in memory", "ATTACH ':memory:' AS x", "a script writes one database only"),
        ("a copy elsewhere", "VACUUM INTO '/tmp/copy.sqlite'", "cannot VACUUM from within a transaction"),
        ("a copy", "VACUUM", "cannot VACUUM from within a transaction"),
        ("machine code", "SELECT load_extension('/tmp/x.so')", "a script may not call load_extension()"),
        (
            "machine code in a trigger",
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT load_extension('x'); END; INSERT INTO t VALUES (1)",
            "a script may not call load_extension()"
        ),
        (
            "an address to jump to", "SELECT fts3_tokenizer('simple', x'4141414141414141')",
            "a script may not call fts3_tokenizer()"
        ),
        (
            "an address to be read", "INSERT INTO t SELECT fts3_tokenizer('simple')",
            "a script may not call fts3_tokenizer()"
        ),
        (
            "an address in a view", "CREATE VIEW v AS SELECT fts3_tokenizer('simple'); INSERT INTO t SELECT * FROM v",
            "unsafe use of fts3_tokenizer()"
        ),
        (
            "an address as a default",
            "CREATE TABLE u(a, b DEFAULT (fts3_tokenizer('simple'))); INSERT INTO u(a) VALUES (1)",
            "unsafe use of fts3_tokenizer()"
        ),
        ("the content of a file", "INSERT INTO t VALUES (readfile('/etc/passwd'))", "no such function: readfile"),
        ("a file", "SELECT writefile('/tmp/x', 'x')", "no such function: writefile"),
        ("a command", "SELECT edit('x', 'touch /tmp/x')", "no such function: edit"),
        ("chance", "INSERT INTO t VALUES (randomblob(8))", "randomblob() would make every build a different one"),
        ("the version", "INSERT INTO t VALUES (sqlite_version())", "a script may not call sqlite_version()"),
        ("the log", "SELECT sqlite_log(1, 'x')", "a script may not call sqlite_log()"),
        (
            "a schema by hand", "PRAGMA writable_schema=ON",
            "PRAGMA writable_schema would let the schema be damaged; where a dump has it for a virtual table, write the "
                + "table's own CREATE VIRTUAL TABLE and rows instead"
        ),
        (
            "a row of the schema", "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x(a)')",
            "table sqlite_master may not be modified"
        ),
        (
            "a row of the schema changed", "UPDATE sqlite_master SET rootpage = 3",
            "table sqlite_master may not be modified"
        ),
        (
            "a folder of the process", "PRAGMA temp_store_directory='/tmp'",
            "a script may not use PRAGMA temp_store_directory"
        ),
        ("the memory of the process", "PRAGMA hard_heap_limit=1", "a script may not use PRAGMA hard_heap_limit"),
        ("the size of the database", "PRAGMA max_page_count=1000000000", "a script may not use PRAGMA max_page_count"),
        ("the number of the schema", "PRAGMA schema_version=1", "a script may not use PRAGMA schema_version"),
        ("trust", "PRAGMA trusted_schema=ON", "a script may not use PRAGMA trusted_schema"),
        (
            "a pragma as a table", "INSERT INTO t SELECT * FROM pragma_compile_options",
            "a script may not use PRAGMA compile_options"
        ),
        ("what the process compiled", "INSERT INTO t SELECT sql FROM sqlite_stmt", "a script may not read sqlite_stmt"),
        ("pages", "INSERT INTO t SELECT pageno FROM dbstat", "a script may not read dbstat"),
        ("a module", "CREATE VIRTUAL TABLE s USING dbstat", "a script may not make virtual tables with dbstat"),
        (
            "tokens", "CREATE VIRTUAL TABLE s USING fts3tokenize('porter')",
            "a script may not make virtual tables with fts3tokenize"
        ),
        (
            "a table behind a full-text index",
            "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f_data VALUES (1, x'00')",
            "table f_data may not be modified"
        ),
        (
            "a query without end",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            "the script takes more than 2000000 operations"
        ),
        (
            "rows without end",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT i FROM n",
            "the script takes more than 2000000 operations"
        ),
        (
            "a trigger without end",
            """
            PRAGMA recursive_triggers=1; CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO t SELECT a FROM t; END; \
            INSERT INTO t VALUES (1)
            """, "the script takes more than 2000000 operations"
        ),
        (
            "many small statements",
            (0..<300).map { _ in
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT max(i) FROM n;"
            }.joined(), "the script takes more than 2000000 operations"
        ),
        (
            "a database without end",
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT zeroblob(900000) FROM n
            """, "the database would be larger than 20 MiB"
        ),
        ("a huge value", "INSERT INTO t VALUES (zeroblob(100000000))", "string or blob too big"),
        ("a huge text", "INSERT INTO t VALUES (hex(zeroblob(10000000)))", "string or blob too big"),
        (
            "memory without end",
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) \
            INSERT INTO t SELECT count(x) FROM (SELECT printf('%.*c', 900000, 'x') || i AS x FROM n ORDER BY 1)
            """, "the statement takes more than 256 MiB of memory"
        ),
        (
            "a sum of sums",
            "WITH x0 AS (SELECT 1 AS a), "
                + (1...24).map { "x\($0) AS (SELECT a + a AS a FROM x\($0 - 1))" }.joined(separator: ", ")
                + " SELECT a FROM x24", "the statement takes more than 128 MiB of memory"
        ),
    ]

    private var small: ScriptBudget {
        var budget = ScriptBudget()
        budget.operations = 2_000_000
        budget.bytes = 20 << 20
        return budget
    }

    @Test(.timeLimit(.minutes(20)), arguments: hostile)
    func `what reaches beyond the database or never ends is an error with its line`(
        name: String, sql: String, says: String
    ) throws {
        let script = "CREATE TABLE t(a);\n-- \(name)\n\(sql);\n"
        let error = #expect(throws: SandboxError.self) {
            try DatabaseScript.build(script, at: folder.file("hostile.sqlite"), within: small)
        }
        #expect(error?.reason == .script)
        #expect(error?.detail == "line 3: \(says)")
        #expect(try folder.contents.isEmpty)
    }

    @Test(arguments: [512, 65_536])
    func `the size of a page does not change the size that a database may have`(page: Int) throws {
        let script = """
            PRAGMA page_size=\(page); CREATE TABLE t(a);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT zeroblob(900000) FROM n;
            """
        let error = #expect(throws: SandboxError.self) {
            try DatabaseScript.build(script, at: folder.file("large.sqlite"), within: small)
        }
        #expect(error?.detail == "line 2: the database would be larger than 20 MiB")
    }

    @Test func `a script without processor time left ends with the line that took it`() throws {
        var budget = ScriptBudget()
        budget.processorTime = .milliseconds(1)
        let rows = (0..<20_000).map { "(\($0))" }.joined(separator: ",")
        let error = #expect(throws: SandboxError.self) {
            try DatabaseScript.build(
                "CREATE TABLE t(a);\nINSERT INTO t VALUES \(rows);\nUPDATE t SET a = a + 1",
                at: folder.file("x.sqlite"),
                within: budget)
        }
        #expect(error?.detail.hasSuffix("the script takes more than 0.001 seconds of processor time") == true)
    }

    /// Each of the expressions is in the place of its name in the next, so that the last one has 40,000 levels.
    @Test func `a deep expression needs no more stack than there is`() throws {
        let sums = (0..<90).map { _ in "a" }.joined(separator: "+")
        let layers = (1...400).map { "x\($0) AS (SELECT \(sums) AS a FROM x\($0 - 1))" }.joined(separator: ",")
        let script = "CREATE TABLE t(a);\nWITH x0 AS (SELECT a FROM t), \(layers) SELECT a FROM x400;"
        _ = try? DatabaseScript.build(script, at: folder.file("deep.sqlite"))
    }

    /// Before, each statement cost as much as the script was long.
    @Test func `a script of 50,000 statements takes linear time`() throws {
        let rows = (0..<50_000).map {
            "INSERT INTO t VALUES (\($0), 'some text that makes it longer, and longer still');\n"
        }
        try DatabaseScript.build("CREATE TABLE t(a, b);\n" + rows.joined(), at: folder.file("long.sqlite"))
        #expect(try self.rows("SELECT count(*) FROM t HAVING count(*) = 50000", in: "long.sqlite") == 1)
    }

    @Test func `a file that is there is not touched`() throws {
        let path = try folder.database()
        let before = try bytes("shop.sqlite")
        let error = #expect(throws: SandboxError.self) { try DatabaseScript.build("CREATE TABLE t(a)", at: path) }
        #expect(error?.reason == .exists)
        #expect(try bytes("shop.sqlite") == before)
    }

    @Test func `a missing folder is said to be the trouble`() {
        let error = #expect(throws: SandboxError.self) {
            try DatabaseScript.build(shopScript, at: folder.file("nowhere/x.sqlite"))
        }
        #expect(error?.reason == .unreadable)
    }
}
