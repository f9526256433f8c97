/// What one run of a statement may spend.
package struct ExecutionBudget: Hashable, Codable, Sendable {
    /// Rows in a result; what comes after is cut off and the result says so.
    package var rows: Int
    /// Bytes in a result: the length of text and blobs, 8 for a number, 1 for NULL. The row that would exceed the
    /// budget and all after it are cut off, and the result says so.
    package var bytes: Int
    /// Operations of SQLite's virtual machine, counted in steps of at most 1,000; beyond it the run fails. The count is
    /// the same on every machine with the same SQLite.
    package var operations: Int
    /// Time on the sandbox's monotonic clock; beyond it the run fails. Nil where runs must repeat exactly.
    package var time: Duration?

    /// A budget; every number must be above zero.
    package init(rows: Int = 1_000, bytes: Int = 10_000_000, operations: Int = 5_000_000, time: Duration? = nil) {
        precondition(rows > 0 && bytes > 0 && operations > 0, "an empty budget: \(rows), \(bytes), \(operations)")
        self.rows = rows
        self.bytes = bytes
        self.operations = operations
        self.time = time
    }
}
