import CSQLite
import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct CancellationTests {
    private static let names = [[Value.text("Ada")], [.text("Grace")], [.text("Barbara")]]
    private static let readNames = "SELECT name FROM customer ORDER BY id"
    /// Some 100 µs of work with a known answer.
    private static let sum = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT sum(i) FROM n
        """

    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    @Test func `a run that waits leaves the line at once`() async throws {
        let pool = try SandboxPool(path)
        let approved = try await pool.approve(endless, at: noon)
        let occupant = pool.start(approved)
        try await waits { pool.runningRuns == 1 }
        let waiting = pool.start(approved)
        try await waits { pool.waitingRuns == 1 }
        waiting.cancel()
        #expect(await waiting.value.failure == .cancelled)
        #expect(pool.waitingRuns == 0)
        #expect(pool.runningRuns == 1, "the occupant is not disturbed")
        occupant.cancel()
        #expect(await occupant.value.failure == .cancelled)
        #expect(try await pool.rows(Self.readNames) == Self.names)
    }

    @Test func `a task that is cancelled already never reaches a lane`() async throws {
        let pool = try SandboxPool(path)
        let approved = try await pool.approve(endless, at: noon)
        let task = Task { () -> SQLFailure? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(SQLFailure) {
                _ = try await pool.run(approved, at: noon)
                return nil
            } catch {
                return error
            }
        }
        #expect(await task.value == SQLFailure(.cancelled, "the task was cancelled before the statement began"))
    }

    /// SQLite reports every hundred operations, which are some eight tenths of a second here.
    @Test func `a cancelled statement does not go on to its next hundred operations`() async throws {
        let pool = try SandboxPool(
            path,
            SandboxPolicy(
                budget: ExecutionBudget(operations: .max / 2), limits: .with { $0.valueBytes = 1_000_000 }))
        // Each row takes some 200 ms in one function, and 25 operations.
        let doubled = (0..<19).reduce("'a'") { text, _ in "replace(\(text), 'a', 'aa')" }
        let pattern = "'%\(String(repeating: "a", count: 190))b%'"
        let slow = """
            WITH RECURSIVE long(a) AS MATERIALIZED (SELECT \(doubled)),
            n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            SELECT sum(a || i LIKE \(pattern)) FROM n, long
            """
        let begin = ContinuousClock.now
        #expect(try await pool.number(slow.replacing("i < 1000", with: "i < 2")) == 0)
        let twoRows = ContinuousClock.now - begin
        let run = pool.start(try await pool.approve(slow, at: noon))
        let (outcome, took) = try await pool.cancel(run, afterMilliseconds: 50)
        #expect(outcome.failure == .cancelled)
        #expect(took < max(.seconds(5), twoRows * 10))
        #expect(try await pool.rows(Self.readNames) == Self.names)
    }

    /// The moments sweep from before the run's start to after its end, in steps of 4 µs.
    @Test func `a cancellation at any moment stops its own run and leaves the lane whole`() async throws {
        let pool = try SandboxPool(path)
        let long = try await pool.approve(Self.sum, at: noon)
        let short = try await pool.approve(Self.readNames, at: noon)
        var ends: [SQLFailure.Code?: Int] = [:]
        for round in 0..<1_500 {
            let run = pool.start(long)
            // Every tenth time the run has ended, however busy the machine is.
            if round % 10 == 0 { _ = await run.value } else { spin(.microseconds(round % 150 * 4)) }
            run.cancel()
            let outcome = await run.value
            ends[outcome.failure, default: 0] += 1
            if case .success(let result) = outcome { #expect(result.rows == [[.integer(500_500)]]) }
            #expect(try await pool.run(short, at: noon).rows == Self.names)
        }
        #expect(Set(ends.keys) == [nil, .cancelled], "every run ends or is cancelled, and there are both: \(ends)")
    }

    @Test func `cancellations meet nobody else's run`() async throws {
        let pool = try SandboxPool(path, lanes: 2)
        let long = try await pool.approve(Self.sum, at: noon)
        let short = try await pool.approve(Self.readNames, at: noon)
        let failed = await withTaskGroup(of: Int.self) { group in
            for canceller in 0..<2 {
                group.addTask {
                    for round in 0..<700 {
                        let run = pool.start(long)
                        spin(.microseconds((round * 7 + canceller * 3) % 97 * 5))
                        run.cancel()
                        _ = await run.value
                    }
                    return 0
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    var failed = 0
                    for round in 0..<700 {
                        let outcome = await pool.start(round % 2 == 0 ? short : long).value
                        let rows = try? outcome.get().rows
                        if rows != (round % 2 == 0 ? Self.names : [[.integer(500_500)]]) { failed += 1 }
                    }
                    return failed
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failed == 0)
    }

    @Test func `a pool may close while its runs begin, end and are cancelled`() async throws {
        let codes: Set<SQLFailure.Code?> = [nil, .cancelled, .databaseUnavailable]
        for round in 0..<60 {
            let pool = try SandboxPool(path, lanes: 2)
            var approved: [ApprovedStatement] = []
            for sql in [Self.sum, endless, Self.readNames] { approved.append(try await pool.approve(sql, at: noon)) }
            let runs = (0..<12).map { pool.start(approved[$0 % 3]) }
            let canceller = Task.detached {
                for run in runs {
                    run.cancel()
                    spin(.microseconds(round % 20 * 5))
                }
            }
            spin(.microseconds(round % 30 * 10))
            await pool.close()
            for run in runs {
                let outcome = await run.value
                #expect(codes.contains(outcome.failure))
            }
            await canceller.value
            #expect(try await pool.failure(Self.readNames) == .databaseUnavailable)
        }
    }

    @Test func `closing a pool stops its runs and closes its files`() async throws {
        let pool = try SandboxPool(path, lanes: 2)
        let approved = try await pool.approve(endless, at: noon)
        let runs = (0..<4).map { _ in pool.start(approved) }
        try await waits { pool.runningRuns == 2 && pool.waitingRuns == 2 }
        try await waits { openFiles(at: path) == 2 + (BuiltLanes.everywhere?.judges ?? SandboxPool.judges) + 1 }
        await pool.close()
        var ends: [SQLFailure.Code?] = []
        for run in runs { ends.append(await run.value.failure) }
        #expect(ends.count { $0 == .cancelled } == 2)
        #expect(ends.count { $0 == .databaseUnavailable } == 2)
        #expect(openFiles(at: path) == 0)
        await pool.close()
    }

    /// SQLite forgets an interrupt when a statement begins while no other runs.
    @Test func `an interrupt just before the first step is not lost`() throws {
        let (connection, control, cancellation) = try lane()
        control.begin(cancellation)
        let approved = try Sandbox(opening: path, policy: SandboxPolicy()).approve(Self.readNames, at: noon)
        let code = try connection.judging(at: noon, orElse: { SQLFailure($0) }) { () throws(SQLFailure) -> Int32? in
            let compiled = try connection.compile(approved)
            defer { sqlite3_reset(compiled.handle) }
            return try connection.stepping(compiled, longestValue: 0) { () throws(SQLFailure) in
                cancellation.request()
                return sqlite3_step(compiled.handle)
            }
        }
        #expect(code == SQLITE_INTERRUPT)
        control.begin(Cancellation())
        #expect(try RowReader.read(approved, with: [:], on: connection, at: noon).rows.rows == Self.names)
    }

    @Test func `a cancellation that comes too late reaches nobody`() throws {
        let (connection, control, cancellation) = try lane()
        let approved = try Sandbox(opening: path, policy: SandboxPolicy()).approve(Self.readNames, at: noon)
        control.begin(cancellation)
        #expect(try RowReader.read(approved, with: [:], on: connection, at: noon).rows.rows == Self.names)
        let next = Cancellation()
        control.begin(next)
        let rows = try connection.judging(at: noon, orElse: { SQLFailure($0) }) { () throws(SQLFailure) -> Int32? in
            let compiled = try connection.compile(approved)
            defer { sqlite3_reset(compiled.handle) }
            return try connection.stepping(compiled, longestValue: 0) { () throws(SQLFailure) in
                cancellation.request()
                return sqlite3_step(compiled.handle)
            }
        }
        #expect(rows == SQLITE_ROW)
    }

    /// What a lane works with, for a test that is the lane.
    private func lane() throws -> (Connection, LaneControl, Cancellation) {
        let control = LaneControl(busyTimeout: .seconds(1))
        let opening = Opening(path: path, policy: SandboxPolicy(), compiledBytes: 100_000, monotonicNow: nil)
        return (try Connection(opening, control: control), control, Cancellation())
    }

    @Test func `a run holds no thread of Swift's while it works or waits`() async throws {
        let pool = try SandboxPool(path)
        let approved = try await pool.approve(endless, at: noon)
        // More than there are threads for tasks: were each to hold one, nothing else could run any more.
        let runs = (0..<100).map { _ in pool.start(approved) }
        try await waits { pool.runningRuns == 1 && pool.waitingRuns == 99 }
        for run in runs.reversed() { run.cancel() }
        for run in runs { #expect(await run.value.failure == .cancelled) }
    }
}

/// Lets that much time pass without giving the thread away.
func spin(_ duration: Duration) {
    let clock = ContinuousClock()
    let end = clock.now + duration
    while clock.now < end {}
}
