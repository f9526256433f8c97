import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// Writers of a database without a write-ahead log keep readers out while they commit.
@Suite struct BusyTests {
    private static let count = "SELECT count(*) FROM customer"
    private static let insert = "INSERT INTO customer(name) VALUES ('Edsger')"

    private let folder: TemporaryFolder
    private let path: String
    private let writer: Writer

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
        writer = try Writer(path)
    }

    @Test(arguments: [false, true])
    func `a writer is waited for`(laneIsOpen: Bool) async throws {
        let pool = try SandboxPool(path)
        if laneIsOpen { #expect(try await pool.number(Self.count) == 3) }
        try writer.execute("BEGIN EXCLUSIVE; \(Self.insert)")
        let run = pool.start(try await pool.approve(Self.count, at: noon))
        // On a thread of its own, since other tests may keep those of tasks busy for longer than the lane waits.
        let writer = HandedOver(value: writer)
        let commit = OtherThread {
            while pool.runningRuns == 0 { usleep(1_000) }
            usleep(50_000)
            try writer.value.execute("COMMIT")
        }
        #expect(try await run.value.get().rows == [[.integer(4)]])
        try commit.join()
    }

    @Test func `a writer that takes longer than the busy timeout makes the run busy, and no run after it`() async throws
    {
        let pool = try SandboxPool(path, busyTimeout: .milliseconds(60))
        let approved = try await pool.approve(Self.count, at: noon)
        try writer.execute("BEGIN EXCLUSIVE")
        let clock = ContinuousClock()
        for _ in 0..<2 {
            let begin = clock.now
            #expect(await pool.start(approved).value.failure == .busy)
            #expect(clock.now - begin >= .milliseconds(60))
        }
        try writer.execute("COMMIT")
        #expect(try await pool.number(Self.count) == 3)
    }

    @Test func `who is cancelled does not wait for the writer`() async throws {
        let pool = try SandboxPool(path)
        let approved = try await pool.approve(Self.count, at: noon)
        try writer.execute("BEGIN EXCLUSIVE")
        let (outcome, took) = try await pool.cancel(pool.start(approved), afterMilliseconds: 20)
        #expect(outcome.failure == .cancelled)
        #expect(took < .seconds(40))
        try writer.execute("COMMIT")
        #expect(try await pool.number(Self.count) == 3)
    }

    @Test func `the version of the data waits for the writer without a lane`() async throws {
        let pool = try SandboxPool(path)
        let occupant = pool.start(try await pool.approve(endless, at: noon))
        let before = try await pool.dataVersion
        occupant.cancel()
        _ = await occupant.value

        try writer.execute("BEGIN EXCLUSIVE; \(Self.insert)")
        let version = Task { try await pool.dataVersion }
        let handedOver = HandedOver(value: writer)
        let commit = OtherThread {
            usleep(30_000)
            try handedOver.value.execute("COMMIT")
        }
        #expect(try await version.value != before)
        try commit.join()

        try writer.execute("BEGIN EXCLUSIVE")
        let cancelled = Task { try await pool.dataVersion }
        let canceller = OtherThread {
            usleep(20_000)
            cancelled.cancel()
        }
        let failure = await #expect(throws: SQLFailure.self) { try await cancelled.value }
        #expect(failure?.code == .cancelled)
        try canceller.join()
        try writer.execute("COMMIT")
    }

    @Test func `the version of the data is busy in the end`() async throws {
        let pool = try SandboxPool(path, busyTimeout: .milliseconds(20))
        try writer.execute("BEGIN EXCLUSIVE")
        let failure = await #expect(throws: SQLFailure.self) { try await pool.dataVersion }
        #expect(failure?.code == .busy)
    }

    @Test func `a writer who waits for a reader to finish keeps new readers waiting, and all get through`() async throws
    {
        let pool = try SandboxPool(path, lanes: 2)
        let reader = pool.start(try await pool.approve(endless, at: noon))
        try await waits { pool.runningRuns == 1 }
        try await Task.sleep(for: .milliseconds(20))
        // The reader holds a shared lock, so the writer's commit stands at PENDING.
        let commit = OtherThread { [path = path as String] in
            let writer = try Writer(path)
            try writer.execute("PRAGMA busy_timeout=600000; \(Self.insert)")
        }
        try await waits { (try? writer.execute(Self.count)) == nil }
        let late = pool.start(try await pool.approve(Self.count, at: noon))
        let end = OtherThread {
            while pool.runningRuns < 2 { usleep(1_000) }
            usleep(20_000)
            #expect(pool.runningRuns == 2, "the late reader waits")
            reader.cancel()
        }
        #expect(await reader.value.failure == .cancelled)
        #expect(try await late.value.get().rows == [[.integer(4)]])
        try commit.join()
        try end.join()
    }

    /// The child process dies in the middle of a transaction that has reached the file.
    @Test func `a writer that crashed makes the database unavailable until somebody has cleaned up`() async throws {
        let pool = try SandboxPool(path, lanes: 2)
        #expect(try await pool.number(Self.count) == 3)
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let writer = try Writer(path)
            try writer.execute(
                """
                PRAGMA cache_size=1;
                BEGIN;
                DELETE FROM customer;
                CREATE TABLE filler(a);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                INSERT INTO filler SELECT hex(i) || '0123456789012345678901234567890123456789' FROM n;
                """)
            abort()
        }
        #expect(FileManager.default.fileExists(atPath: path + "-journal"))
        for _ in 0..<4 { #expect(try await pool.failure(Self.count) == .databaseUnavailable) }
        try writer.execute("SELECT count(*) FROM sqlite_schema")
        for _ in 0..<4 { #expect(try await pool.number(Self.count) == 3) }
    }
}
