package import ToolRouter

/// A statement that a sandbox has judged and that the same sandbox, or the pool it judges for, may run as often as one
/// likes.
///
/// Only `Sandbox.approve` makes one, so whoever holds one knows that the guard has said yes. Each connection compiles and
/// judges it for itself before it runs it first, and again when the schema has changed.
package final class ApprovedStatement: Sendable {
    /// The text as it was given.
    package let sql: String
    /// The names of the columns, in order.
    package let columns: [String]
    /// The names of its parameters, without the colon, sorted: each run gives every one of them a value.
    package let parameters: [String]
    /// The tables and views the statement reads, as the schema writes them, sorted.
    package let tables: [String]
    /// The columns it reads in any position, as `table.column`, sorted: what the authorizer was told, and what the
    /// program reads beyond that, such as the keys of `USING` and `NATURAL` joins and the numbers of rows.
    package let readColumns: [String]
    /// The functions the statement calls, lower-case, sorted.
    package let functions: [String]
    /// How much of the present its result can depend on, at most; a run tells how much its own does.
    package let clock: ClockReading
    /// What the statement compiles to.
    package let program: ProgramFingerprint?

    /// Whether the statement may ask for the present, so that its result can change while the data does not.
    package var readsClock: Bool { clock != .nothing }

    /// Who approved it.
    let approver: Approver

    /// What it takes where statements are remembered: its texts, and 32 bytes for each.
    var bytes: Int {
        [columns, parameters, tables, readColumns, functions].joined().reduce(sql.utf8.count + 32) {
            $0 + $1.utf8.count + 32
        }
    }

    init(_ sql: String, compiled: CompiledStatement, by approver: Approver) {
        self.sql = sql
        self.columns = compiled.columns
        self.parameters = compiled.parameters
        self.tables = compiled.tables
        self.readColumns = compiled.readColumns
        self.functions = compiled.functions
        self.clock = compiled.clock
        self.program = compiled.program
        self.approver = approver
    }

    /// A statement that a lane of the approver has judged in a process of its own.
    init(_ sql: String, judgedByLane facts: StatementFacts, by approver: Approver) {
        self.sql = sql
        self.columns = facts.columns
        self.parameters = facts.parameters
        self.tables = facts.tables
        self.readColumns = facts.readColumns
        self.functions = facts.functions
        self.clock = facts.clock
        self.program = facts.program
        self.approver = approver
    }
}

/// The identity of a sandbox as its approvals carry it.
final class Approver: Sendable {
    /// The most bytes that the texts of one run's values may have together.
    let longestValues: Int

    init(longestValues: Int) {
        self.longestValues = longestValues
    }
}
