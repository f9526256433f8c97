import Foundation
import SQLSandbox
import SandboxJudge
import Testing
import ToolRouter

/// What refusals tell of the columns, indices and keys of a table that is denied.
@Suite struct DeniedNameTests {
    private static let policy = SandboxPolicy(tables: .only(["open", "papers", "gate"]))

    private static let open = """
        CREATE TABLE open (a INTEGER PRIMARY KEY, ssn TEXT, bonus TEXT);
        CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT);
        INSERT INTO open VALUES (1, 'x', 'y');
        """

    /// A denied table with these names, a view of it, and an allowed view that reads it.
    private static let one =
        open
            + """
            CREATE TABLE hidden (k INTEGER PRIMARY KEY, ssn TEXT UNIQUE, salary INTEGER);
            CREATE INDEX by_salary ON hidden(salary);
            CREATE VIEW gate AS SELECT * FROM hidden;
            CREATE VIEW closed AS SELECT ssn, salary FROM hidden;
            """

    /// The same with other names, another number of columns, and no key but that of all tables.
    private static let other =
        open
            + """
            CREATE TABLE hidden (k INTEGER PRIMARY KEY, bonus TEXT, title TEXT, a TEXT, more TEXT);
            CREATE INDEX by_bonus ON hidden(bonus);
            CREATE VIEW gate AS SELECT * FROM hidden;
            CREATE VIEW closed AS SELECT bonus, title, a FROM hidden;
            """

