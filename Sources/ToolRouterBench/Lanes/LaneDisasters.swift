import Glibc
import SQLSandbox
import ToolRouter
import ToolRouterServer

/// Statements and signals that cost a lane its life, one after the other, beside callers who must not notice.
struct LaneDisasters {
    /// What happens to a lane.
    enum Disaster: CaseIterable {
        /// Its process gets a signal that kills it while it runs a statement.
        case death
        /// Its process stops in the middle of a statement and never goes on.
        case hang
        /// A statement takes as long to compile as the guard lets it.
        case compiling
        /// A statement takes all the memory it may.
        case memory
        /// A statement never ends, but stops when it is told to.
        case endless
    }

    /// What came of them.
    struct Outcome {
        var disasters: [Disaster: Int] = [:]
        /// How long after its deadline the latest caller of a disaster had its answer.
        var latest = Duration.zero
        /// Disasters whose caller got rows.
        var survived = 0
    }

    static let deadline = Duration.milliseconds(300)

    let pool: SandboxPool
    let scheduler: LiveScheduler

    /// Lets `count` disasters of those kinds happen, with a pause after each.
    func happen(_ count: Int, of kinds: [Disaster], pause: Duration) async throws -> Outcome {
        var outcome = Outcome()
        for number in 0..<count {
            let disaster = kinds[number % kinds.count]
            let begin = scheduler.now
            let result = await scheduler.run(by: begin + Self.deadline, late: { _ in }) {
                try? await happen(disaster, number)
            }
            let late = scheduler.now - begin - Self.deadline
            if case .finished(let rows?) = result, rows > 0 { outcome.survived += 1 }
            outcome.latest = max(outcome.latest, late)
            outcome.disasters[disaster, default: 0] += 1
            try await Task.sleep(for: pause)
        }
        return outcome
    }

    /// One disaster; how many rows its caller gets, which is none.
    private func happen(_ disaster: Disaster, _ number: Int) async throws -> Int {
        let sql = text(of: disaster, number)
        let now = Timestamp(microseconds: 0)
        let statement = try await pool.approve(sql, at: now)
        switch disaster {
        case .death, .hang:
            async let rows = pool.run(statement, at: now).rows.count
            try await signal(disaster == .death ? SIGSEGV : SIGSTOP, whoRuns: sql)
            return try await rows
        case .compiling, .memory, .endless:
            return try await pool.run(statement, at: now).rows.count
        }
    }

    private func signal(_ signal: Int32, whoRuns sql: String) async throws {
        while true {
            if let lane = pool.laneStates.first(where: { $0.role == .run && $0.statement == sql }) {
                kill(lane.process, signal)
                return
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func text(of disaster: Disaster, _ number: Int) -> String {
        let remark = "'\(disaster) \(number)'"
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        switch disaster {
        case .death, .hang, .endless: return "\(endless) SELECT count(*), \(remark) FROM n"
        case .memory:
            let long = (0..<12).reduce("i") { text, _ in "hex(\(text))" }
            return "\(endless) SELECT \(remark), \(long) FROM n ORDER BY hex(i)"
        case .compiling:
            // Each of some 10,000 names is looked for among all columns of all tables around it: 11 s (3.40.1).
            let columns = (0..<2_000).map { "1 a\($0)" }.joined(separator: ",")
            let tables = Array(repeating: "c", count: 63).joined(separator: ",")
            let names = Array(repeating: "_", count: 10_000).joined(separator: ",")
            let query = (0..<4).reduce("1 in(\(names))") { inner, _ in "exists(select \(inner) from \(tables))" }
            return "with c as materialized(select \(columns)),d as(select 1 _ limit 1)select \(query),\(remark) from d"
        }
    }
}
