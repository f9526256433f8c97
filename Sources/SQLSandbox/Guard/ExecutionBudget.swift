/// What one run of a statement may spend.
package struct ExecutionBudget: Hashable, Codable, Sendable {
    /// Rows in a result; what comes after is cut off and the result says so.
    package var rows: Int
    /// Bytes of memory that a result takes: the length of texts, blobs and the names of columns, and 32 for each of them,
    /// each number, each NULL and each row. The row that would exceed the budget and all after it are cut off, and the
    /// result says so; a statement the names of whose columns alone exceed it is refused.
    package var bytes: Int
    /// Units of work, of which an operation of SQLite's virtual machine costs one, and more where values are long; pages,
    /// memory and the bytes that functions go through cost units, too. Beyond it the run fails. The count is the same on
    /// every machine with the same SQLite, whatever ran before.
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
