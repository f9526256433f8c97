import CSQLite

/// Counts the operations of SQLite's virtual machine while a statement runs, and stops it when a budget is spent.
///
/// SQLite calls it from inside a step, so that not even a statement that never returns a row can go on for ever. It
/// is not called during one long function; the limit on the length of values and `SteadyFunctions` keep those short.
final class ExecutionMeter {
    /// What ended a run.
    enum Stop {
        case operations
        case time
        case cancellation
    }

    /// What one run may spend.
    let budget: ExecutionBudget
    /// Why the run was stopped, if so.
    private(set) var stop: Stop?

    private let control: LaneControl?
    private let monotonicNow: (@Sendable () -> Duration)?
    private let period: Int
    private var operations = 0
    /// How many operations what runs may take.
    private var allowed: Int
    private var deadline: Duration?
    private var isRunning = false
    private var isOwnWork = false

    /// - Parameter control: says whether a run is cancelled; without one the current task does.
    init(_ budget: ExecutionBudget, control: LaneControl?, monotonicNow: (@Sendable () -> Duration)?) {
        precondition(budget.time == nil || monotonicNow != nil, "a time budget needs a monotonic clock")
        self.budget = budget
        self.control = control
        self.monotonicNow = monotonicNow
        period = min(1_000, budget.operations)
        allowed = budget.operations
    }

    /// Makes SQLite report to this meter, which must live as long as the connection.
    func install(on database: OpaquePointer) {
        sqlite3_progress_handler(
            database, Int32(period),
            { context in
                Unmanaged<ExecutionMeter>.fromOpaque(context!).takeUnretainedValue().mayContinue() ? 0 : 1
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Begins to count the sandbox's own work on a file that may be made to take for ever; neither time nor cancellation
    /// ends it, so that it does not depend on who happens to wait.
    func begin(operations allowed: Int) {
        isRunning = true
        isOwnWork = true
        stop = nil
        operations = 0
        self.allowed = allowed
        deadline = nil
    }

    /// Begins to count from zero.
    func begin() {
        isRunning = true
        isOwnWork = false
        stop = nil
        operations = 0
        allowed = budget.operations
        deadline =
            if let time = budget.time, let monotonicNow { monotonicNow() + time } else { nil }
    }

    /// Stops counting; the sandbox's own bookkeeping is free.
    func end() {
        isRunning = false
    }

    private func mayContinue() -> Bool {
        guard isRunning else { return true }
        operations += period
        if operations >= allowed {
            stop = .operations
        } else if isOwnWork {
            return true
        } else if control?.isCancelled ?? DeepStack.callerIsCancelled {
            stop = .cancellation
        } else if let deadline, let monotonicNow, monotonicNow() > deadline {
            stop = .time
        }
        return stop == nil
    }
}