    /// Statements that SQLite compiles, or not, as the hidden table has a name or not.
    static let statements: [(name: String, sql: String, code: SQLRefusal.Code)] =
        [
            ("a column", "SELECT salary FROM hidden"), ("a qualified column", "SELECT hidden.salary FROM hidden"),
            ("all names", "SELECT main.hidden.salary FROM main.hidden"), ("in capitals", "SELECT SALARY FROM HIDDEN"),
            ("in quotes", "SELECT \"salary\" FROM \"hidden\""), ("in brackets", "SELECT [salary] FROM [hidden]"),
            ("in backticks", "SELECT `salary` FROM `hidden`"), ("as a text", "SELECT salary FROM 'hidden'"),
            ("behind an alias", "SELECT h.salary FROM hidden AS h"),
            ("in a comment's shade", "SELECT salary FROM/**/hidden"),
            ("in a condition", "SELECT 1 FROM hidden WHERE salary > 1"),
            ("in an order", "SELECT 1 FROM hidden ORDER BY salary"),
            ("in two tables", "SELECT ssn FROM open, hidden"),
            ("in one of two tables", "SELECT salary FROM open, hidden"),
            ("as a key of USING", "SELECT 1 FROM open JOIN hidden USING (ssn)"),
            ("as a key of USING, elsewhere", "SELECT 1 FROM open JOIN hidden USING (a)"),
            ("as a unique key", "SELECT open.a FROM open LEFT JOIN hidden USING (ssn)"),
            ("as a natural key", "SELECT 1 FROM open NATURAL JOIN hidden"),
            ("as a natural key, left", "SELECT open.a FROM open NATURAL LEFT JOIN hidden"),
            ("the number of columns", "WITH x(a, b) AS (SELECT * FROM hidden) SELECT 1 FROM x"),
            ("the number of columns, united", "SELECT * FROM hidden UNION SELECT 1, 2, 3"),
            ("the number of columns, compared", "SELECT (SELECT * FROM hidden) = (1, 2, 3)"),
            ("the number of columns, in a list", "SELECT 1 IN hidden"),
            ("three in a list", "SELECT (1, 2, 3) IN hidden"),
            ("an index", "SELECT 1 FROM hidden INDEXED BY by_salary"), ("rowid", "SELECT rowid FROM hidden"),
            ("before a denied function", "SELECT ssn, random() FROM open, hidden"),
            ("behind a denied function", "SELECT random(), ssn FROM open, hidden"),
            ("beside a parameter", "SELECT ? FROM open JOIN hidden USING (ssn)"),
            ("before nonsense", "SELECT 1 FROM open JOIN hidden USING (ssn) )"),
            ("before a second statement", "SELECT 1 FROM open JOIN hidden USING (ssn); SELECT 1"),
            ("before nonsense behind a semicolon", "SELECT 1 FROM open JOIN hidden USING (ssn); nonsense"),
            ("in the name of a file", "ATTACH (SELECT salary FROM hidden) AS x"),
            ("in the name of a database", "DETACH (SELECT salary FROM hidden)"),
            ("as an argument", "SELECT load_extension((SELECT salary FROM hidden))"),
            ("in EXPLAIN", "EXPLAIN SELECT salary FROM hidden"),
            ("in a subquery", "SELECT a FROM open WHERE a IN (SELECT salary FROM hidden)"),
            ("in a nested join", "SELECT 1 FROM (open JOIN (papers JOIN hidden USING (title)))"),
            ("behind a comma and a bracket", "SELECT salary FROM open, (papers, hidden)"),
            ("in one that is never read", "WITH x AS (SELECT salary FROM hidden) SELECT 1"),
            (
                "in an expression of the same name outside",
                "SELECT salary, (WITH hidden AS (SELECT 1) SELECT 1 FROM hidden) FROM hidden"
            ),
            ("in a window", "SELECT sum(a) OVER (ORDER BY salary) FROM open, hidden"),
            ("beside a table that is not there", "SELECT salary FROM nowhere, hidden"),
            ("in a denied view", "SELECT salary FROM closed"), ("the number of a view's columns", "SELECT 1 IN closed"),
            ("in an allowed view of it", "SELECT salary FROM gate"),
            ("USING of a view", "SELECT 1 FROM open JOIN gate USING (ssn)"),
            ("the number of an allowed view's columns", "SELECT * FROM gate UNION SELECT 1, 2, 3"),
        ].map { ($0.0, $0.1, .tableDenied) }
        + [
            ("UPDATE", "UPDATE hidden SET salary = 1"),
            ("UPDATE behind WITH", "WITH x AS (SELECT 1) UPDATE hidden SET salary = 1"),
            ("DELETE", "DELETE FROM hidden WHERE salary = 1"), ("INSERT", "INSERT INTO hidden(salary) VALUES (1)"),
            ("INSERT of values", "INSERT INTO hidden VALUES (1, 2, 3)"),
            ("UPSERT", "INSERT INTO hidden(k) VALUES (1) ON CONFLICT (ssn) DO NOTHING"),
            ("INSERT from it", "INSERT INTO open(a) SELECT salary FROM hidden"),
            ("UPDATE from it", "UPDATE open SET a = (SELECT salary FROM hidden)"),
            ("a column that is dropped", "ALTER TABLE hidden DROP COLUMN salary"),
            ("a column that is renamed", "ALTER TABLE hidden RENAME COLUMN salary TO x"),
            ("an index", "CREATE INDEX x ON hidden(salary)"),
            ("an index of that name", "CREATE INDEX by_salary ON open(a)"),
            ("an index of that name, if there is none", "CREATE INDEX IF NOT EXISTS by_salary ON open(a)"),
            (
                "an index of that name, if there is none, and nonsense",
                "CREATE INDEX IF NOT EXISTS by_salary ON open(a) nonsense"
            ),
            ("an index of that name, and a statement", "CREATE INDEX IF NOT EXISTS by_salary ON open(a); SELECT 1"),
            ("the name of a file", "VACUUM INTO (SELECT salary FROM hidden)"),
            ("an index that is dropped", "DROP INDEX by_salary"),
            ("an index that is dropped, if there is one", "DROP INDEX IF EXISTS by_salary"),
            ("an index that is dropped, and nonsense", "DROP INDEX IF EXISTS by_salary nonsense"),
            ("an index that is made anew", "REINDEX by_salary"), ("an index that is counted", "ANALYZE by_salary"),
            ("a view", "CREATE VIEW x AS SELECT salary FROM hidden"),
            ("a table", "CREATE TABLE x AS SELECT salary FROM hidden"),
            ("a trigger", "CREATE TRIGGER x AFTER UPDATE OF salary ON hidden BEGIN SELECT 1; END"),
            ("an explained write", "EXPLAIN UPDATE hidden SET salary = 1"),
            ("rows that are returned", "DELETE FROM open RETURNING (SELECT salary FROM hidden)"),
        ].map { ($0.0, $0.1, .notReadOnly) }

    private func sandboxes(_ folder: TemporaryFolder) throws -> [Sandbox] {
        try [("one", Self.one), ("other", Self.other)].map { name, script in
            try Sandbox(opening: folder.database(script, named: "\(name).sqlite"), policy: Self.policy)
        }
    }

    /// The refusal, in all its words.
    private func words(_ sandbox: Sandbox, _ sql: String) -> (code: SQLRefusal.Code?, text: String) {
        do throws(SQLRefusal) {
            let approved = try sandbox.approve(sql, at: noon)
            return (nil, "approved \(approved.tables) \(approved.readColumns)")
        } catch {
            return (error.code, "\(error) \(error.subject ?? "-") \(error.isNoStatement)")
        }
    }

