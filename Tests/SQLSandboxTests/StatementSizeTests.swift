import Testing

@testable import SQLSandbox

/// What a text says of its own size, before anything is compiled.
@Suite struct StatementSizeTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sql: String
        /// The tables that one `SELECT` joins, at most.
        let sources: Int
        let depth: Int
    }

    @Test(arguments: [
        Case(testDescription: "no table", sql: "SELECT 1", sources: 0, depth: 1),
        Case(testDescription: "a table", sql: "SELECT a FROM t", sources: 1, depth: 1),
        Case(testDescription: "a comma and a join", sql: "SELECT a FROM t, u JOIN v ON t.a=u.a", sources: 3, depth: 1),
        Case(
            testDescription: "commas elsewhere", sql: "SELECT a,b,c FROM t WHERE a IN (1,2,3) ORDER BY 1,2,3",
            sources: 1, depth: 1),
        Case(
            testDescription: "tables in brackets", sql: "SELECT a FROM (t, u) JOIN (v, (w)) ON 1", sources: 4, depth: 1),
        Case(
            testDescription: "a FROM in a comment", sql: "SELECT a FROM t -- , u , v\n, w /* , x */", sources: 2,
            depth: 1),
        Case(testDescription: "a FROM in a text", sql: "SELECT ' FROM a,b,c ' FROM t", sources: 1, depth: 1),
        Case(
            testDescription: "every part of a union for itself", sql: "SELECT a FROM t,u UNION SELECT a FROM t,u,v",
            sources: 3, depth: 1),
        Case(
            testDescription: "a nested one is not joined", sql: "SELECT a FROM t WHERE a IN (SELECT b FROM u,v)",
            sources: 1, depth: 2),
        Case(
            testDescription: "one in FROM is joined", sql: "SELECT a FROM t, (SELECT b FROM u,v)", sources: 3, depth: 2),
        Case(
            testDescription: "an expression is put in its place",
            sql: "WITH c AS (SELECT b FROM u,v) SELECT * FROM t, c, c d", sources: 5, depth: 2),
        Case(
            testDescription: "with columns, quotes and a hint",
            sql: "WITH \"C\"(x, y) AS NOT MATERIALIZED (SELECT b FROM u,v) SELECT * FROM [c]", sources: 2, depth: 2),
        Case(
            testDescription: "named in a text", sql: "WITH c AS (SELECT b FROM u,v) SELECT * FROM 'c'", sources: 2,
            depth: 2),
        Case(
            testDescription: "read by IN", sql: "WITH c AS (SELECT b FROM u,v) SELECT 1 WHERE 1 IN c", sources: 2,
            depth: 2),
        Case(
            testDescription: "as a column it is not read", sql: "WITH c AS (SELECT b FROM u,v) SELECT c FROM t",
            sources: 1, depth: 1),
        Case(
            testDescription: "one that reads itself",
            sql: "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT n FROM c", sources: 1, depth: 2),
        Case(
            testDescription: "in one another",
            sql:
                "WITH a AS (SELECT 1 FROM t), b AS (SELECT 1 FROM a,a x), c AS (SELECT 1 FROM b,b x) SELECT 1 FROM c,c x",
            sources: 8, depth: 4),
        Case(testDescription: "a view", sql: "SELECT * FROM pairs p, main.pairs q", sources: 4, depth: 3),
        Case(testDescription: "IS DISTINCT FROM", sql: "SELECT a IS DISTINCT FROM b FROM t", sources: 2, depth: 1),
        Case(testDescription: "brackets that nobody closes", sql: "SELECT ((((a FROM t", sources: 1, depth: 1),
        Case(testDescription: "brackets that nobody opens", sql: "SELECT a)))) FROM t, u", sources: 2, depth: 1),
        Case(testDescription: "nothing", sql: "", sources: 0, depth: 1),
    ])
    func `it knows the tables that are joined`(_ tested: Case) {
        let views = [
            SQLName("pairs"): Array("CREATE VIEW pairs AS SELECT a.x, b.x FROM one a, one b".utf8)[...],
            SQLName("one"): Array("CREATE VIEW one AS SELECT x FROM t".utf8)[...],
        ]
        let size = StatementSizes(views: views).size(of: Array(tested.sql.utf8)[...])
        #expect(size.sources == tested.sources)
        #expect(size.depth == tested.depth)
    }

    @Test(arguments: [29, 30, 300])
    func `what stands deeper in one another than a statement may is too deep, in a text and in views`(count: Int) {
        let chain = (1..<count).map { ", c\($0) AS (SELECT a FROM c\($0 - 1))" }.joined()
        let text = "WITH c0 AS (SELECT a FROM t)\(chain) SELECT a FROM c\(count - 1)"
        #expect((StatementSizes().size(of: Array(text.utf8)[...]).depth > StatementSizes.deepest) == (count >= 30))

        var views = [SQLName("v0"): Array("CREATE VIEW v0 AS SELECT a FROM t".utf8)[...]]
        for number in 1..<count {
            views[SQLName("v\(number)")] = Array("CREATE VIEW v\(number) AS SELECT a FROM v\(number - 1)".utf8)[...]
        }
        let size = StatementSizes(views: views).size(of: Array("SELECT a FROM v\(count - 1)".utf8)[...])
        #expect((size.depth > StatementSizes.deepest) == (count >= 30))
    }

    @Test(arguments: ["(", "(SELECT ", "FROM(", "WITH a AS (", "x IN (", "(VALUES(", "a,"])
    func `any text is read, however deep`(unit: String) {
        let text = "SELECT " + String(repeating: unit, count: 100_000 / unit.utf8.count)
        let size = StatementSizes().size(of: Array(text.utf8)[...])
        #expect(size.work <= StatementSize.most)
    }

    @Test func `views that read each other end`() {
        let views = [
            SQLName("a"): Array("CREATE VIEW a AS SELECT 1 FROM b, b x".utf8)[...],
            SQLName("b"): Array("CREATE VIEW b AS SELECT 1 FROM a, a x".utf8)[...],
        ]
        #expect(StatementSizes(views: views).size(of: Array("SELECT 1 FROM a".utf8)[...]).sources < 64)
    }
}
