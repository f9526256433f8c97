import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

/// Statements one operation of which takes long, so that their number bounds nothing.
@Suite struct CostlyStatementTests {
    /// A statement that would run for minutes if only operations counted.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
    }

    /// `l(s)` is one text of some 90,000 bytes, `n(i)` a million numbers.
    private static func long(_ seed: String, _ select: String, cut: Int = 99_000) -> String {
        "WITH RECURSIVE d(s) AS (SELECT '\(seed)' UNION ALL SELECT s || s FROM d LIMIT 14), "
            + "l(s) AS MATERIALIZED (SELECT substr(s || substr(s, 1, 34000), 1, \(cut)) FROM d "
            + "ORDER BY length(s) DESC LIMIT 1) \(select)"
    }

    private static let stops: [Row] = [
        Row(
            testDescription: "GLOB with sets",
            sql: long(
                "aaaaaaa",
                "SELECT count(*) FROM l, n WHERE i || s GLOB '*\(String(repeating: "[a]", count: 63))b*'")),
        Row(
            testDescription: "LIKE with one long part",
            sql: long(
                "aaaaaaa",
                "SELECT count(*) FROM l, n WHERE i || s LIKE '%\(String(repeating: "a", count: 195))b%'")),
        Row(
            testDescription: "LIKE with many wildcards",
            sql: long(
                "aaaaaaa",
                "SELECT count(*) FROM l, n WHERE i || s LIKE '%\(String(repeating: "a%", count: 95))b'")),
        Row(
            testDescription: "comparisons without case",
            sql: long(
                "aaaaaaa",
                ", m(t) AS MATERIALIZED (SELECT upper(s) || 'b' FROM l) "
                    + "SELECT count(*) FROM l, m, n WHERE s = t COLLATE NOCASE")),
        Row(
            testDescription: "a sort without case",
            sql: long(
                "aaaaaaa", "SELECT length(k) FROM (SELECT s || i AS k FROM l, n LIMIT 5000) ORDER BY k COLLATE NOCASE")),
        Row(
            testDescription: "comparisons without trailing spaces",
            sql: long("       ", "SELECT count(*) FROM l, n WHERE s = 'x' || i COLLATE RTRIM")),
        Row(
            testDescription: "texts that are put together again and again",
            sql: long(
                "aaaaaaa",
                ", c(t, i) AS (SELECT s, 1 FROM l UNION ALL SELECT substr(t, 1, 90000) || i, i + 1 FROM c) "
                    + "SELECT count(*) FROM c")),
        Row(testDescription: "lengths", sql: long("aaaaaaa", "SELECT sum(length(s)) FROM l, n")),
        Row(testDescription: "texts as numbers", sql: long("1234567", "SELECT sum(s + s + s + s) FROM l, n")),
        Row(testDescription: "pieces", sql: long("aaaaaaa", "SELECT count(substr(s, 90000, 1)) FROM l, n")),
        Row(testDescription: "trim of one argument", sql: long("       ", "SELECT count(trim(s)) FROM l, n")),
        Row(testDescription: "trim of two", sql: long("aaaaaaa", "SELECT count(trim(s, 'a' || i)) FROM l, n")),
        Row(
            testDescription: "trim with a large set",
            sql: long("0123456", "SELECT count(trim(i, s)) FROM l, n")),
        Row(testDescription: "instr", sql: long("aaaaaaa", "SELECT sum(instr(s, 'b')) FROM l, n")),
        Row(testDescription: "replace", sql: long("aaaaaaa", "SELECT count(replace(s, 'a', 'b')) FROM l, n")),
        Row(testDescription: "upper", sql: long("aaaaaaa", "SELECT count(upper(s)) FROM l, n")),
        Row(testDescription: "quote", sql: long("''''''''", "SELECT count(quote(s)) FROM l, n", cut: 40_000)),
        Row(
            testDescription: "JSON with many paths",
            sql: long(
                "1,1,1,1,",
                ", j(s) AS MATERIALIZED (SELECT '[' || s || '1]' FROM l) SELECT count(json_extract(s"
                    + String(repeating: ", '$[40000]'", count: 95) + ")) FROM j, n")),
        Row(
            testDescription: "JSON that is read anew",
            sql: long(
                "1,1,1,1,",
                ", j(s) AS MATERIALIZED (SELECT '[' || s FROM l) SELECT sum(json_valid(s || i || ']')) FROM j, n")),
        Row(
            testDescription: "formats of times",
            sql: long("%J%J%J%J", "SELECT count(strftime(s, '2020-01-01')) FROM l, n", cut: 11_000)),
        Row(
            testDescription: "the largest of many",
            sql: long(
                "aaaaaaa", "SELECT count(max(s" + String(repeating: ", s", count: 97) + ")) FROM l, n")),
        Row(
            testDescription: "a window over all that was joined",
            sql:
                "SELECT sum(length(g)) FROM (SELECT group_concat(i) OVER (ORDER BY i ROWS 15000 PRECEDING) AS g FROM n)"
        ),
        Row(testDescription: "rows of a cross join", sql: "SELECT count(*) FROM n a, n b, n c"),
    ]

    private static let script =
        "CREATE TABLE n (i INTEGER PRIMARY KEY); "
        + "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 1000000) INSERT INTO n SELECT i FROM c"

    /// Most take a tenth of a second, the costliest three seconds; parts of ours are slower where they are built to be
    /// debugged.
    @Test(arguments: stops)
    func `a statement is stopped that goes through long values again and again:`(row: Row) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: SandboxPolicy())
        let approved = try sandbox.approve(row.sql, at: noon)
        let time = try processorTime {
            let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
            #expect(failure == SQLFailure(.executionBudget, "stopped after 5000000 operations"))
        }
        #expect(time < .seconds(30), "\(time)")
        // It leaves the connection as it was.
        let next = try sandbox.approve("SELECT count(*) FROM n", at: noon)
        #expect(try sandbox.run(next, at: noon).rows == [[.integer(1_000_000)]])
    }

    /// Between two jumps SQLite looks at no interrupt.
    @Test(arguments: [
        ("JSON", "json_valid(s || '%')"), ("GLOB", "s || '%' GLOB '*[a][a][a][a][a][a][a][a][a][a]b*'"),
        ("upper", "upper(s || '%')"),
    ])
    func `a long list of long calls is stopped in its middle:`(name: String, call: String) throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: 100_000))
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: policy)
        let calls = (0..<190).map { call.replacing("%", with: "\($0)") }.joined(separator: ", ")
        let approved = try sandbox.approve(Self.long("aaaaaaa", "SELECT \(calls) FROM l"), at: noon)
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure == SQLFailure(.executionBudget, "stopped after 100000 operations"))
        #expect(!sandbox.lackedMemory)
    }
}

