import ToolRouterReplay

/// Which invariants find which planted bugs: a row a bug, tried with schedules until its own invariant breaks.
package struct KillMatrix: Sendable {
    /// What came of one bug.
    package struct Row: Sendable {
        /// The bug.
        package let bug: String
        /// The invariant that is to find it.
        package let invariant: String
        /// The schedules that were tried.
        package fileprivate(set) var schedules = 0
        /// How many of them broke which invariant, or failed otherwise: by the names of invariants and the texts of the
        /// other symptoms.
        package fileprivate(set) var counts: [String: Int] = [:]

        /// Whether it was found by its own invariant.
        package var isFound: Bool { counts[invariant] != nil }
        /// What else found it.
        package var others: [String] { counts.keys.filter { $0 != invariant }.sorted() }
    }

    /// The bugs that were tried, in the order of `PlantedBugs.all`.
    package private(set) var rows: [Row] = []
    /// Whether it was interrupted: then bugs are missing.
    package private(set) var isInterrupted = false

    /// The schedules that each bug is tried with at most: 500.
    package static let usualSchedules = 500

    package init() {}

    /// Tries every bug with the first `schedules` schedules of a run at most.
    ///
    /// - Parameter progress: gets the number of bugs that were tried.
    package mutating func fill(by pool: WorkerPool, schedules: Int, progress: (Int) -> Void) throws {
        for bug in PlantedBugs.all {
            var row = Row(bug: bug.name, invariant: bug.invariant)
            let end = try pool.run(0..<schedules, planted: bug.name) { _, result in
                row.add(result)
                return !row.isFound
            }
            guard case .complete = end else {
                isInterrupted = true
                return
            }
            rows.append(row)
            progress(rows.count)
        }
    }

    /// The bugs that their own invariants did not find.
    package var missed: [String] { rows.filter { !$0.isFound }.map(\.bug) }

    /// 0 where every bug was found, 2 where one was not: an invariant that can't fail is a defect.
    package var exitCode: Int32 {
        if isInterrupted { return Verdict.interruptedExitCode }
        return (missed.isEmpty ? Verdict.pass : .broken).exitCode
    }

    /// The columns: all invariants, and behind them what else showed.
    package var columns: [String] {
        let invariants = PlantedBugs.invariants
        let others = Set(rows.flatMap { $0.counts.keys }).subtracting(invariants)
        return invariants + others.sorted()
    }
}

extension KillMatrix.Row {
    fileprivate mutating func add(_ result: ScheduleResult) {
        schedules += 1
        let names = result.failures.map { failure in
            if case .invariant(let name, _, _) = failure.symptom { name } else { failure.symptom.text }
        }
        for name in Set(names) { counts[name, default: 0] += 1 }
    }
}
