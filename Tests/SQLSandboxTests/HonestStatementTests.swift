import SQLSandbox
import Testing
import ToolRouter

/// Statements that people and models write to ask for something, with what bounds are most often too narrow for.
struct HonestStatementTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sql: String
        /// The first value of the first row.
        let first: Value
    }

    private static let script = """
        \(shopScript)
        CREATE TABLE event (id INTEGER PRIMARY KEY, at TEXT, kind TEXT, body TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO event SELECT i, date('2026-01-01', '+' || (i % 90) || ' days'), 'kind ' || (i % 7),
            json_object('user', 'u-' || (i % 50), 'tags', json_array('a', 'b' || (i % 3)), 'size', i * 10) FROM n;
        """

    static let cases = [
        Case(
            testDescription: "a value out of JSON", sql: "SELECT body ->> '$.user' FROM event WHERE id = 7",
            first: .text("u-7")),
        Case(
            testDescription: "a sum over JSON",
            sql: "SELECT sum(json_extract(body, '$.size')) FROM event WHERE kind = 'kind 0'", first: .integer(2_852_850)
        ),
        Case(
            testDescription: "JSON out of rows",
            sql: "SELECT json_group_array(name) FROM (SELECT name FROM customer ORDER BY id)",
            first: .text(#"["Ada","Grace","Barbara"]"#)),
        Case(
            testDescription: "an object of JSON",
            sql: "SELECT json_object('name', name, 'born', born) FROM customer WHERE id = 1",
            first: .text(#"{"name":"Ada","born":"1815-12-10"}"#)),
        Case(
            testDescription: "JSON that is changed",
            sql: "SELECT json_set(body, '$.seen', 1) ->> '$.seen' FROM event LIMIT 1", first: .integer(1)),
        Case(
            testDescription: "the length of an array",
            sql: "SELECT json_array_length(body, '$.tags') FROM event LIMIT 1",
            first: .integer(2)),
        Case(
            testDescription: "valid JSON", sql: "SELECT count(*) FROM event WHERE json_valid(body)",
            first: .integer(2_000)),
        Case(
            testDescription: "a rank", sql: "SELECT name, rank() OVER (ORDER BY born) FROM customer ORDER BY 2",
            first: .text("Ada")),
        Case(
            testDescription: "a running sum",
            sql: "SELECT sum(cents) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM purchase ORDER BY 1 DESC",
            first: .integer(2_549)),
        Case(
            testDescription: "a moving average over two thousand rows",
            sql:
                "SELECT count(*) FROM (SELECT avg(id) OVER (ORDER BY id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM event)",
            first: .integer(2_000)),
        Case(
            testDescription: "the first of each group",
            sql:
                "SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY kind ORDER BY id) AS n FROM event) WHERE n = 1",
            first: .integer(7)),
        Case(
            testDescription: "the one before",
            sql: "SELECT max(d) FROM (SELECT id - lag(id) OVER (ORDER BY id) AS d FROM event)", first: .integer(1)),
        Case(
            testDescription: "quartiles",
            sql: "SELECT max(q) FROM (SELECT ntile(4) OVER (ORDER BY id) AS q FROM event)",
            first: .integer(4)),
        Case(
            testDescription: "a window by name",
            sql: "SELECT min(cents) OVER w FROM purchase WINDOW w AS (PARTITION BY customer_id) ORDER BY 1",
            first: .integer(300)),
        Case(
            testDescription: "one expression",
            sql: "WITH big AS (SELECT * FROM purchase WHERE cents > 500) SELECT count(*) FROM big",
            first: .integer(2)),
        Case(
            testDescription: "expressions that build on each other",
            sql: """
                WITH daily AS (SELECT at, count(*) AS n FROM event GROUP BY at), weekly AS (SELECT strftime('%W', at) AS w, sum(n) AS n
                FROM daily GROUP BY 1), best AS (SELECT max(n) AS n FROM weekly) SELECT count(*) FROM weekly JOIN best USING (n)
                """, first: .integer(2)),
        Case(
            testDescription: "a calendar",
            sql:
                "WITH RECURSIVE d(x) AS (SELECT '2026-01-01' UNION ALL SELECT date(x, '+1 day') FROM d WHERE x < '2026-12-31') SELECT count(*) FROM d",
            first: .integer(365)),
        Case(
            testDescription: "a hundred thousand steps",
            sql:
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT sum(i) FROM n",
            first: .integer(5_000_050_000)),
        Case(
            testDescription: "an expression that is read three times",
            sql:
                "WITH e AS MATERIALIZED (SELECT kind, count(*) AS n FROM event GROUP BY 1) SELECT count(*) FROM e a, e b, e c",
            first: .integer(343)),
        Case(
            testDescription: "printf of money", sql: "SELECT printf('%.2f EUR', sum(cents) / 100.0) FROM purchase",
            first: .text("25.49 EUR")),
        Case(testDescription: "printf with zeros", sql: "SELECT printf('%05d', 42)", first: .text("00042")),
        Case(
            testDescription: "format", sql: "SELECT format('%s: %d', name, id) FROM customer LIMIT 1",
            first: .text("Ada: 1")),
        Case(
            testDescription: "names that begin alike", sql: "SELECT count(*) FROM event WHERE body LIKE '%\"u-1%'",
            first: .integer(440)),
        Case(
            testDescription: "who has none",
            sql: "SELECT name FROM customer c WHERE NOT EXISTS (SELECT 1 FROM purchase p WHERE p.customer_id = c.id)",
            first: .text("Barbara")),
        Case(
            testDescription: "columns by kind",
            sql:
                "SELECT \((0..<7).map { "sum(CASE WHEN kind = 'kind \($0)' THEN 1 ELSE 0 END)" }.joined(separator: ", ")) FROM event",
            first: .integer(285)),
        Case(
            testDescription: "a long list",
            sql: "SELECT count(*) FROM event WHERE id IN (\((1...1_500).map(String.init).joined(separator: ", ")))",
            first: .integer(1_500)),
    ]

    @Test func `there are twenty-six`() { #expect(Self.cases.count == 26) }

    @Test(arguments: cases)
    func `it is approved and answered within the default budgets`(_ tested: Case) throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(functions: SandboxPolicy.deterministicFunctions.union(["printf", "format"]))
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: policy)
        let result = try sandbox.run(sandbox.approve(tested.sql, at: noon), at: noon)
        #expect(result.rows.first?.first == tested.first)
    }
}
