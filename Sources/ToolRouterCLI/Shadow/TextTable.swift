/// Rows of cells under each other, two blanks between columns.
struct TextTable {
    private let rows: [[String]]
    private let numbers: Set<Int>

    /// - Parameter numbers: the columns that end at the same place rather than begin there.
    init(_ rows: [[String]], numbers: Set<Int>) {
        (self.rows, self.numbers) = (rows, numbers)
    }

    /// The lines, without blanks at their ends.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                line += (column > 0 ? "  " : "") + (numbers.contains(column) ? blanks + cell : cell + blanks)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
