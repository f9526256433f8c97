import ArgumentParser
import Foundation
import Glibc
import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterServer

/// `toolrouter-bench lanes`: how long a database's requests take beside one who sends costly texts, and beside a writer.
struct LanesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lanes",
        abstract:
            "Asks a pool of lanes beside a caller who sends costly texts, and beside a writer that locks everybody out.",
        discussion: """
            A request asks for the version of the data, has a new text approved and runs it, as a server's does that \
            answers SQL. Costly texts are 24 common table expressions, each of which joins the one before with itself, \
            and no two are the same. Goals: a p99 of at most 50 ms beside them; beside the writer every request is \
            answered at most 20 ms after its deadline of 300 ms.

            Then the lanes are processes of the `toolrouter` beside this program. Goals: a process adds at most 60 µs to \
            a statement; beside lanes that are killed, stopped, and lost to statements that compile, grow and run \
            without end, every other request is answered as it should be with a p99 that moves by less than 20 %, the \
            requests at hand end at most 100 ms after their deadlines, and no process is left behind.
            """)

    @Option(help: "How many requests to make one after the other, by each of two callers.")
    var requests = 2_000

    @Option(help: "How many costly texts are on their way at a time.")
    var costly = 1

    @Option(help: "How many lanes are lost beside callers who must not notice.")
    var disasters = 1_000

    @Option(help: "How many statements each kind of lane runs to compare the two.")
    var statements = 20_000

    func run() async throws {
        let database = try BenchDatabase()
        let pool = try SandboxPool(opening: database.path, policy: SandboxPolicy())
        Self.tell("a request alone", try await times(on: pool, "alone"))

        let flood = Flood(pool, senders: costly)
        Self.tell("a request beside costly texts", try await times(on: pool, "beside"))
        figure("costly texts refused meanwhile", Double(await flood.stop()), "texts")

        let answers = try await Self.answers(on: pool, besideWriterOf: database.path)
        figure("answer to a deadline of 300 ms beside a writer, median", answers[answers.count / 2], digits: 1, "ms")
        figure(
            "answer to a deadline of 300 ms beside a writer, latest of \(answers.count)", answers.last!, digits: 1, "ms"
        )
        await pool.close()

        guard let tool = LaneProcesses.beside() else {
            throw ValidationError("build toolrouter beside this program to measure lanes that are processes")
        }
        try await compare(with: LaneProcesses(tool))
        try await lose(LaneProcesses(tool, judgingTime: LaneDisasters.deadline))
    }

    /// What a process adds to a statement.
    private func compare(with processes: LaneProcesses) async throws {
        let database = try BenchDatabase()
        let overhead = LaneOverhead(
            near: try SandboxPool(opening: database.path, policy: SandboxPolicy()),
            far: try SandboxPool(opening: database.path, policy: SandboxPolicy(), processes: processes),
            count: statements)
        try await overhead.tell("a statement of one row", "SELECT count(*) FROM item")
        try await overhead.tell(
            "a statement of 1,000 rows",
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
            SELECT i, i * 0.5, 'row number ' || i FROM n
            """)
        await overhead.near.close()
        await overhead.far.close()
    }

    /// How others fare beside disasters.
    private func lose(_ processes: LaneProcesses) async throws {
        let database = try BenchDatabase()
        // Whatever the guard would count ends a statement late, so that it is the walls that hold.
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2))
        let pool = try SandboxPool(
            opening: database.path, policy: policy, settings: PoolSettings(lanes: 2), processes: processes)
        let bystanders = Bystanders(pool)
        let scene = LaneDisasters(pool: pool, scheduler: LiveScheduler())
        // The same load, from statements that stop when they are told to.
        bystanders.begin()
        _ = try await scene.happen(min(200, disasters), of: [.endless], pause: .milliseconds(20))
        let alone = await bystanders.end()
        bystanders.begin()
        let outcome = try await scene.happen(
            disasters, of: LaneDisasters.Disaster.allCases, pause: .milliseconds(20))
        let beside = await bystanders.end()
        Self.tell("a request beside long statements on lanes that are processes", alone)
        Self.tell("a request beside disasters", beside)
        for disaster in LaneDisasters.Disaster.allCases {
            figure("disasters by \(disaster)", Double(outcome.disasters[disaster] ?? 0), "requests")
        }
        figure("disasters whose request was answered with rows", Double(outcome.survived), "requests")
        figure("latest end of a disaster after its deadline", outcome.latest / .milliseconds(1), digits: 1, "ms")
        figure("other requests that failed", Double(bystanders.failures), "requests")
        let left = pool.laneStates.map(\.process)
        await pool.close()
        figure("processes left behind", Double(left.count { kill($0, 0) == 0 }), "processes")
    }

    /// How long each request took, sorted.
    private func times(on pool: SandboxPool, _ remark: String) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for caller in 0..<2 {
                group.addTask { [requests] in
                    var times: [Duration] = []
                    for number in 0..<requests {
                        let begin = ContinuousClock.now
                        let rows = try await Self.answer(
                            "SELECT count(*), '\(remark) \(caller) \(number)' FROM item", on: pool)
                        times.append(ContinuousClock.now - begin)
                        precondition(rows == 1, "the statement has one row, found \(rows)")
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
    }

    /// What a request asks of a database; how many rows it gave.
    private static func answer(_ sql: String, on pool: SandboxPool) async throws -> Int {
        _ = try await pool.dataVersion
        let now = Timestamp(microseconds: 0)
        return try await pool.run(pool.approve(sql, at: now), at: now).rows.count
    }

    /// How many milliseconds the answers to requests with a deadline of 300 ms took, sorted, while a writer locked everybody
    /// out for two seconds.
    private static func answers(on pool: SandboxPool, besideWriterOf path: String) async throws -> [Double] {
        let scheduler = LiveScheduler()
        let writer = try BenchWriter(path)
        try writer.lock()
        let lockedUntil = ContinuousClock.now + .seconds(2)
        let times = await withTaskGroup(of: [Double].self) { group in
            for caller in 0..<20 {
                group.addTask {
                    var times: [Double] = []
                    while ContinuousClock.now + .milliseconds(350) < lockedUntil {
                        let begin = scheduler.now
                        let outcome = await scheduler.run(by: begin + .milliseconds(300), late: { _ in }) {
                            _ = try? await Self.answer("SELECT \(caller)", on: pool)
                        }
                        guard case .deadlineReached = outcome else { preconditionFailure("\(outcome) beside a writer") }
                        times.append((scheduler.now - begin) / .milliseconds(1))
                    }
                    return times
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        try writer.unlock()
        let rows = try await answer("SELECT count(*) FROM item", on: pool)
        precondition(rows == 1, "the database answers again")
        return times.sorted()
    }

    private static func tell(_ name: String, _ times: [Duration]) {
        for (word, share) in [("median", 50), ("p99", 99)] {
            let time = times[min(times.count - 1, times.count * share / 100)]
            figure("\(name), \(word) of \(times.count)", time / .milliseconds(1), digits: 2, "ms")
        }
    }
}
