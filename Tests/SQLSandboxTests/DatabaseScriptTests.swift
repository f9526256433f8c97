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
