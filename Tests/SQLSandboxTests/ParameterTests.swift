import CSQLite
import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

/// A text of one byte that is no UTF-8.
private let malformed = [UInt8]([0xFF]).withUnsafeBufferPointer { Value(text: $0) }

/// Parameters of statements: which may be, and how their values are bound.
@Suite struct ParameterTests {
    private let folder: TemporaryFolder
    private let path: String
    private let sandbox: Sandbox

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
        sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
    }

    @Test(arguments: [
        ("SELECT 1", []), ("SELECT :a", ["a"]), ("SELECT :b, :a, :b", ["a", "b"]), ("SELECT :A, :a", ["A", "a"]),
        ("SELECT :x_9Z", ["x_9Z"]), ("SELECT ':a', \":a\" FROM (SELECT 1 AS \":a\") -- :b", []),
        ("SELECT name FROM customer WHERE 0 AND id = :gone", ["gone"]),
        ("SELECT :" + String(repeating: "n", count: 64), [String(repeating: "n", count: 64)]),
        (
            "SELECT " + (10..<42).map { ":p\($0)" }.joined(separator: ","), (10..<42).map { "p\($0)" }
        ),
        ("SELECT name FROM customer LIMIT :most OFFSET :first", ["first", "most"]),
    ])
    func `named parameters are let pass, and told sorted`(sql: String, names: [String]) throws {
        #expect(try sandbox.approve(sql, at: noon).parameters == names)
    }

    @Test(arguments: [
        "SELECT ?", "SELECT ?1", "SELECT ?7", "SELECT @a", "SELECT $a", "SELECT $a::b(c)", "SELECT #a", "SELECT :1",
        "SELECT :_a", "SELECT :a::b", "SELECT :a(b)", "SELECT :a$b", "SELECT :é", "SELECT :a, ?", "SELECT ?2, :a",
        "SELECT :a, @a", "SELECT :" + String(repeating: "n", count: 65),
        "SELECT " + (0..<33).map { ":p\($0)" }.joined(separator: ","),
    ])
    func `others are refused as parameters, whatever else there is`(sql: String) throws {
        let refusal = try #require(#expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) })
        #expect(refusal.code == .statementDenied && refusal.subject == "parameter", "\(refusal)")
        #expect(refusal.hint?.contains("`:name`") == true)
    }

    @Test func `a hundred parameters are too many for SQLite itself, and no name is repeated at length`() throws {
        let many = "SELECT " + (0..<101).map { ":p\($0)" }.joined(separator: ",")
        #expect(throws: SQLRefusal.self) { try sandbox.approve(many, at: noon) }
        let long = "SELECT @" + String(repeating: "n", count: 30_000)
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(long, at: noon) }
        #expect((refusal?.detail.utf8.count ?? .max) < 1_100)
    }

    /// A value, and what SQLite takes it for.
    struct Bound: Sendable, CustomTestStringConvertible {
        let value: Value
        let type: String

        var testDescription: String { "\(value)".prefix(40) + " is \(type)" }
    }

    @Test(
        arguments: [
            Bound(value: .null, type: "null"), Bound(value: .integer(.min), type: "integer"),
            Bound(value: .integer(.max), type: "integer"), Bound(value: .real(-0.5), type: "real"),
            Bound(value: .real(.greatestFiniteMagnitude), type: "real"), Bound(value: .text(""), type: "text"),
            Bound(value: .text("' OR 1=1; DROP TABLE customer; --"), type: "text"),
            Bound(value: .text("\"`[]'':a ?1\\ %_*\n\u{1F980}\u{FFFD}\u{202E}"), type: "text"),
            Bound(value: .text(String(repeating: "x", count: 32_768)), type: "text"),
        ], [false, true])
    func `a value arrives as it is, in either encoding`(bound: Bound, isInUTF16: Bool) throws {
        let path = try folder.database(
            (isInUTF16 ? "PRAGMA encoding = 'UTF-16';" : "") + shopScript, named: "other.sqlite")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let statement = try sandbox.approve("SELECT :v, typeof(:v)", at: noon)
        for _ in 0..<2 {
            let rows = try sandbox.execute(statement, with: ["v": bound.value], at: noon).rows.rows
            #expect(rows == [[bound.value, .text(bound.type)]])
        }
    }

    @Test(
        arguments: [
            ("none at all", "SELECT :a", [:], "the parameter :a has no value"),
            ("one of two", "SELECT :a, :b", ["a": .null], "the parameter :b has no value"),
            ("one too many", "SELECT :a", ["a": .null, "b": .null], "the statement has no parameter :b"),
            ("one where there is none", "SELECT 1", ["a": .null], "the statement has no parameter :a"),
            ("a colon in its name", "SELECT :a", [":a": .null], "the parameter :a has no value"),
            ("another case", "SELECT :a", ["A": .null], "the parameter :a has no value"),
            ("a NUL", "SELECT :a", ["a": .text("x\0y")], "the value of :a holds a NUL"),
            ("a blob", "SELECT :a", ["a": .blob([1])], "the value of :a is a blob"),
            ("no UTF-8", "SELECT :a", ["a": malformed], "the value of :a is no UTF-8"),
            ("no number", "SELECT :a", ["a": .real(.nan)], "the value of :a is no finite number"),
            ("infinity", "SELECT :a", ["a": .real(.infinity)], "the value of :a is no finite number"),
            (
                "a megabyte", "SELECT :a", ["a": .text(String(repeating: "x", count: 1_000_000))],
                "the value of :a is too long: all of them may have 32768 bytes"
            ),
            (
                "too long together", "SELECT :a, :b",
                ["a": .text(String(repeating: "x", count: 20_000)), "b": .text(String(repeating: "x", count: 20_000))],
                "the value of :b is too long: all of them may have 32768 bytes"
            ),
        ] as [(String, String, [String: Value], String)])
    func `a value that can't be bound fails the run, and is not NULL in silence`(
        _ name: String, _ sql: String, _ values: [String: Value], _ detail: String
    ) throws {
        let statement = try sandbox.approve(sql, at: noon)
        #expect(statement.fault(of: values) == detail)
        let failure = #expect(throws: SQLFailure.self) { try sandbox.execute(statement, with: values, at: noon) }
        #expect(failure?.code == .failed && failure?.detail == detail)
    }

    @Test func `a run without values is one without values, by every way to run`() throws {
        let statement = try sandbox.approve("SELECT coalesce(:a, 'nobody')", at: noon)
        #expect(throws: SQLFailure.self) { try sandbox.run(statement, at: noon) }
        #expect(throws: SQLFailure.self) { try sandbox.execute(statement, at: noon) }
    }

    /// U+212A is another letter than K, and the same to Unicode.
    @Test func `a name that Unicode holds for another gives that its value, and traps nowhere`() throws {
        let statement = try sandbox.approve("SELECT :K", at: noon)
        let rows = try sandbox.execute(statement, with: ["\u{212A}": .integer(5)], at: noon).rows.rows
        #expect(rows == [[.integer(5)]])
    }

    @Test func `nothing of one run's values is left for the next, also after an error`() throws {
        let statement = try sandbox.approve("SELECT abs(:n), :t", at: noon)
        func run(_ number: Int64, _ text: Value) -> [[Value]]? {
            try? sandbox.execute(statement, with: ["n": .integer(number), "t": text], at: noon).rows.rows
        }
        #expect(run(-1, .text("a")) == [[.integer(1), .text("a")]])
        #expect(run(.min, .text("secret")) == nil, "an overflow")
        #expect(run(-2, .null) == [[.integer(2), .null]])
        #expect(run(-1, .text("a")) == [[.integer(1), .text("a")]])
    }

    @Test func `after a run a compiled statement holds no value`() throws {
        let connection = try connection(path)
        let statement = try sandbox.approve("SELECT :secret", at: noon)
        _ = try RowReader.read(statement, with: ["secret": .text("swordfish")], on: connection, at: noon)
        try connection.judging(at: noon, orElse: { SQLFailure($0) }) { () throws(SQLFailure) in
            let handle = try connection.compile(statement).handle
            defer { sqlite3_reset(handle) }
            #expect(sqlite3_step(handle) == SQLITE_ROW)
            #expect(sqlite3_column_type(handle, 0) == SQLITE_NULL)
        }
    }

    @Test func `remembered rows are never those of other values`() throws {
        let snapshot = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true, remembersRows: true)
        let statement = try snapshot.approve("SELECT name FROM customer WHERE id = :id", at: noon)
        for _ in 0..<2 {
            for (id, name) in [(1, "Ada"), (2, "Grace")] {
                let rows = try snapshot.execute(statement, with: ["id": .integer(Int64(id))], at: noon).rows.rows
                #expect(rows == [[.text(name)]])
            }
        }
    }

    /// An index on part of a table serves a statement only if its condition follows from that of the index, which SQLite would
    /// find out by the value of a parameter, and compile the statement anew.
    @Test func `no value makes another program than the one that was judged`() throws {
        let path = try folder.database(
            """
            CREATE TABLE item (id INTEGER PRIMARY KEY, kind INTEGER, name TEXT COLLATE NOCASE);
            CREATE INDEX some ON item(name) WHERE kind = 1;
            CREATE INDEX names ON item(name);
            INSERT INTO item VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c');
            """, named: "items.sqlite")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let connection = try connection(path)
        let statement = try sandbox.approve(
            "SELECT id FROM item WHERE kind = :kind AND name LIKE :pattern ORDER BY name", at: noon)
        for kind in [1, 2, 1] as [Int64] {
            let values = ["kind": Value.integer(kind), "pattern": .text("%")]
            let rows = try RowReader.read(statement, with: values, on: connection, at: noon).rows.rows
            #expect(rows == (kind == 1 ? [[.integer(1)], [.integer(3)]] : [[.integer(2)]]))
        }
        try connection.judging(at: noon, orElse: { SQLFailure($0) }) { () throws(SQLFailure) in
            let handle = try connection.compile(statement).handle
            #expect(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0) == 0)
        }
    }

    @Test(arguments: ["LIKE", "GLOB"])
    func `a bound pattern keeps to the bound of a written one`(operation: String) throws {
        let statement = try sandbox.approve("SELECT name FROM customer WHERE name \(operation) :p", at: noon)
        let most = String(repeating: "x", count: 200)
        #expect(try sandbox.execute(statement, with: ["p": .text(most)], at: noon).rows.rows == [])
        let failure = #expect(throws: SQLFailure.self) {
            try sandbox.execute(statement, with: ["p": .text(most + "x")], at: noon)
        }
        #expect(failure?.code == .tooComplex)
    }

    @Test(arguments: [false, true])
    func `a long value weighs on each operation as a written one does`(isInUTF16: Bool) throws {
        let path = try folder.database(
            (isInUTF16 ? "PRAGMA encoding = 'UTF-16';" : "") + shopScript, named: "other.sqlite")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        func units(_ length: Int, isBound: Bool) throws -> Int {
            let text = String(repeating: "x", count: length)
            let statement = try sandbox.approve(
                rows + "SELECT count(*) FROM n WHERE i <> \(isBound ? ":v" : "'\(text)'")", at: noon)
            return try sandbox.execute(statement, with: isBound ? ["v": .text(text)] : [:], at: noon).units
        }
        let (short, written, bound) = (
            try units(10, isBound: true), try units(30_000, isBound: false), try units(30_000, isBound: true)
        )
        #expect(bound > 10 * short, "\(short) and \(bound)")
        #expect(bound * 10 >= written * 9, "\(written) written, \(bound) bound")
        #expect(try units(30_000, isBound: true) == bound, "it costs the same whatever ran before")
    }

    @Test func `a bound time is known to read the clock once it has`() throws {
        let statement = try sandbox.approve("SELECT date(:day)", at: noon)
        #expect(statement.clock == .instant)
        func run(_ day: String) throws -> ClockReading {
            try sandbox.execute(statement, with: ["day": .text(day)], at: noon).clock
        }
        #expect(try run("now") == .instant)
        #expect(try run("2026-01-01") == .nothing)
    }

    @Test(arguments: [
        ("SELECT :a", "SELECT :a", true), ("SELECT :a", "SELECT :b", false), ("SELECT :a", "select  :a -- x", true),
        ("SELECT :a, :b", "SELECT :b, :a", false), ("SELECT :a", "SELECT 1", false),
        ("SELECT :a", "SELECT NULL", false),
        ("SELECT 1 WHERE 0 AND :a", "SELECT 1 WHERE 0 AND :b", false),
        ("SELECT name FROM customer WHERE id = :user", "SELECT name FROM customer WHERE id = :tenant", false),
    ])
    func `two statements are one program only if their parameters have the same names`(
        left: String, right: String, isSame: Bool
    ) throws {
        let programs = [try sandbox.approve(left, at: noon).program, try sandbox.approve(right, at: noon).program]
        #expect((programs[0] == programs[1]) == isSame)
    }

    @Test func `what a full-text table is searched for stands in the statement, its markers need not`() throws {
        let path = try folder.database(
            "CREATE VIRTUAL TABLE note USING fts5(body); INSERT INTO note VALUES ('a quick fox'), ('a dog');",
            named: "notes.sqlite")
        let sandbox = try Sandbox(
            opening: path, policy: SandboxPolicy(tables: .only(["note"])))
        let refusal = #expect(throws: SQLRefusal.self) {
            try sandbox.approve("SELECT body FROM note WHERE note MATCH :words", at: noon)
        }
        #expect(refusal?.code == .tooComplex)
        let statement = try sandbox.approve(
            "SELECT highlight(note, 0, :open, :close) FROM note WHERE note MATCH 'fox' AND rowid >= :from", at: noon)
        let rows = try sandbox.execute(
            statement, with: ["open": .text("<"), "close": .text(">"), "from": .integer(1)], at: noon
        ).rows.rows
        #expect(rows == [[.text("a quick <fox>")]])
    }

    /// The policy holds for what stands beside parameters as for any statement.
    @Test(arguments: [
        ("SELECT ssn FROM secret WHERE id = :id", SQLRefusal.Code.tableDenied),
        ("SELECT load_extension(:file)", .functionDenied), ("SELECT printf(:format, 1)", .functionDenied),
        ("UPDATE customer SET name = :name", .notReadOnly), ("SELECT :a; SELECT :b", .multipleStatements),
        ("ATTACH :file AS x", .statementDenied), ("EXPLAIN SELECT :a", .statementDenied),
    ])
    func `a parameter opens nothing`(sql: String, code: SQLRefusal.Code) throws {
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["customer"])))
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal?.code == code, "\(String(describing: refusal))")
    }

    private func connection(_ path: String) throws -> Connection {
        let control = LaneControl(busyTimeout: .seconds(1))
        control.begin(Cancellation())
        return try Connection(
            Opening(path: path, policy: SandboxPolicy(), compiledBytes: 100_000, monotonicNow: nil), control: control)
    }
}