    @Test(arguments: statements)
    func `a refusal is the same whether the name is there or not:`(
        name: String, sql: String, code: SQLRefusal.Code
    ) throws {
        let folder = try TemporaryFolder()
        let sandboxes = try sandboxes(folder)
        // Each of the names that one of the two tables has, and one that neither has.
        for (column, index) in [("salary", "by_salary"), ("bonus", "by_bonus"), ("absent", "by_absent")] {
            let sql = sql.replacing("by_salary", with: index).replacing("salary", with: column)
            let (one, other) = (words(sandboxes[0], sql), words(sandboxes[1], sql))
            #expect(one.text == other.text, "\(name): \(sql)")
            #expect(one.code == code && other.code == code, "\(name): \(one.text)")
            for word in ["by_", "columns", "salary,", "ssn,"] {
                #expect(!one.text.contains(word), "\(name): \(one.text)")
            }
        }
    }

    /// Queries on tables whose columns are those of both schemas.
    @Test func `written queries on a denied table are told apart by nothing`() throws {
        let folder = try TemporaryFolder()
        let sandboxes = try sandboxes(folder)
        var state: UInt64 = 7
        func byte() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        var refused = 0
        for number in 0..<1_500 {
            let bytes = (0..<20 + number % 120).map { _ in byte() }
            let sql = QueryWriter.query(on: .hidden, from: bytes[...])
            let (one, other) = (words(sandboxes[0], sql), words(sandboxes[1], sql))
            #expect(one.text == other.text, "\(sql)")
            if one.code == .tableDenied { refused += 1 }
        }
        #expect(refused > 500)
    }

    @Test(arguments: [
        ("no column of an allowed table", "SELECT nope FROM open", SQLRefusal.Code.invalid, "no such column: nope"),
        ("no table", "SELECT 1 FROM nowhere", .unknownTable, "no such table: nowhere"),
        ("a column of that name", "SELECT hidden FROM open", .invalid, "no such column: hidden"),
        ("a text of that name", "SELECT nope FROM open WHERE ssn = 'hidden'", .invalid, "no such column: nope"),
        ("a list of texts", "SELECT nope FROM open WHERE ssn IN ('a', 'hidden')", .invalid, "no such column: nope"),
        ("an alias of that name", "SELECT nope FROM open AS hidden", .invalid, "no such column: nope"),
        ("an alias in the list", "SELECT a AS hidden, nope FROM open", .invalid, "no such column: nope"),
        ("a comparison", "SELECT nope FROM open WHERE a IS NOT DISTINCT FROM hidden", .invalid, "no such column: nope"),
        ("a comment", "SELECT nope FROM open -- FROM hidden", .invalid, "no such column: nope"),
        (
            "an expression of that name", "WITH hidden AS (SELECT 1 x) SELECT nope FROM hidden", .invalid,
            "no such column: nope"
        ),
        ("no SQL", "SELECT FROM open", .invalid, "near \"FROM\": syntax error"),
        ("no write", "INSERT open", .invalid, "near \"open\": syntax error"),
    ])
    func `what may be read is still told in SQLite's words:`(
        name: String, sql: String, code: SQLRefusal.Code, detail: String
    ) throws {
        let folder = try TemporaryFolder()
        let refusal = #expect(throws: SQLRefusal.self) { try sandboxes(folder)[0].approve(sql, at: noon) }
        #expect(refusal?.code == code && refusal?.detail == detail, "\(name): \(String(describing: refusal))")
    }

    @Test(arguments: [
        ("the number of all columns", "SELECT * FROM patient UNION SELECT 1"),
        ("the number of a table's columns", "WITH x(a) AS (SELECT p.* FROM patient p) SELECT a FROM x"),
        ("the number of columns in a view", "SELECT * FROM roster UNION SELECT 1"),
        ("all columns and one that is not there", "SELECT *, nope FROM patient"),
    ])
    func `the number of columns is not told where some are denied:`(name: String, sql: String) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: withoutNumbers)
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal?.code == .columnDenied && refusal?.subject == "patient.ssn", "\(name)")
    }

    @Test(.enabled(if: FieldCase.parent != nil, FieldCase.missing))
    func `a case from the field: names of a denied table`() throws {
        let field = try FieldCase("guard-15-names-of-a-denied-table")
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(
            opening: folder.database(field.script("db.sql")), policy: SandboxPolicy(tables: .only(["open"])))
        for request in try field.requests() {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(request.sql, at: noon) }
            guard let refusal else { continue }
            if request.id == "r-0013" {
                #expect(refusal.code == .invalid)
            } else {
                #expect([.tableDenied, .notReadOnly].contains(refusal.code), "\(request.id): \(refusal)")
                for word in ["bonus", "salary", "by_", "columns"] {
                    #expect(!refusal.description.contains(word), "\(request.id): \(refusal)")
                }
            }
        }
    }
}
