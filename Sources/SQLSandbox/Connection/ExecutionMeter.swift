import CSQLite
import CSQLiteWork

/// Counts the units of work of a statement while it runs, and stops it when a budget is spent.
///
/// A unit is about what an operation of SQLite's virtual machine takes; pages, memory and long values cost more, see
/// CSQLiteWork. Looks happen from inside an operation, so that neither a statement that never returns a row nor one that
/// counts the rows of any number of pages in a single operation can go on for ever.
final class ExecutionMeter {
    /// What ended a run.
    enum Stop {
        case operations
        case time
        case cancellation
        /// The process is to end.
        case interruption
        /// It took more of the processor than any that is within its budget.
        case processorTime
    }

    /// What one run may spend.
    let budget: ExecutionBudget
    /// Why the run was stopped, if so.
    private(set) var stop: Stop?
    /// What the run spent, or has spent so far.
    private(set) var units = 0

    private let control: LaneControl?
    private let watch: RunWatch?
    private let monotonicNow: (@Sendable () -> Duration)?
    private var database: OpaquePointer?
    private var operations = 0
    /// Whether it is a run that is counted for, which can be cancelled.
    private var isRunning = false
    private var deadline: Duration?
    private var limitOfProcessor: Duration?
    private var looks = 0

    /// After how many operations SQLite reports; a budget that is smaller is kept all the same.
    private static let period = 100

    /// - Parameters:
    ///   - control: says whether a run is cancelled; without one the current task does.
    ///   - watch: says whether the process is to end, and what no run may take on any machine.
    init(
        _ budget: ExecutionBudget, control: LaneControl?, watch: RunWatch?,
        monotonicNow: (@Sendable () -> Duration)?
    ) {
        precondition(budget.time == nil || monotonicNow != nil, "a time budget needs a monotonic clock")
        self.budget = budget
        self.control = control
        self.watch = watch
        self.monotonicNow = monotonicNow
    }

    /// Makes SQLite report to this thread's account, for as long as the connection lives.
    func install(on database: OpaquePointer) {
        self.database = database
        toolrouter_sqlite_work_count_operations(database, Int32(min(Self.period, budget.operations)))
    }

    /// From here on the budget of time runs, before anything is counted.
    func startClock() {
        deadline =
            if let time = budget.time, let monotonicNow { monotonicNow() + time } else { nil }
    }

    /// Begins to count from zero for a run; the thread's account of memory must be open.
    ///
    /// - Parameters:
    ///   - blocks: what the statement works with beside its values.
    ///   - longestValue: the bytes of the longest value of its parameters, which are as good as constants.
    func begin(_ blocks: ProgramBlocks, longestValue: Int) {
        limitOfProcessor = watch.map { ThreadClock.processorTime + $0.processorTime }
        operations = budget.operations
        isRunning = true
        looks = 0
        var blocks = blocks
        blocks.longestConstant = max(blocks.longestConstant, longestValue)
        begin(counting: blocks)
    }

    /// Begins to count the sandbox's own work on a file that may be made to take for ever; neither time nor cancellation
    /// ends it, so that it does not depend on who happens to wait. The account must be open.
    func beginOwnWork(_ allowed: Int) {
        operations = allowed
        isRunning = false
        begin(counting: ProgramBlocks())
    }

    private func begin(counting blocks: ProgramBlocks) {
        guard let database else { return }
        stop = nil
        units = 0
        toolrouter_sqlite_work_begin(
            database, Int64(operations), Int64(blocks.longestConstant), blocks.filters, Int32(blocks.filters.count),
            { context, units in
                Unmanaged<ExecutionMeter>.fromOpaque(context!).takeUnretainedValue().mayContinue(after: Int(units))
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Stops counting; the sandbox's own bookkeeping is free.
    func end() {
        units = Int(toolrouter_sqlite_work_units())
        toolrouter_sqlite_work_end()
    }

    private func mayContinue(after units: Int) -> Bool {
        if units >= operations {
            stop = .operations
        } else if let watch, watch.isInterrupted {
            watch.note(.interruption)
            stop = .interruption
        } else if !isRunning {
            return true
        } else if control?.isCancelled ?? DeepStack.callerIsCancelled {
            stop = .cancellation
        } else if let deadline, let monotonicNow, monotonicNow() > deadline {
            stop = .time
        } else if overrunsProcessor() {
            watch?.note(.processorTime)
            stop = .processorTime
        }
        return stop == nil
    }

    /// Whether the run takes too much of the processor. Asking costs more than other looks do, so it is not asked each time.
    private func overrunsProcessor() -> Bool {
        looks += 1
        guard let limitOfProcessor, looks.isMultiple(of: 16) else { return false }
        return ThreadClock.processorTime > limitOfProcessor
    }
}
