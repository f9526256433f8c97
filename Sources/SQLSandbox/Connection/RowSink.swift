import ToolRouter

/// Takes the rows of a run one value after the other.
protocol RowSink {
    /// A run begins. What there was before it, of a run that failed, counts for nothing.
    mutating func begin()

    /// A row of so many values begins. One that has begun and not ended is none.
    mutating func beginRow(width: Int)

    /// The next value of the row.
    mutating func add(_ value: Value)

    /// The row is whole.
    mutating func endRow()
}

/// Keeps all rows.
struct CollectedRows: RowSink {
    private(set) var rows: [[Value]] = []
    private var row: [Value] = []

    mutating func begin() {
        rows = []
    }

    mutating func beginRow(width: Int) {
        row = []
        row.reserveCapacity(width)
    }

    mutating func add(_ value: Value) {
        row.append(value)
    }

    mutating func endRow() {
        rows.append(row)
    }
}
