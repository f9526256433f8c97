import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// A common table expression is no table, whatever its name.
@Suite struct ExpressionNameTests {
    private static let script = """
        CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, status TEXT);
        INSERT INTO orders VALUES (1, 10, 'open'), (2, 20, 'done');
        CREATE TABLE hidden (a);
        INSERT INTO hidden VALUES (1), (2), (3);
        CREATE TABLE "with" (recursive);
        CREATE VIEW veiled AS SELECT status FROM orders;
        CREATE VIEW counted AS SELECT count(*) AS n FROM hidden;
        CREATE VIEW veils AS SELECT count(*) AS n FROM veiled;
        CREATE VIEW plain AS SELECT status FROM orders;
        CREATE VIEW inside AS WITH hidden AS (SELECT 1 UNION SELECT 2) SELECT count(*) AS n FROM hidden;
        CREATE VIEW both AS SELECT n FROM inside, (SELECT count(*) FROM hidden);
        """

    private static let policy = SandboxPolicy(tables: .only(["orders", "counted", "veils", "plain", "inside", "both"]))

    @Test(arguments: [
        ("a count", "WITH hidden AS (SELECT DISTINCT status FROM orders) SELECT count(*) FROM hidden", 1),
        ("a column", "WITH hidden AS (SELECT DISTINCT status FROM orders) SELECT status FROM hidden", 2),
        ("no column", "WITH hidden AS (SELECT 1) SELECT 'x' FROM hidden, orders", 2),
        ("in another case", "WITH Hidden(x) AS (VALUES (1), (2)) SELECT count(*) FROM \"HIDDEN\"", 1),
        ("a view's name", "WITH veiled AS (SELECT 1) SELECT count(*) FROM veiled", 1),
        ("two of them", "WITH x AS (SELECT 1), hidden AS (SELECT 2) SELECT count(*) FROM hidden, x", 1),
        (
            "used by the one before",
            "WITH x AS (SELECT count(*) AS n FROM hidden), hidden AS (SELECT 2) SELECT n FROM x", 1
        ),
        ("in a subquery", "SELECT (WITH hidden AS (SELECT 1) SELECT count(*) FROM hidden) FROM orders", 2),
        ("seen from a subquery", "WITH hidden AS (SELECT 1) SELECT (SELECT count(*) FROM hidden) FROM orders", 2),
        ("in EXISTS", "WITH hidden AS (SELECT 1) SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM hidden)", 2),
        ("in a list", "WITH hidden AS (SELECT 2) SELECT id FROM orders WHERE id IN hidden", 1),
        (
            "recursive",
            "WITH RECURSIVE hidden(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM hidden LIMIT 3) SELECT count(*) FROM hidden",
            1
        ),
        ("materialized", "WITH hidden AS NOT MATERIALIZED (SELECT 1) SELECT count(*) FROM hidden", 1),
        ("beside an allowed view", "WITH hidden AS (SELECT status FROM plain) SELECT count(*) FROM hidden", 1),
        ("in an allowed view", "SELECT n FROM inside", 1),
        ("in an allowed view, and here", "WITH hidden AS (SELECT 1) SELECT n FROM inside, hidden", 1),
        ("the schema's name", "WITH sqlite_schema AS (SELECT 1) SELECT count(*) FROM sqlite_schema", 1),
        ("a name that is a keyword", "WITH \"with\" AS (SELECT 1) SELECT count(*) FROM \"with\"", 1),
    ])
    func `an expression that is named like a denied table is read:`(name: String, sql: String, rows: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.script)
        for layers in [GuardLayers.all, .all.subtracting(.audit), .all.subtracting(.authorizer)] {
            let sandbox = try Sandbox(opening: path, policy: Self.policy, layers: layers)
            let approved = try sandbox.approve(sql, at: noon)
            #expect(try sandbox.run(approved, at: noon).rows.count == rows, "\(name)")
            #expect(Set(approved.tables).isSubset(of: ["orders", "plain", "inside"]), "\(name): \(approved.tables)")
        }
    }

    /// With the audit or without: the names in the text are enough.
    @Test(arguments: [
        ("a count", "SELECT count(*) FROM hidden"),
        ("inside an expression", "WITH x AS (SELECT * FROM hidden) SELECT count(*) FROM x"),
        ("outside of it", "SELECT count(*) FROM hidden, (WITH hidden AS (SELECT 1) SELECT 1 FROM hidden)"),
        ("behind it", "SELECT (WITH hidden AS (SELECT 1) SELECT 1 FROM hidden) FROM hidden"),
        ("before it", "SELECT 1 FROM hidden UNION ALL SELECT * FROM (WITH hidden AS (SELECT 1) SELECT 1 FROM hidden)"),
        ("by its full name", "WITH hidden AS (SELECT 1) SELECT count(*) FROM main.hidden"),
        ("by its full name, in quotes", "WITH hidden AS (SELECT 1) SELECT count(*) FROM \"main\" . [hidden]"),
        (
            "in a list",
            "SELECT id FROM orders WHERE id IN hidden AND 1 = (WITH hidden AS (SELECT 1) SELECT 1 FROM hidden)"
        ),
        ("through an allowed view", "WITH hidden AS (SELECT 1) SELECT n FROM counted, hidden"),
        ("a denied view through an allowed one", "WITH veiled AS (SELECT 1) SELECT n FROM veils, veiled"),
        ("in an allowed view that has both", "SELECT n FROM both"),
        ("beside a view's own", "SELECT n FROM inside, hidden"),
        ("a denied view", "SELECT count(*) FROM veiled, (WITH veiled AS (SELECT 1) SELECT 1 FROM veiled)"),
        ("WITH that is a name", "SELECT 1 AS \"with\" FROM hidden"),
        ("WITH in a comment", "/* WITH hidden AS (SELECT 1) SELECT */ SELECT count(*) FROM hidden"),
        ("WITH in a text", "SELECT 'WITH hidden AS (SELECT 1) SELECT', count(*) FROM hidden"),
        (
            "WITH behind a second statement's end",
            "SELECT count(*) FROM hidden; WITH hidden AS (SELECT 1) SELECT 1 FROM hidden"
        ),
    ])
    func `a denied table is denied beside an expression of its name:`(name: String, sql: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.script)
        for layers in [GuardLayers.all, .all.subtracting(.audit)] {
            let sandbox = try Sandbox(opening: path, policy: Self.policy, layers: layers)
            let refusal = #expect(throws: SQLRefusal.self, "\(name)") { try sandbox.approve(sql, at: noon) }
            #expect(refusal?.code == .tableDenied, "\(name): \(String(describing: refusal))")
        }
    }

    @Test(.enabled(if: FieldCase.parent != nil, FieldCase.missing))
    func `a case from the field: an expression named like a denied table`() throws {
        let field = try FieldCase("guard-19-expression-named-like-a-denied-table")
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(
            opening: folder.database(field.script("db.sql")), policy: SandboxPolicy(tables: .only(["orders"])))
        let requests = try field.requests()
        #expect(try sandbox.run(sandbox.approve(requests[0].sql, at: noon), at: noon).rows == [[.integer(2)]])
        #expect(try sandbox.run(sandbox.approve(requests[1].sql, at: noon), at: noon).rows.count == 2)
        for request in requests[2...] {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(request.sql, at: noon) }
            #expect(refusal?.code == .tableDenied)
        }
    }
}

/// What the names of a text cost to find.
@Suite struct NameCostTests {
    @Test(arguments: [
        ("nested definitions", "(WITH a AS (SELECT 1) SELECT "), ("a list of definitions", "a AS (SELECT 1), "),
        ("brackets", "("), ("tables", "orders, "), ("subqueries", "(SELECT count(*) FROM orders), "),
        ("views", "(SELECT count(*) FROM plain), "), ("joins", "hidden JOIN "), ("quotes", "\"a\"."), ("stars", "*, "),
    ])
    func `the longest text is read once, whatever it is made of:`(name: String, unit: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(
            "CREATE TABLE orders (id); CREATE TABLE hidden (a); CREATE VIEW plain AS SELECT id FROM orders")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["orders", "plain"])))
        for start in ["SELECT ", "SELECT 1 FROM ", "WITH "] {
            let sql = start + String(repeating: unit, count: (99_000 - start.utf8.count) / unit.utf8.count)
            var before = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
            #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
            var after = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
            // A tenth of that in a debug build; minutes, if each name looked at all others.
            #expect(after.tv_sec - before.tv_sec < 8, "\(name) behind \(start)")
        }
    }
}
