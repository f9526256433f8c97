import ToolRouterChaos
import ToolRouterFormats

/// Which invariant found which planted bug, as a terminal shows it: a row a bug, a numbered column an invariant.
struct KillMatrixTable {
    private let matrix: KillMatrix

    init(_ matrix: KillMatrix) {
        self.matrix = matrix
    }

    func print() {
        let columns = matrix.columns
        let header = ["planted bug", "schedules"] + columns.indices.map { "\($0 + 1)" }
        let rows = matrix.rows.map { row in
            [row.bug, "\(row.schedules)"] + columns.map { cell(row, $0) }
        }
        let numbers = Set(1..<columns.count + 2)
        for line in TextTable([header] + rows, numbers: numbers).lines { Console.print(line) }
        Console.print("")
        for (place, name) in columns.enumerated() { Console.print("\(place + 1) \(name)") }
        Console.print("")
        Console.print(
            "How many of the schedules broke which invariant, the last of them that of the bug, marked with a star.")
        for row in matrix.rows where !row.others.isEmpty {
            Console.print("\(row.bug) shows as \(row.others.joined(separator: ", ")), too")
        }
        Console.print(
            "verdict: " + (matrix.isInterrupted ? "interrupted; so far " : "") + verdict,
            isGood: matrix.exitCode == 0)
    }

    private func cell(_ row: KillMatrix.Row, _ column: String) -> String {
        let count = row.counts[column].map { "\($0)" }
        return column == row.invariant ? "*" + (count ?? "-") : count ?? "."
    }

    private var verdict: String {
        let bugs = Quantity.words(matrix.rows.count, "planted bug")
        return matrix.missed.isEmpty
            ? "every one of \(bugs) was found" : "not found: " + matrix.missed.joined(separator: ", ")
    }
}
