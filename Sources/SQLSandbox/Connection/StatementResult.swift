package import ToolRouter

/// What a run of an approved statement gave.
package struct StatementResult: Sendable {
    /// The rows, as far as the budget allows.
    package let rows: ResultSet
    /// How much of the present they depend on: nothing when the run never asked for it.
    package let clock: ClockReading
    /// The units of work that it took, which its budget of operations counts: the same in every run.
    package let units: Int
}
