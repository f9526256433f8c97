import Glibc
import Synchronization
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct SandboxPoolTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    @Test func `what is approved once runs on every lane`() async throws {
        let pool = try SandboxPool(path, lanes: 4)
        let approved = try await pool.approve("SELECT name FROM customer ORDER BY id", at: noon)
        let results = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<200 { group.addTask { await pool.start(approved).value } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results {
            #expect(try result.get().rows == [[.text("Ada")], [.text("Grace")], [.text("Barbara")]])
        }
    }

    @Test func `a run sees the moment it is run at`() async throws {
        let pool = try SandboxPool(path, lanes: 2)
        let approved = try await pool.approve("SELECT CAST(strftime('%s', 'now') AS INTEGER)", at: noon)
        for seconds in 0..<20 {
            let moment = noon + .seconds(seconds)
            #expect(try await pool.run(approved, at: moment).rows == [[.integer(1_795_176_000 + Int64(seconds))]])
        }
    }

    @Test func `judging needs no lane`() async throws {
        let pool = try SandboxPool(path)
        let occupant = pool.start(try await pool.approve(endless, at: noon))
        #expect(try await pool.approve("SELECT name FROM customer", at: noon).tables == ["customer"])
        await #expect(throws: SQLRefusal.self) { try await pool.approve("DROP TABLE customer", at: noon) }
        #expect(try await pool.dataVersion == pool.dataVersion)
        occupant.cancel()
        #expect(await occupant.value.failure == .cancelled)
    }

    /// Two lanes run at once when neither can end before the other has begun.
    @Test func `every lane has a thread and a connection of its own`() async throws {
        let begun = Mutex<Set<pthread_t>>([])
        let pool = try SandboxPool(
            opening: path, policy: SandboxPolicy(budget: ExecutionBudget(operations: .max / 2, time: .seconds(3_600))),
            settings: PoolSettings(lanes: 3),
            monotonicNow: {
                begun.withLock { _ = $0.insert(pthread_self()) }
                return .zero
            })
        let approved = try await pool.approve(endless, at: noon)
        // Judging asks for the time too.
        let judges = begun.withLock(\.count)
        let runs = (0..<3).map { _ in pool.start(approved) }
        try await waits { begun.withLock(\.count) == judges + 3 }
        for run in runs { run.cancel() }
        for run in runs { #expect(await run.value.failure == .cancelled) }
    }

    @Test func `runs are taken in the order they came, without those who left`() throws {
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let queue = LaneQueue<PendingRun>(lanes: 1, capacity: 20)
        let runs = try (0..<20).map { PendingRun(try sandbox.approve("SELECT \($0)", at: noon), with: [:], at: noon) }
        for run in runs { queue.join(run) }
        for number in [0, 7, 19] { queue.cancel(runs[number]) }
        let taken = (0..<17).compactMap { _ in queue.take()?.statement.sql }
        #expect(taken == (0..<20).filter { ![0, 7, 19].contains($0) }.map { "SELECT \($0)" })
        #expect(queue.waiting == 0)
    }

    @Test func `more runs than may wait are busy`() async throws {
        let pool = try SandboxPool(path, waiting: 2)
        let approved = try await pool.approve(endless, at: noon)
        var runs = [pool.start(approved)]
        try await waits { pool.runningRuns == 1 }
        for number in 1...2 {
            runs.append(pool.start(approved))
            try await waits { pool.waitingRuns == number }
        }
        let refused = await pool.start(approved).value
        #expect(refused.failure == .busy)
        for run in runs { run.cancel() }
        for run in runs { #expect(await run.value.failure == .cancelled) }
        #expect(try await pool.number("SELECT 7") == 7)
    }

    @Test func `statements beyond what a lane keeps compiled are compiled again`() async throws {
        let pool = try SandboxPool(path)
        var approved: [ApprovedStatement] = []
        for number in 0..<500 { approved.append(try await pool.approve("SELECT \(number)", at: noon)) }
        for _ in 0..<2 {
            for (number, statement) in approved.enumerated() {
                #expect(try await pool.run(statement, at: noon).rows == [[.integer(Int64(number))]])
            }
        }
    }

    @Test func `a budget of operations holds on a lane`() async throws {
        let pool = try SandboxPool(path, SandboxPolicy(budget: ExecutionBudget(operations: 50_000)))
        #expect(try await pool.failure(endless) == .executionBudget)
        #expect(try await pool.number("SELECT count(*) FROM customer") == 3)
    }

    @Test func `a pool that nobody holds any more ends its threads and closes its files`() async throws {
        let path = path
        let open = { openFiles(at: path) }
        var pool: SandboxPool? = try SandboxPool(path, lanes: 3)
        let approved = try await pool?.approve(endless, at: noon)
        let runs = try (0..<3).map { _ in try #require(pool).start(#require(approved)) }
        try await waits { open() == 3 + (BuiltLanes.everywhere?.judges ?? SandboxPool.judges) + 1 }
        for run in runs { run.cancel() }
        for run in runs { _ = await run.value }
        weak let gone = pool
        pool = nil
        #expect(gone == nil)
        try await waits { open() == 0 }
    }

    @Test func `a statement of another database's guard never runs`() async {
        await #expect(processExitsWith: .failure) {
            let folder = try TemporaryFolder()
            let pools = try ["one", "two"].map { try SandboxPool(folder.database(named: $0)) }
            _ = try await pools[0].run(pools[1].approve("SELECT 1", at: noon), at: noon)
        }
    }

    @Test(arguments: [(0, 1, 0), (65, 1, 0), (1, 0, 0), (1, 1, -1), (1, 1, 61)])
    func `a size out of its bounds traps`(lanes: Int, waiting: Int, seconds: Int) async {
        await #expect(processExitsWith: .failure) { [lanes, waiting, seconds] in
            _ = PoolSettings(lanes: lanes, waiting: waiting, busyTimeout: .seconds(seconds))
        }
    }
}
