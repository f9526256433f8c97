import Foundation
import SQLSandbox
import Synchronization
import Testing
import ToolRouter

/// Somebody puts another file in the database's place.
@Suite struct ReplacedFileTests {
    private static let names = "SELECT group_concat(name) FROM (SELECT name FROM customer ORDER BY id)"
    /// The same number of statements: the new database has the counters of the old one.
    private static let newScript = shopScript.replacing("'Ada'", with: "'Edsger'")
    private static let (before, after) = ("Ada,Grace,Barbara", "Edsger,Grace,Barbara")

    private let folder: TemporaryFolder
    private let path: String
    private let policy = SandboxPolicy(tables: .only(["customer", "purchase"]))

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    /// Puts a new database in the place of the old one, as an export does that is built beside it.
    private func replace(with script: String = newScript) throws {
        try #require(rename(folder.database(script, named: "new.sqlite"), path) == 0)
    }

    private func names(_ pool: SandboxPool) async throws -> [[Value]] { try await pool.rows(Self.names) }

    @Test func `a file that was renamed into place is served from the next run on`() async throws {
        let pool = try SandboxPool(path, policy, lanes: 3)
        let approved = try await pool.approve(Self.names, at: noon)
        for _ in 0..<6 { #expect(try await pool.run(approved, at: noon).rows == [[.text(Self.before)]]) }
        let version = try await pool.dataVersion
        try replace()
        #expect(try await pool.dataVersion != version)
        for _ in 0..<6 { #expect(try await pool.run(approved, at: noon).rows == [[.text(Self.after)]]) }
        #expect(
            try await pool.approve(Self.names, at: noon) !== approved, "the old file's verdict is not the new one's")
    }

    /// The file is replaced from within the statement, which looks at the clock as it runs.
    @Test func `a run that has begun keeps to the old file`() async throws {
        let looks = Mutex(0)
        let new = try folder.database(Self.newScript, named: "new.sqlite")
        let pool = try SandboxPool(
            opening: path, policy: SandboxPolicy(budget: ExecutionBudget(time: .seconds(3_600))),
            settings: PoolSettings(lanes: 1),
            monotonicNow: { [path] in
                let look = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                if look == 5 { rename(new, path) }
                return .zero
            })
        let slow = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            SELECT count(*), min(name) FROM n, customer
            """
        let approved = try await pool.approve(slow, at: noon)
        #expect(try await pool.run(approved, at: noon).rows == [[.integer(9_000), .text("Ada")]])
        #expect(looks.withLock { $0 } > 5)
        #expect(try await pool.run(approved, at: noon).rows == [[.integer(9_000), .text("Barbara")]])
        #expect(try await names(pool) == [[.text(Self.after)]])
    }

    /// The number of the schema is the same, and so are the pages: only the names have changed places.
    @Test func `what the new file denies is denied, whatever the old one's verdict was`() async throws {
        let pool = try SandboxPool(path, policy, lanes: 2)
        let approved = try await pool.approve("SELECT * FROM customer", at: noon)
        for _ in 0..<4 { _ = try await pool.run(approved, at: noon) }
        try replace(
            with: shopScript.replacing("secret", with: "hidden").replacing("customer ", with: "secret ")
                .replacing("hidden", with: "customer").replacing("customer(id)", with: "secret(id)"))
        for _ in 0..<4 {
            #expect(try await pool.run(approved, at: noon).rows == [[.integer(1), .text("078-05-1120")]])
        }
        await #expect(throws: SQLRefusal.self) { try await pool.approve("SELECT * FROM secret", at: noon) }
        try replace(
            with: shopScript.replacing("TABLE customer", with: "TABLE person").replacing(
                "INTO customer", with: "INTO person")
                + "CREATE VIEW customer AS SELECT * FROM secret;")
        for _ in 0..<4 { #expect(await pool.start(approved).value.failure == .denied) }
    }

    @Test func `a new file without a denied column is not served`() async throws {
        let pool = try SandboxPool(path, SandboxPolicy(deniedColumns: ["secret": ["ssn"]]))
        #expect(try await names(pool) == [[.text(Self.before)]])
        try replace(with: shopScript.replacing("ssn", with: "number"))
        let refusal = await #expect(throws: SQLRefusal.self) { try await pool.approve("SELECT 1", at: noon) }
        #expect(refusal?.code == .databaseUnavailable)
        try replace()
        #expect(try await names(pool) == [[.text(Self.after)]])
    }

    @Test(arguments: ["gone", "empty", "a text", "a directory", "a symbolic link"])
    func `what is no database is unavailable, until there is one again`(what: String) async throws {
        let pool = try SandboxPool(path, policy, lanes: 2)
        let approved = try await pool.approve(Self.names, at: noon)
        for _ in 0..<4 { _ = try await pool.run(approved, at: noon) }
        let files = FileManager.default
        try files.moveItem(atPath: path, toPath: folder.file("old.sqlite"))
        switch what {
        case "empty": try Data().write(to: URL(filePath: path))
        case "a text": try Data(repeating: 65, count: 5_000).write(to: URL(filePath: path))
        case "a directory": try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "a symbolic link":
            try files.createSymbolicLink(atPath: path, withDestinationPath: folder.file("old.sqlite"))
        default: break
        }
        for _ in 0..<4 { #expect(await pool.start(approved).value.failure == .databaseUnavailable) }
        let failure = await #expect(throws: SQLFailure.self) { try await pool.dataVersion }
        #expect(failure?.code == .databaseUnavailable)
        let refusal = await #expect(throws: SQLRefusal.self) { try await pool.approve(Self.names, at: noon) }
        #expect(refusal?.code == .databaseUnavailable)
        try? files.removeItem(atPath: path)
        try replace()
        for _ in 0..<4 { #expect(try await pool.run(approved, at: noon).rows == [[.text(Self.after)]]) }
    }

    /// Nobody may do this to an open database; it must not be answered from as if it were whole.
    @Test(arguments: [0, 100, 4_096, 10_000])
    func `a file that is cut off gives no rows that were never there`(length: off_t) async throws {
        let pool = try SandboxPool(path, policy, lanes: 2)
        let approved = try await pool.approve(Self.names, at: noon)
        for _ in 0..<4 { _ = try await pool.run(approved, at: noon) }
        try #require(truncate(path, length) == 0)
        for _ in 0..<4 {
            let outcome = await pool.start(approved).value
            let isRight = (try? outcome.get().rows) == [[.text(Self.before)]]
            #expect(isRight || [.databaseUnavailable, .failed].contains(outcome.failure), "\(outcome)")
        }
        try replace()
        for _ in 0..<4 { #expect(try await pool.run(approved, at: noon).rows == [[.text(Self.after)]]) }
    }

    /// Nobody may do this either: what was committed to the log is lost to whoever opens the database next.
    @Test func `lanes keep the log that they have open, though somebody removes it by hand`() async throws {
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=WAL; UPDATE customer SET name = 'Edsger' WHERE id = 1")
        let pool = try SandboxPool(path, policy, lanes: 2)
        for _ in 0..<4 { #expect(try await names(pool) == [[.text(Self.after)]]) }
        for suffix in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: path + suffix) }
        for _ in 0..<4 { #expect(try await names(pool) == [[.text(Self.after)]]) }
    }

    @Test func `a log whose last writer has gone is made again`() async throws {
        var writer: Writer? = try Writer(path)
        try writer?.execute("PRAGMA journal_mode=WAL; UPDATE customer SET name = 'Edsger' WHERE id = 1")
        writer = nil
        #expect(try folder.contents == ["shop.sqlite"], "the last one to leave has removed the log")
        let pool = try SandboxPool(path, policy, lanes: 2)
        for _ in 0..<4 { #expect(try await names(pool) == [[.text(Self.after)]]) }
        writer = try Writer(path)
        try writer?.execute("UPDATE customer SET name = 'Ada' WHERE id = 1; PRAGMA wal_checkpoint(TRUNCATE)")
        writer = nil
        for _ in 0..<4 { #expect(try await names(pool) == [[.text(Self.before)]]) }
    }
}