/// Cases that were found in the field; they lie beside the package.
@Suite(.enabled(if: FieldCase.parent != nil, FieldCase.missing))
struct CostlyFieldCaseTests {
    @Test(arguments: [100_000, 1_000_000])
    func `patterns on long values end within two seconds of processor time`(valueBytes: Int) throws {
        let folder = try TemporaryFolder()
        let field = try FieldCase("guard-05-glob-on-long-values")
        let policy = SandboxPolicy(limits: .with { $0.valueBytes = valueBytes })
        let sandbox = try Sandbox(opening: folder.database(field.script("db.sql")), policy: policy)
        for (number, sql) in try field.requests().map(\.sql).enumerated() {
            let approved = try sandbox.approve(sql, at: noon)
            var outcomes: [Result<ResultSet, SQLFailure>] = []
            let time = processorTime {
                for _ in 0..<2 {
                    outcomes.append(Result { () throws(SQLFailure) in try sandbox.run(approved, at: noon) })
                }
            }
            #expect(time < .seconds(4), "two runs took \(time)")
            switch number {
            case 0, 1:
                for outcome in outcomes {
                    #expect(throws: SQLFailure.self) { try outcome.get() }
                    if case .failure(let failure) = outcome { #expect(failure.code == .executionBudget) }
                }
            default: for outcome in outcomes { #expect(try outcome.get().rows == [[.integer(2)]]) }
            }
        }
    }

    @Test func `the rows of a knotted file are not counted to their end`() throws {
        let field = try FieldCase("guard-11-count-in-a-knotted-file")
        let folder = try TemporaryFolder()
        let path = folder.file("shop.sqlite")
        // Beyond the size up to which a file is checked when it is opened.
        var file = try Data(contentsOf: field.folder.appending(path: "shop.sqlite"))
        file.append(Data(count: 4 << 20))
        try file.write(to: URL(filePath: path))
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true)
        let others = [
            "SELECT count(*) FROM orders a, orders b", "SELECT max(c) FROM (SELECT count(*) AS c FROM orders)",
            "SELECT (SELECT count(*) FROM orders), count(*) FROM (SELECT 1)",
        ]
        for sql in try field.requests().map(\.sql) + others {
            let approved = try sandbox.approve(sql, at: noon)
            let time = try processorTime {
                let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
                #expect(failure == SQLFailure(.executionBudget, "stopped after 5000000 operations"), "\(sql)")
            }
            #expect(time < .seconds(10), "\(sql)")
        }
    }
}
