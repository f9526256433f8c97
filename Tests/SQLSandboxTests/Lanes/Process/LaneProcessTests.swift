import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct LaneProcessTests {
    private static let count = "SELECT count(*) FROM customer"

    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    /// A pool of lanes that are processes; a lane that does not stop has a second.
    private func pool(lanes: Int = 1, judges: Int = 1, judgingTime: Duration = .seconds(600)) throws -> SandboxPool {
        try SandboxPool(
            path, lanes: lanes,
            processes: LaneProcesses(
                BuiltLanes.path, judges: judges, judgingTime: judgingTime, grace: .seconds(1)))
    }

    /// Stops a process, and waits until all of its threads stand still.
    private func stop(_ process: pid_t) async throws {
        kill(process, SIGSTOP)
        try await waits {
            let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
            return tasks.allSatisfy { task in
                let status = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/stat", encoding: .utf8)) ?? ""
                return status.split(separator: ")").last?.hasPrefix(" T") ?? true
            }
        }
    }

    /// Kills processes, and waits until they are dead: those named, since others may take their places at once.
    private func end(_ processes: [pid_t]) async throws {
        for process in processes { kill(process, SIGKILL) }
        try await waits { processes.allSatisfy { Self.isDead($0) } }
    }

    /// The statements answer alike wherever they run, refusals included.
    @Test(arguments: [
        "SELECT * FROM customer ORDER BY id", "SELECT count(*) AS 'a b' FROM customer WHERE name LIKE 'A%'",
        "SELECT 1, 1.5, 'x', x'00ff', NULL, 9e999, CAST(x'ff41' AS TEXT)", "SELECT 1 WHERE 0", "SELECT date('now')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, hex(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT printf('%.*c', 900000, 'x') FROM n",
        "SELECT abs(-9223372036854775808)", "SELECT * FROM nothing", "DELETE FROM customer", "", "SELECT 1; SELECT 2",
        "SELECT load_extension('x')", "SELEC", endless,
    ])
    func `a statement gives the same in a process as without`(_ sql: String) async throws {
        let policy = SandboxPolicy(
            functions: SandboxPolicy.deterministicFunctions.union(["printf"]),
            budget: ExecutionBudget(operations: 200_000))
        let near = try SandboxPool(path, policy, processes: nil)
        let far = try SandboxPool(path, policy, processes: LaneProcesses(BuiltLanes.path, judges: 1))
        for pool in [near, far] { #expect(try await pool.dataVersion == near.dataVersion) }
        var answers: [String] = []
        for pool in [near, far] {
            do {
                let statement = try await pool.approve(sql, at: noon)
                let result = try await pool.execute(statement, at: noon)
                answers.append("\(StatementFacts(statement)) \(result)")
            } catch {
                answers.append("\(error)")
            }
        }
        #expect(answers[0] == answers[1])
    }

    @Test(arguments: [SIGSEGV, SIGKILL, SIGABRT])
    func `a lane that dies fails its own request, and its statement is refused for a while`(_ signal: Int32)
        async throws
    {
        let pool = try pool()
        let approved = try await pool.approve(endless, at: noon)
        let run = pool.start(approved)
        kill(try await runner(of: pool), signal)
        #expect(await run.value.failure == .databaseUnavailable)
        #expect(try await pool.number(Self.count) == 3)
        let refusal = await #expect(throws: SQLRefusal.self) { try await pool.approve(endless, at: noon) }
        #expect(refusal?.code == .tooComplex)
        #expect(
            await pool.start(approved).value.failure == .databaseUnavailable, "nor does an approval from before help")
        #expect(pool.processes.count == 4)
    }

    @Test func `a lane that does not stop is killed, and the next one answers`() async throws {
        let pool = try pool()
        let run = pool.start(try await pool.approve(endless, at: noon))
        try await stop(try await runner(of: pool))
        run.cancel()
        #expect(await run.value.failure == .cancelled)
        #expect(try await pool.number(Self.count) == 3)
        #expect(pool.processes.count == 4)
        // It was kept from stopping: that is not the statement's doing.
        _ = try await pool.approve(endless, at: noon)
    }

    @Test func `a text whose judge dies is too complex, and refused for a while`() async throws {
        let pool = try pool()
        let judge = try #require(pool.processes(.judge).first)
        try await stop(judge)
        let text = "SELECT 'complex'"
        let verdict = Task { try await pool.approve(text, at: noon) }
        try await waits { pool.laneStates.contains { $0.statement == text } }
        kill(judge, SIGKILL)
        let refusal = await #expect(throws: SQLRefusal.self) { try await verdict.value }
        #expect(refusal?.code == .tooComplex)
        // Another is judged at once.
        #expect(try await pool.number(Self.count) == 3)
        let again = await #expect(throws: SQLRefusal.self) { try await pool.approve(text, at: noon) }
        #expect(again?.code == .tooComplex)
        await pool.close()
    }

    @Test func `a judge that takes for ever is killed`() async throws {
        let pool = try pool(judgingTime: .seconds(1))
        try await stop(try #require(pool.processes(.judge).first))
        let text = "SELECT 'complex'"
        let refusal = await #expect(throws: SQLRefusal.self) { try await pool.approve(text, at: noon) }
        #expect(refusal?.code == .tooComplex)
        await pool.close()
    }

    @Test func `whoever kills idle lanes disturbs nobody`() async throws {
        let pool = try pool(lanes: 2)
        #expect(try await pool.number(Self.count) == 3)
        for round in 0..<5 {
            try await end(pool.processes)
            _ = try await pool.dataVersion
            #expect(try await pool.number(Self.count + " WHERE id > -\(round)") == 3)
        }
        await pool.close()
    }

    @Test func `a look at the data survives the lane that looks`() async throws {
        let pool = try pool()
        let looker = try #require(pool.processes(.look).first)
        try await stop(looker)
        let version = Task { try await pool.dataVersion }
        try await Task.sleep(for: .milliseconds(50))
        kill(looker, SIGSEGV)
        kill(looker, SIGCONT)
        _ = try await version.value
        await pool.close()
    }

    /// A process that closes a file drops all its locks on that, so the parent of lanes must not open it.
    @Test func `a lane waits for a writer in its parent's own process, and leaves it its lock`() async throws {
        let writer = try Writer(path)
        let pool = try SandboxPool(
            path, lanes: 1, busyTimeout: .milliseconds(60), processes: LaneProcesses(BuiltLanes.path, judges: 1))
        let approved = try await pool.approve(Self.count, at: noon)
        try writer.execute("BEGIN EXCLUSIVE")
        for _ in 0..<2 { #expect(await pool.start(approved).value.failure == .busy) }
        // A new lane has to open it first.
        try await end(pool.processes(.run))
        #expect(await pool.start(approved).value.failure == .busy)
        try writer.execute("INSERT INTO customer VALUES (9, 'x', 'y'); COMMIT")
        #expect(try await pool.number(Self.count) == 4)
        await pool.close()
    }

    @Test func `a lane gets the write-ahead log and its index made, and sees what is written`() async throws {
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=WAL; INSERT INTO customer VALUES (9, 'x', 'y')")
        let pool = try pool()
        #expect(try await pool.number(Self.count) == 4)
        let before = try await pool.dataVersion
        try writer.execute("DELETE FROM customer WHERE id = 9")
        #expect(try await pool.dataVersion != before)
        #expect(try await pool.number(Self.count) == 3)
        await pool.close()
    }

    @Test func `lanes outlast the keeper of their files`() async throws {
        let pool = try pool()
        #expect(try await pool.number(Self.count) == 3)
        for keeper in pool.processes(.keep) { kill(keeper, SIGKILL) }
        #expect(try await pool.number(Self.count + " WHERE id > 0") == 3, "they have what they need")
        // A new file has to be opened.
        try DatabaseScript.build(shopScript, at: folder.file("next"))
        #expect(rename(folder.file("next"), path) == 0)
        _ = try await pool.dataVersion
        let text = Self.count + " WHERE id > 1"
        var rows: [[Value]]?
        for _ in 0..<3 where rows == nil { rows = try? await pool.rows(text) }
        #expect(rows == [[.integer(2)]])
        await pool.close()
    }

    @Test func `a pool that closes leaves no process behind`() async throws {
        let pool = try pool(lanes: 3, judges: 2)
        let approved = try await pool.approve(endless, at: noon)
        let runs = (0..<3).map { _ in pool.start(approved) }
        try await waits { pool.runningRuns == 3 }
        let processes = pool.processes
        #expect(processes.count == 7)
        await pool.close()
        for run in runs { #expect(await run.value.failure == .cancelled) }
        for process in processes { #expect(kill(process, 0) != 0, "process \(process) is there") }
    }

    @Test func `a program that is no lane makes the database unreadable`() throws {
        for program in ["/bin/true", "/nowhere/toolrouter"] {
            let error = #expect(throws: SandboxError.self) {
                try SandboxPool(path, processes: LaneProcesses(program))
            }
            #expect(error?.reason == .unreadable)
        }
    }

    @Test func `what can't be opened is told as it is without processes`() throws {
        try Data("no database, but long enough to look like one".utf8).write(to: URL(filePath: folder.file("none")))
        for name in ["none", "missing"] {
            let errors = [nil, LaneProcesses(BuiltLanes.path)].map { processes in
                #expect(throws: SandboxError.self) { try SandboxPool(folder.file(name), processes: processes) }
            }
            #expect(errors[0] == errors[1])
        }
    }

    /// The process of the only lane that runs, as soon as it is at work.
    private func runner(of pool: SandboxPool) async throws -> pid_t {
        try await waits { pool.runningRuns == 1 && pool.processes.count == 4 }
        try await Task.sleep(for: .milliseconds(100))
        return try #require(pool.processes(.run).first)
    }

    /// Whether a process of ours is dead, though nobody has asked what it died of.
    private static func isDead(_ process: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        // Its sockets are open as long as any thread of it is there.
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count) ?? 0
        return threads <= 1 && stat.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
}
