import Synchronization
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct BudgetTests {
    private let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    private let flood = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    private func run(_ sql: String, _ budget: ExecutionBudget) throws -> ResultSet {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy(budget: budget))
        return try sandbox.run(sandbox.approve(sql, at: noon), at: noon)
    }

    @Test func `a recursion without end fails when its operations are spent`() throws {
        let failure = #expect(throws: SQLFailure.self) { try run(endless, ExecutionBudget(operations: 20_000)) }
        #expect(failure == SQLFailure(.executionBudget, "stopped after 20000 operations"))
    }

    @Test func `a cross join of everything fails when its operations are spent`() throws {
        let join = "SELECT count(*) FROM " + (0..<16).map { "customer c\($0)" }.joined(separator: ", ")
        let failure = #expect(throws: SQLFailure.self) { try run(join, ExecutionBudget()) }
        #expect(failure?.code == .executionBudget)
    }

    @Test func `what a run spends is not charged to the next one`() throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: 16_000))
        let sandbox = try Sandbox(opening: folder.database(), policy: policy)
        let approved = try sandbox.approve(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT count(*) FROM n",
            at: noon)
        for _ in 0..<50 { #expect(try sandbox.run(approved, at: noon).rows == [[.integer(400)]]) }
    }

    @Test func `the verdict on one statement is the same in every run`() throws {
        let folder = try TemporaryFolder()
        // A budget that no multiple of the reporting period hits, and a statement that is about as long.
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: 8_500))
        let sandbox = try Sandbox(opening: folder.database(), policy: policy)
        for rows in stride(from: 450, through: 1_000, by: 25) {
            let approved = try sandbox.approve(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) SELECT sum(i) FROM n",
                at: noon)
            let verdicts = (0..<10).map { _ in (try? sandbox.run(approved, at: noon)) != nil }
            #expect(Set(verdicts).count == 1, "with \(rows) rows: \(verdicts)")
        }
    }

    @Test(arguments: [(1, true), (2, true), (3, false), (4, false)])
    func `the row budget cuts the result short and says so`(rows: Int, isTruncated: Bool) throws {
        let result = try run("SELECT id FROM customer ORDER BY id", ExecutionBudget(rows: rows))
        #expect(result.rows == (1...min(rows, 3)).map { [.integer(Int64($0))] })
        #expect(result.isTruncated == isTruncated)
    }

    @Test func `a flood without end is cut at the row budget`() throws {
        let result = try run(flood, ExecutionBudget())
        #expect(result.rows.count == 1_000 && result.isTruncated)
    }

    // The names take 2 × 32 + 6 bytes, each row 3 × 32 and its name's length: 3, 5 and 7.
    @Test(arguments: [
        (70, 0, true), (168, 0, true), (169, 1, true), (269, 1, true), (270, 2, true), (372, 2, true), (373, 3, false),
    ])
    func `the byte budget cuts before the row that exceeds it`(bytes: Int, rows: Int, isTruncated: Bool) throws {
        let result = try run("SELECT name, id FROM customer ORDER BY id", ExecutionBudget(bytes: bytes))
        #expect(result.rows.count == rows)
        #expect(result.isTruncated == isTruncated)
        #expect(result.columns == ["name", "id"])
    }

    @Test func `names that alone take more than the budget are refused`() throws {
        let refusal = #expect(throws: SQLRefusal.self) {
            try run("SELECT name, id FROM customer", ExecutionBudget(bytes: 69))
        }
        #expect(refusal?.code == .tooComplex)
    }

    @Test func `a flood of NULL has a bound in bytes`() throws {
        let nulls = [String](repeating: "NULL", count: 200).joined(separator: ",")
        let result = try run("WITH f AS (\(flood)) SELECT \(nulls) FROM f", ExecutionBudget(bytes: 100_000))
        #expect(result.isTruncated)
        #expect(result.rows.count == (100_000 - 200 * 36) / (201 * 32))
    }

    @Test func `bytes that are no UTF-8 count as they are kept`() throws {
        let sql = "SELECT CAST(x'ffffffff' AS TEXT) AS a"
        #expect(try run(sql, ExecutionBudget(bytes: 33 + 64 + 3)).rows.isEmpty)
        let text = try #require(MalformedText([0xFF, 0xFF, 0xFF, 0xFF]))
        #expect(try run(sql, ExecutionBudget(bytes: 33 + 64 + 4)).rows == [[.malformedText(text)]])
    }

    @Test func `the time budget reads the injected clock`() throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2, time: .milliseconds(5)))
        let elapsed = Mutex(Duration.zero)
        // Each look at the clock takes a millisecond of recorded time.
        let sandbox = try Sandbox(
            opening: folder.database(), policy: policy,
            monotonicNow: {
                elapsed.withLock {
                    $0 += .milliseconds(1)
                    return $0
                }
            })
        let approved = try sandbox.approve(endless, at: noon)
        let before = elapsed.withLock { $0 }
        let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure == SQLFailure(.executionBudget, "stopped after 0.005 seconds", mayPass: true))
        #expect(elapsed.withLock { $0 } - before == .milliseconds(7), "begins at 1, still runs at 6, stops at 7")
    }

    @Test func `a cancelled task stops its statement`() async throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2))
        let sandbox = try Sandbox(opening: folder.database(), policy: policy)
        let approved = try sandbox.approve(endless, at: noon)
        let task = Task { try sandbox.run(approved, at: noon) }
        task.cancel()
        let failure = await #expect(throws: SQLFailure.self) { try await task.value }
        #expect(failure?.code == .cancelled)
    }

    @Test func `a task that is cancelled while its statement runs stops it`() async throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2, time: .seconds(1)))
        let looks = Mutex(0)
        // The sandbox looks at the clock while the statement runs; from the third look on its task is cancelled.
        let running = Mutex<Task<ResultSet, any Error>?>(nil)
        let sandbox = try Sandbox(
            opening: folder.database(), policy: policy,
            monotonicNow: {
                let count = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                if count >= 3 { running.withLock { $0?.cancel() } }
                return .zero
            })
        let task = Task { [endless] in try sandbox.run(sandbox.approve(endless, at: noon), at: noon) }
        running.withLock { $0 = task }
        let failure = await #expect(throws: SQLFailure.self) { try await task.value }
        #expect(failure == SQLFailure(.cancelled, "the task was cancelled while the statement ran"))
        #expect(looks.withLock { $0 } >= 3)
    }

    @Test func `a value over the limit costs the statement, not the process`() throws {
        let doubled = (0..<21).reduce("'x'") { text, _ in "replace(\(text), 'x', 'xx')" }
        let failure = #expect(throws: SQLFailure.self) { try run("SELECT length(\(doubled))", ExecutionBudget()) }
        #expect(failure?.code == .executionBudget)
    }

    @Test func `an error in the rows is a failure with SQLite's words`() throws {
        let failure = #expect(throws: SQLFailure.self) {
            try run("SELECT sum(i) FROM (SELECT 9223372036854775807 AS i UNION ALL SELECT 1)", ExecutionBudget())
        }
        #expect(failure == SQLFailure(.failed, "integer overflow"))
    }
}
