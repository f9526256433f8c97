import Testing

@testable import SQLSandbox

/// Texts whose compilation has no bound of SQLite's own: each took seconds, or more memory than there is.
@Suite struct CompileCostTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sql: String
    }

    private static let table = """
        CREATE TABLE t(a INTEGER PRIMARY KEY, \((0..<9).map { "a\($0) TEXT" }.joined(separator: ", ")));
        \((0..<9).map { "CREATE INDEX i\($0) ON t(a\($0), a\(($0 + 1) % 9));" }.joined(separator: "\n"))
        INSERT INTO t VALUES (1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        """

    private static func chain(_ count: Int, _ next: (Int) -> String) -> String {
        "WITH c0 AS (SELECT a AS x FROM t)" + (0..<count).map { ", c\($0 + 1) AS (\(next($0)))" }.joined()
            + " SELECT x FROM c\(count)"
    }

    private static func join(_ count: Int, _ conditions: Int) -> String {
        "SELECT 1 FROM t t0"
            + (1..<count).map { table in
                let conditions = (0..<conditions).map { "t\(table).a\($0 % 9) = t\(table - 1).a\($0 % 9)" }
                return " JOIN t t\(table) ON \(conditions.joined(separator: " AND "))"
            }.joined()
    }

    private static func repeated(_ head: String, _ unit: (Int) -> String, _ tail: String) -> String {
        var text = head + unit(0)
        for number in 1... {
            let next = "," + unit(number)
            if text.utf8.count + next.utf8.count + tail.utf8.count > 32_000 { break }
            text += next
        }
        return text + tail
    }

    static let hostile = [
        Case(
            testDescription: "sums of sums",
            sql: chain(150) { "SELECT x\(String(repeating: "+1", count: 90)) AS x FROM c\($0)" }),
        Case(testDescription: "short sums of sums", sql: chain(600) { "SELECT x+1 AS x FROM c\($0)" }),
        Case(testDescription: "doubled again and again", sql: chain(28) { "SELECT x+x AS x FROM c\($0)" }),
        Case(
            testDescription: "joined with itself again and again",
            sql: chain(20) { "SELECT p.x FROM c\($0) p, c\($0) q" }),
        Case(
            testDescription: "a union of itself again and again",
            sql: chain(8) { name in (0..<20).map { _ in "SELECT x FROM c\(name)" }.joined(separator: " UNION ALL ") }),
        Case(testDescription: "63 tables, nine conditions each", sql: join(63, 9)),
        Case(
            testDescription: "many small joins",
            sql: "SELECT " + (0..<6).map { _ in "(\(join(20, 9)))" }.joined(separator: ",")),
        Case(
            testDescription: "names in wide tables",
            sql:
                "WITH w AS (SELECT \((0..<190).map { "1 c\($0)" }.joined(separator: ","))), v AS (SELECT 1 z) SELECT 1 FROM "
                + (0..<60).map { "w w\($0)" }.joined(separator: ",") + ", v WHERE 0 IN ("
                + [String](repeating: "z", count: 12_000).joined(separator: ",") + ")"),
        Case(
            testDescription: "windows, all different",
            sql: repeated("SELECT 0 IN (", { "sum(a)OVER(ORDER BY a+\($0))" }, ") FROM t")),
        Case(
            testDescription: "an alias of a long expression, used again and again",
            sql: repeated(
                "SELECT \([String](repeating: "a", count: 95).joined(separator: "+")) AS x FROM t WHERE 0 IN (",
                { _ in "x" }, ")")),
        Case(
            testDescription: "aggregates, all different",
            sql: repeated("SELECT 1 FROM t GROUP BY a HAVING 0 IN (", { "sum(a+\($0))" }, ")")),
        Case(
            testDescription: "result columns", sql: repeated("SELECT ", { "a+\($0)" }, " FROM t GROUP BY a ORDER BY 1")),
    ]

    @Test(arguments: hostile)
    func `a text that would take long to compile is refused as too complex`(_ tested: Case) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.table)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        #expect(tested.sql.utf8.count <= StatementLimits().statementBytes)
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(tested.sql, at: noon) }
        #expect(refusal.code == .tooComplex, "\(refusal)")
    }

    static let honest = [
        Case(
            testDescription: "ten expressions",
            sql: chain(10) { "SELECT x\(String(repeating: "+1", count: 50)) AS x FROM c\($0)" }),
        Case(testDescription: "a join of twelve tables", sql: join(12, 3)),
        Case(testDescription: "a long list", sql: repeated("SELECT a FROM t WHERE a IN (", { "\($0)" }, ")")),
        Case(
            testDescription: "a long list of texts",
            sql: repeated("SELECT a FROM t WHERE a0 IN (", { "'text \($0)'" }, ")")),
        Case(testDescription: "many rows of VALUES", sql: repeated("VALUES ", { "(\($0),'x')" }, "")),
        Case(
            testDescription: "eighty columns",
            sql: "SELECT \((0..<80).map { "a + \($0) AS c\($0)" }.joined(separator: ", ")) FROM t ORDER BY c5, c6, c7"),
        Case(
            testDescription: "twenty windows",
            sql:
                "SELECT \((0..<20).map { "sum(a) OVER (PARTITION BY a\($0 % 9) ORDER BY a)" }.joined(separator: ", ")) FROM t"
        ),
        Case(
            testDescription: "a union of twenty joins",
            sql: [String](repeating: join(6, 2), count: 20).joined(separator: " UNION ALL ")),
    ]

    @Test(arguments: honest)
    func `an honest text is approved, however long`(_ tested: Case) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.table)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        #expect(throws: Never.self) { try sandbox.approve(tested.sql, at: noon) }
    }
}
