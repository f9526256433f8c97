import Foundation
package import SQLSandbox
import ToolRouter

/// Two databases that differ only in what a policy denies, each in its sandbox.
///
/// A statement that gives the same on both has told nothing that it must not, however it was written and whatever the
/// guard believes it reads. What it did besides is looked at without the guard: the files, the rows and bytes that came
/// out, the operations it takes and what its program reads.
package final class Twins {
    /// What running one text came to.
    package enum Outcome {
        case refused(SQLRefusal)
        /// Approved, and failed or stopped while it ran.
        case failed
        /// Ran, and told nothing of what is denied.
        case harmless
        /// What makes it an accepted attack.
        case accepted(String)
    }

    /// Something only the denied values hold, in small letters; whoever tells it has read them.
    private let marks: [String]
    private let folder: String
    private let policy: SandboxPolicy
    private let hidden: Set<String>
    private let sandboxes: [Sandbox]
    private let plain: PlainConnection
    private let trees: ProgramReading.Trees
    private let state: FolderState

    /// The most processor time that judging or running one text may take.
    private static let longest = Duration.seconds(4)

    /// - Parameters:
    ///   - folder: an empty folder, for the two databases.
    ///   - hidden: columns, as `table.column` in small letters, that are computed from denied ones.
    ///   - marks: texts, in small letters, that every denied value of the first database holds and nothing else.
    ///   - layers: the layers of the guard that are there.
    ///   - planted: what the sandboxes take for the policy, to see that the judge is not their opinion.
    ///   - build: makes the first database at the path, or the second.
    package init(
        _ policy: SandboxPolicy, in folder: String, hidden: Set<String> = [], marks: [String] = [],
        layers: GuardLayers = .all, planted: SandboxPolicy? = nil,
        build: (_ path: String, _ isSecond: Bool) throws -> Void
    ) throws {
        let paths = ["one.sqlite", "other.sqlite"].map { "\(folder)/\($0)" }
        for (path, isSecond) in zip(paths, [false, true]) where !FileManager.default.fileExists(atPath: path) {
            try build(path, isSecond)
        }
        self.folder = folder
        self.policy = policy
        self.hidden = hidden
        self.marks = marks
        sandboxes = try paths.map { try Sandbox(opening: $0, policy: planted ?? policy, layers: layers) }
        let deniesColumns = !policy.deniedColumns.isEmpty
        plain = PlainConnection(
            opening: deniesColumns ? try Self.copyWithoutStatistics(of: paths[0], in: folder) : paths[0],
            doubleQuotedStrings: policy.doubleQuotedStrings, readsTables: deniesColumns)
        trees = ProgramReading.Trees(of: plain)
        state = FolderState(of: folder)
    }

    /// A copy of a database for whoever must not read what `ANALYZE` has written.
    private static func copyWithoutStatistics(of path: String, in folder: String) throws -> String {
        let copy = "\(folder)/plain.sqlite"
        if FileManager.default.fileExists(atPath: copy) { return copy }
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        PlainConnection.forgetStatistics(of: copy)
        return copy
    }

    /// What the first sandbox says to `sql`.
    package func verdict(on sql: String) -> Result<ApprovedStatement, SQLRefusal> {
        Self.verdict(sandboxes[0], sql)
    }

    /// Everything the first sandbox says to `sql` and gives for it, as text.
    func everything(about sql: String) -> String {
        switch verdict(on: sql) {
        case .failure(let refusal): refusal.text
        case .success(let approved): approved.text + "\(Self.end(sandboxes[0], approved))"
        }
    }

    /// What the program of `sql` reads; nil when SQLite does not compile it.
    func reading(of sql: String) -> ProgramReading? {
        ProgramReading(of: sql, trees, on: plain)
    }

    /// Gives `sql` to both and looks at everything it did.
    package func attack(_ sql: String) -> Outcome {
        let process = ProcessState()
        let outcome = compare(sql)
        if ProcessState() != process {
            process.restore()
            return .accepted("it changes the memory that the process may take")
        }
        if let change = state.change(to: FolderState(of: folder)) { return .accepted("it writes: \(change)") }
        return outcome
    }

    private func compare(_ sql: String) -> Outcome {
        let start = Self.processorTime()
        let verdicts = sandboxes.map { Self.verdict($0, sql) }
        if Self.processorTime() - start > Self.longest { return .accepted("judging it takes too long") }
        switch (verdicts[0], verdicts[1]) {
        case (.failure(let one), .failure(let other)):
            guard one.text == other.text else { return .accepted("\(one.text) here, \(other.text) there") }
            return tells(one.text, sql).map { .accepted($0) } ?? .refused(one)
        case (.success(let one), .success(let other)):
            guard one.text == other.text else { return .accepted("\(one.text) here, \(other.text) there") }
            guard let reading = reading(of: sql) else { return .accepted("SQLite itself does not compile it") }
            if let violation = reading.violation(of: policy, hidden: hidden) { return .accepted(violation) }
            if let missing = reading.missing(in: one) { return .accepted("its read-set leaves \(missing) out") }
            return run(one, other)
        default: return .accepted("it tells the databases apart by being refused on one of them")
        }
    }

    private func run(_ one: ApprovedStatement, _ other: ApprovedStatement) -> Outcome {
        let sql = one.sql
        let start = Self.processorTime()
        let ends = zip(sandboxes, [one, other]).map { Self.end($0, $1) }
        if Self.processorTime() - start > Self.longest { return .accepted("running it takes too long") }
        switch (ends[0], ends[1]) {
        case (.failure(let one), .failure(let other)):
            guard one == other else { return .accepted("\(one) here, \(other) there") }
            return (haste(of: one, of: sql) ?? tells(one.detail, sql)).map { .accepted($0) } ?? .failed
        case (.success(let result), .success(let second)):
            guard result == second else {
                return .accepted("it tells the databases apart: \(result.rows.prefix(3)), \(second.rows.prefix(3))")
            }
            return (excess(of: result, by: one) ?? tells(result.text, sql)).map { .accepted($0) } ?? .harmless
        default: return .accepted("it tells the databases apart by failing on one of them")
        }
    }

    /// That a run was stopped before its operations were spent; nil when it was not.
    private func haste(of failure: SQLFailure, of sql: String) -> String? {
        guard failure.code == .executionBudget, failure.detail.hasPrefix("stopped after") else { return nil }
        let budget = policy.budget
        let run = plain.run(sql, rows: budget.rows + 1, operations: budget.operations * 3)
        return run.isComplete && run.operations < budget.operations / 4 ? "stopped, with \(run.operations) to do" : nil
    }

    /// How a result is more than the budget, or not what SQLite gives; nil when it is as it should be.
    private func excess(of result: ResultSet, by statement: ApprovedStatement) -> String? {
        let budget = policy.budget
        if result.rows.count > budget.rows { return "it gives \(result.rows.count) rows" }
        if result.size > budget.bytes { return "it gives \(result.size) bytes" }
        // What it gives depends on the present, which is another one here.
        if statement.readsClock { return nil }
        let run = plain.run(statement.sql, rows: result.rows.count + 1, operations: budget.operations * 3)
        // A run counts itself in steps of at most 1,000, and the first row beyond a budget is stepped to.
        if !result.isTruncated, run.operations >= budget.operations + min(1_000, budget.operations) {
            return "it takes \(run.operations) operations"
        }
        if result.isTruncated {
            // Only a row more than the budget has may be left out.
            let next = run.rows.dropFirst(result.rows.count).first?.size
            let isSpent = result.rows.count == budget.rows || result.size + (next ?? 0) > budget.bytes
            if next == nil || !isSpent { return "it is cut short after \(result.rows.count) rows" }
        } else if !run.isComplete {
            return "it is not cut short after \(result.rows.count) rows"
        }
        return result.rows.elementsEqual(run.rows.prefix(result.rows.count)) ? nil : "SQLite gives \(run.rows)"
    }

    private func tells(_ text: String, _ sql: String) -> String? {
        if marks.isEmpty { return nil }
        let (text, sql) = (text.lowercased(), sql.lowercased())
        return marks.first { text.contains($0) && !sql.contains($0) }.map { "it tells \($0)" }
    }

    private static func verdict(_ sandbox: Sandbox, _ sql: String) -> Result<ApprovedStatement, SQLRefusal> {
        do throws(SQLRefusal) {
            return .success(try sandbox.approve(sql, at: noonOfTwins))
        } catch {
            return .failure(error)
        }
    }

    /// How running a statement ends.
    private static func end(_ sandbox: Sandbox, _ statement: ApprovedStatement) -> Result<ResultSet, SQLFailure> {
        do throws(SQLFailure) {
            return .success(
                try sandbox.execute(statement, with: TrialValues.values(of: statement), at: noonOfTwins).rows)
        } catch {
            return .failure(error)
        }
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// 2026-11-20T12:00:00Z, the present of every twin.
private let noonOfTwins = Timestamp(nanoseconds: 1_795_176_000_000_000_000)

extension SQLRefusal {
    /// Everything a refusal says.
    fileprivate var text: String { "\(code.rawValue) \(subject ?? "-"): \(detail) (\(hint ?? "-"))" }
}

extension ApprovedStatement {
    /// Everything an approval says.
    fileprivate var text: String {
        "\(columns) \(parameters) \(tables) \(readColumns) \(functions) \(readsClock) \(program?.text ?? "-")"
    }
}

extension [Value] {
    /// The bytes of a row, as a budget counts them: texts and blobs by length, and 32 for each value and the row.
    fileprivate var size: Int {
        reduce(32) { size, value in
            switch value {
            case .null, .integer, .real: size + 32
            case .text(let text): size + 32 + text.utf8.count
            case .malformedText(let text): size + 32 + text.bytes.count
            case .blob(let bytes): size + 32 + bytes.count
            }
        }
    }
}

extension ResultSet {
    /// Its bytes, as a budget counts them: the names of its columns by length, and 32 for each, and its rows.
    fileprivate var size: Int { columns.reduce(0) { $0 + 32 + $1.utf8.count } + rows.reduce(0) { $0 + $1.size } }

    /// Every value and name, for a search.
    fileprivate var text: String {
        var text = columns.joined(separator: "\n")
        for value in rows.joined() {
            switch value {
            case .null: break
            case .integer(let number): text += "\n\(number)"
            case .real(let number): text += "\n\(number)"
            case .text(let value): text += "\n" + value
            case .malformedText(let value): text += "\n" + value.shown
            case .blob(let bytes): text += "\n" + String(decoding: bytes, as: UTF8.self)
            }
        }
        return text
    }
}
