import ToolRouter

/// The rows of a lane's answer as they come: no more than the budget allows, whatever the lane sends.
struct ArrivingRows {
    private let budget: ExecutionBudget
    private var rows: [[Value]] = []
    private var bytes = 0

    init(_ budget: ExecutionBudget) {
        self.budget = budget
    }

    /// Takes the rows of one frame. Where a run has begun anew, those before it count for nothing.
    mutating func take(_ reader: inout WireReader) throws(WireReader.Nonsense) {
        if try reader.bool() { (rows, bytes) = ([], 0) }
        let width = Int(try reader.number(UInt32.self))
        let count = Int(try reader.number(UInt32.self))
        // Each value takes a byte at least, so that false numbers make no long lists.
        let (values, isTooMuch) = width.multipliedReportingOverflow(by: count)
        guard width > 0, !isTooMuch, values <= reader.count, count <= budget.rows - rows.count else {
            throw WireReader.Nonsense()
        }
        for _ in 0..<count {
            var row: [Value] = []
            row.reserveCapacity(width)
            for _ in 0..<width {
                let value = try reader.value()
                bytes += value.bytes
                row.append(value)
            }
            rows.append(row)
        }
        guard bytes <= budget.bytes else { throw WireReader.Nonsense() }
    }

    /// Takes the end of the answer.
    mutating func finish(_ reader: inout WireReader) throws(WireReader.Nonsense) -> StatementResult {
        try take(&reader)
        let columns = try reader.texts()
        guard rows.allSatisfy({ $0.count == columns.count }) else { throw WireReader.Nonsense() }
        return StatementResult(
            rows: ResultSet(columns: columns, rows: rows, isTruncated: try reader.bool()),
            clock: try reader.named(), units: try reader.number())
    }
}
