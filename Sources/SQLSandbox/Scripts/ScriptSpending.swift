import CSQLite

/// What building a database from a script may take, far beyond what a script in a repository needs.
package struct ScriptBudget: Sendable {
    /// The longest script, in bytes: 256 MiB.
    package static let largestScript = 256 << 20
    /// Operations of SQLite's virtual machine, for the whole script.
    package var operations = 500_000_000
    /// Bytes of the database.
    package var bytes = 1 << 30
    /// Processor time. It ends what neither operations nor bytes count, such as a single statement that SQLite compiles for
    /// ever; whether a script comes to its end within it may depend on the machine.
    package var processorTime = Duration.seconds(120)

    /// The longest text or blob, in bytes.
    static let value: Int32 = 16_000_000
    /// The longest statement, in bytes.
    static let statement: Int32 = 16_000_000
    /// Bytes of memory for compiling a statement. The deepest expression that fits into it needs less stack than
    /// `stack` has.
    static let compiling: Int64 = 128 << 20
    /// Bytes of stack: SQLite goes through an expression by calling itself, some 400 bytes a level. What is not used takes no
    /// memory.
    static let stack = 512 << 20
    /// Bytes of memory for running a statement.
    static let running: Int64 = 256 << 20

    package init() {}
}

/// Counts what a script spends, and stops it when that is too much.
final class ScriptSpending {
    /// What was too much, if anything.
    private(set) var excess: String?

    private static let period = 1_000
    private let budget: ScriptBudget
    private let end: Duration
    private let isInterrupted: () -> Bool
    private var operations = 0

    /// Begins to count, on the thread that does the work.
    init(_ budget: ScriptBudget, isInterrupted: @escaping () -> Bool) {
        self.budget = budget
        self.isInterrupted = isInterrupted
        end = ThreadClock.processorTime + budget.processorTime
    }

    /// Makes SQLite report its operations, as long as this object lives.
    func install(on database: OpaquePointer) {
        sqlite3_progress_handler(
            database, Int32(Self.period),
            { context in
                let spending = Unmanaged<ScriptSpending>.fromOpaque(context!).takeUnretainedValue()
                spending.operations += ScriptSpending.period
                return spending.mayGoOn() ? 0 : 1
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Whether there is something left of the budget.
    func mayGoOn() -> Bool {
        if excess != nil { return false }
        if operations >= budget.operations {
            excess = "the script takes more than \(budget.operations) operations"
        } else if isInterrupted() {
            excess = "the process was told to end"
        } else if ThreadClock.processorTime > end {
            excess = "the script takes more than \(budget.processorTime) of processor time"
        }
        return excess == nil
    }

    /// What an error of SQLite means where it is one of too much.
    func explain(_ error: EngineError) -> String {
        if let excess { return excess }
        if error.primaryCode == SQLITE_FULL { return "the database would be larger than \(budget.bytes >> 20) MiB" }
        return error.shortage?.words("the statement") ?? error.message
    }

    /// Keeps the database within its size, whatever the size of its pages.
    func limit(_ database: OpaquePointer) throws(EngineError) {
        var size = 4_096
        var statement: OpaquePointer?
        sqlite3_prepare_v2(database, "PRAGMA page_size", -1, &statement, nil)
        if sqlite3_step(statement) == SQLITE_ROW { size = max(512, Int(sqlite3_column_int(statement, 0))) }
        sqlite3_finalize(statement)
        let code = sqlite3_exec(database, "PRAGMA max_page_count=\(max(1, budget.bytes / size))", nil, nil, nil)
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
    }
}
