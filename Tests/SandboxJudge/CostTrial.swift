import Glibc
import SQLSandbox
import ToolRouter

/// A database that is costly to ask, and what judging and running a statement on it cost.
package struct CostTrial {
    /// What one statement cost, in the processor time of the thread.
    package struct Cost {
        /// Judging it, which compiles it twice.
        package var judging = Duration.zero
        /// Running it; zero when it was refused.
        package var running = Duration.zero
        /// Whether it was approved.
        package var isApproved = false
    }

    /// The most that judging may cost: a text that is approved, or refused.
    package static let mostJudging = Duration.milliseconds(200)
    /// The most that a run may cost with the default budgets.
    package static let mostRunning = Duration.seconds(3)

    /// A table with an index on each column, one whose columns are many, one whose values are long, and a view of all.
    package static let script = """
        CREATE TABLE t(a INTEGER PRIMARY KEY, \((0..<9).map { "a\($0) TEXT" }.joined(separator: ", ")));
        \((0..<9).map { "CREATE INDEX i\($0) ON t(a\($0), a\(($0 + 1) % 9));" }.joined(separator: "\n"))
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO t SELECT i, i % 7, i % 3, i, 'x' || i, i, i, i, i, 'name ' || i FROM n;
        CREATE TABLE w(\((0..<100).map { "c\($0)" }.joined(separator: ", ")));
        INSERT INTO w(c0, c99) VALUES (1, 2), (3, 4);
        CREATE TABLE long(id INTEGER PRIMARY KEY, body TEXT COLLATE NOCASE, json TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
        INSERT INTO long SELECT i, replace(printf('%.*c', 9000, 'a'), 'a', 'abcdefghi ') || i,
            '[' || replace(printf('%.*c', 9000, '1'), '1', '[1,{"a":2}],') || i || ']' FROM n;
        CREATE VIEW v AS SELECT t.a, t.a0, long.body FROM t JOIN long ON t.a = long.id;
        """

    private let path: String

    /// Builds the database at a path at which nothing lies.
    package init(at path: String) throws {
        try DatabaseScript.build(Self.script, at: path)
        self.path = path
    }

    /// What `sql` costs on a connection of its own.
    package func cost(of sql: String) throws -> Cost {
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        return DeepStack.run { Self.cost(of: sql, on: sandbox) }
    }

    private static func cost(of sql: String, on sandbox: Sandbox) -> Cost {
        let now = Timestamp(nanoseconds: 1_795_176_000_000_000_000)
        var cost = Cost()
        let begin = processorTime
        let statement = try? sandbox.approve(sql, at: now)
        cost.judging = processorTime - begin
        guard let statement else { return cost }
        cost.isApproved = true
        let start = processorTime
        _ = try? sandbox.execute(statement, with: TrialValues.values(of: statement), at: now)
        cost.running = processorTime - start
        return cost
    }

    /// The processor time that the calling thread has used.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
