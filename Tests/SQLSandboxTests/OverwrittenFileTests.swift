import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// A database that somebody writes over in place, without SQLite: its name, its file and the number of its schema stay.
@Suite struct OverwrittenFileTests {
    private let folder: TemporaryFolder
    private let policy = SandboxPolicy(tables: .only(["customer"]))
    private static let names = "SELECT name FROM customer"

    init() throws {
        folder = try TemporaryFolder()
    }

    /// How the new content comes into the file, and what it has in common with the old one.
    struct Way: CustomTestStringConvertible, Sendable {
        let name: String
        var journal = "DELETE"
        /// What else happens to the new database before it is copied.
        var more = ""
        var truncates = true
        /// Whether the new content looks as old as the one before.
        var keepsTimes = false
        var keepsCounters = false

        var testDescription: String { name }
    }

    static let ways = [
        Way(name: "as cp does"),
        Way(name: "with other counters", more: "PRAGMA user_version=1;"),
        Way(name: "without emptying it first", truncates: false),
        Way(name: "with the time of writing put back", keepsTimes: true),
        Way(name: "with the same counters", keepsCounters: true),
        Way(name: "with the same counters and the time of writing put back", keepsTimes: true, keepsCounters: true),
        Way(name: "in write-ahead mode", journal: "WAL"),
        Way(name: "in write-ahead mode with the same counters", journal: "WAL", truncates: false, keepsCounters: true),
    ]

    private func make(_ name: String, _ script: String, _ way: Way) throws -> String {
        let path = folder.file(name)
        let writer = try Writer(path)
        try writer.execute(script + way.more + "PRAGMA journal_mode=\(way.journal)")
        return path
    }

    /// The database that is served, and one in which the secrets lie where the names are now.
    private func twins(_ way: Way) throws -> (served: String, other: String) {
        (
            try make(
                "served.sqlite",
                """
                CREATE TABLE customer(name); CREATE TABLE secret(ssn); INSERT INTO customer VALUES ('Ada');
                INSERT INTO secret VALUES ('078');
                """, way),
            try make(
                "other.sqlite",
                """
                CREATE TABLE secret(ssn); CREATE TABLE customer(name); INSERT INTO secret VALUES ('219');
                INSERT INTO customer VALUES ('Bob');
                """, way)
        )
    }

