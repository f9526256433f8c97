import SQLSandbox
import ToolRouter
import ToolRouterFormats

/// What the right answers of an evaluation take, so that no budget cuts them short: a result of which a part is missing
/// can't be compared. Serving goes by smaller budgets than judging does.
struct EvaluationBudget {
    /// The most that a scenario can allow, but for bytes: all of a result is held in memory.
    private static let most = ExecutionBudget(rows: 1_000_000, bytes: 256_000_000, operations: 1_000_000_000)

    /// The usual budget, or more where a right answer takes more.
    private(set) var budget = ExecutionBudget()
    /// The right answers that even the largest budget does not hold.
    private(set) var unknown = 0

    /// Runs each of `statements`, and what the comparison of Spider makes of it, on the database at `path`. One that can't be
    /// opened is left to whoever replays the scenario.
    ///
    /// - Parameter copy: where the database is copied to when reading it would leave files beside it.
    mutating func measure(_ statements: [String], on path: String, copy: String) throws(FileError) {
        let opened: Result<Sandbox, SandboxError>
        do {
            opened = try ScenarioDatabases.open(
                path, buildingAt: copy, SandboxPolicy(doubleQuotedStrings: true, budget: Self.most),
                remembersRows: false, watch: RunWatch { false })
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(path: path, problem: "\(error)", remedy: "check the database")
        }
        guard case .success(let sandbox) = opened else { return }
        for sql in statements {
            for text in Set([sql, DistinctRemoval.removing(from: sql)]).sorted() { measure(text, on: sandbox) }
        }
    }

    /// What is refused or fails is no matter of budgets; a replay says so.
    private mutating func measure(_ sql: String, on sandbox: Sandbox) {
        // No right answer depends on the present.
        let now = Timestamp(nanoseconds: 0)
        guard let statement = try? sandbox.approve(sql, at: now), statement.parameters.isEmpty else { return }
        do throws(SQLFailure) {
            let result = try sandbox.execute(statement, at: now)
            if result.rows.isTruncated { unknown += 1 }
            budget.rows = max(budget.rows, Self.rounded(result.rows.rows.count))
            budget.bytes = max(budget.bytes, Self.rounded(result.rows.bytes))
            budget.operations = max(budget.operations, Self.rounded(result.units))
        } catch {
            if error.code == .executionBudget { unknown += 1 }
        }
    }

    /// The next of 1, 2, 5, 10, 20 …: what is as right in other words may take a little more.
    private static func rounded(_ need: Int) -> Int {
        var power = 1
        while true {
            for step in [1, 2, 5] where step * power >= need { return step * power }
            power *= 10
        }
    }
}

extension ExecutionBudget {
    /// The keys of `sql.budget` whose values are not the usual ones, in their order.
    var raised: [(key: String, value: Int)] {
        let usual = ExecutionBudget()
        return [
            ("rows", rows, usual.rows), ("bytes", bytes, usual.bytes), ("operations", operations, usual.operations),
        ].filter { $0.1 > $0.2 }.map { ($0.0, $0.1) }
    }
}