    private static func overwrite(_ served: String, with other: String, _ way: Way) throws {
        var status = stat()
        try #require(stat(served, &status) == 0)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: other)))
        let before = [UInt8](try Data(contentsOf: URL(fileURLWithPath: served)))
        #expect(bytes[40..<44] == before[40..<44], "the number of the schema is the same")
        if way.keepsCounters {
            bytes.replaceSubrange(24..<28, with: before[24..<28])
            bytes.replaceSubrange(92..<96, with: before[92..<96])
        }
        let descriptor = open(served, O_WRONLY | (way.truncates ? O_TRUNC : 0))
        try #require(descriptor >= 0)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        if way.keepsTimes {
            #expect(futimens(descriptor, [status.st_atim, status.st_mtim]) == 0)
        }
        close(descriptor)
    }

    @Test(arguments: ways)
    func `no secret is read where the names were`(_ way: Way) throws {
        let (served, other) = try twins(way)
        let sandbox = try Sandbox(opening: served, policy: policy)
        let approved = try sandbox.approve(Self.names, at: noon)
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("Ada")]])
        try Self.overwrite(served, with: other, way)
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("Bob")]])
        let again = try sandbox.approve(Self.names, at: noon)
        #expect(try sandbox.run(again, at: noon).rows == [[.text("Bob")]])
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT ssn FROM secret", at: noon) }
    }

    @Test(arguments: ways)
    func `no secret is read on a lane of a pool`(_ way: Way) async throws {
        let (served, other) = try twins(way)
        let pool = try SandboxPool(opening: served, policy: policy, settings: PoolSettings(lanes: 2))
        let approved = try await pool.approve(Self.names, at: noon)
        for _ in 0..<4 { #expect(try await pool.run(approved, at: noon).rows == [[.text("Ada")]]) }
        try Self.overwrite(served, with: other, way)
        for _ in 0..<4 { #expect(try await pool.run(approved, at: noon).rows == [[.text("Bob")]]) }
        await pool.close()
    }

    @Test(arguments: ways)
    func `an approval of the content before is not remembered`(_ way: Way) throws {
        let served = try make("served.sqlite", "CREATE TABLE customer(name); CREATE TABLE other(ssn);", way)
        let other = try make(
            "other.sqlite", "CREATE TABLE other(ssn); CREATE VIEW customer AS SELECT ssn AS name FROM other;", way)
        let sandbox = try Sandbox(opening: served, policy: policy)
        _ = try sandbox.approve(Self.names, at: noon)
        try Self.overwrite(served, with: other, way)
        _ = try sandbox.dataVersion
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(Self.names, at: noon) }
        #expect(refusal?.code == .tableDenied)
    }

    @Test(arguments: ways)
    func `a refusal of the content before is not remembered`(_ way: Way) throws {
        let served = try make("served.sqlite", "CREATE TABLE customers(name); CREATE TABLE other(ssn);", way)
        let other = try make("other.sqlite", "CREATE TABLE customer(name); CREATE TABLE other(ssn);", way)
        let sandbox = try Sandbox(opening: served, policy: policy)
        #expect(throws: SQLRefusal.self) { try sandbox.approve(Self.names, at: noon) }
        try Self.overwrite(served, with: other, way)
        _ = try sandbox.approve(Self.names, at: noon)
    }

    @Test(arguments: ways.filter { $0.journal != "WAL" && !($0.keepsTimes && $0.keepsCounters) })
    func `a snapshot that was overwritten answers nothing any more`(_ way: Way) throws {
        let (served, other) = try twins(way)
        let sandbox = try Sandbox(opening: served, policy: policy, isSnapshot: true)
        let approved = try sandbox.approve(Self.names, at: noon)
        try Self.overwrite(served, with: other, way)
        for _ in 0..<2 {
            let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
            #expect(failure?.code == .databaseUnavailable)
        }
    }

    @Test(arguments: ways)
    func `no secret is read in a snapshot`(_ way: Way) throws {
        let (served, other) = try twins(way)
        let sandbox = try Sandbox(opening: served, policy: policy, isSnapshot: true)
        let approved = try sandbox.approve(Self.names, at: noon)
        try Self.overwrite(served, with: other, way)
        let rows = try? sandbox.run(approved, at: noon).rows
        #expect(rows == nil || rows == [[.text("Ada")]] || rows == [[.text("Bob")]])
    }

    @Test(arguments: [1, 3, 10, 100])
    func `a run in which the file is overwritten is done again`(call: Int) throws {
        let (served, other) = try twins(Self.ways[0])
        let (overwrites, calls) = (Calls(), Calls())
        let sandbox = try Sandbox(
            opening: served,
            policy: SandboxPolicy(tables: .only(["customer"]), budget: ExecutionBudget(time: .seconds(60))),
            monotonicNow: {
                if calls.next() == call, overwrites.next() == 1 {
                    try? Self.overwrite(served, with: other, Self.ways[0])
                }
                return .zero
            })
        let approved = try sandbox.approve(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            SELECT name, (SELECT count(*) FROM n) FROM customer
            """, at: noon)
        let last = try sandbox.run(approved, at: noon).rows
        #expect(last == [[.text("Bob"), .integer(20_000)]])
    }

    @Test(arguments: [false, true])
    func `a change of permissions or times is no other content`(isSnapshot: Bool) throws {
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: isSnapshot)
        let approved = try sandbox.approve(Self.names, at: noon)
        let before = try sandbox.run(approved, at: noon)
        let version = try sandbox.dataVersion
        for _ in 0..<3 {
            try #require(chmod(path, 0o600) == 0)
            #expect(try sandbox.run(approved, at: noon) == before)
            try #require(chmod(path, 0o644) == 0)
            #expect(try sandbox.dataVersion == version)
        }
    }

    @Test func `a snapshot goes on while others write to the log and move it into the file`() throws {
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=WAL; INSERT INTO customer VALUES (4, 'Edsger', NULL)")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true)
        let approved = try sandbox.approve(Self.names, at: noon)
        let before = try sandbox.run(approved, at: noon)
        #expect(before.rows.count == 4)
        for number in 5..<9 {
            try writer.execute(
                "INSERT INTO customer VALUES (\(number), 'x', NULL); CREATE TABLE t\(number)(a); PRAGMA wal_checkpoint")
            #expect(try sandbox.run(approved, at: noon) == before)
        }
    }
}

/// Counts calls.
private final class Calls: @unchecked Sendable {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
