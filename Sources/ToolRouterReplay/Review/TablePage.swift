/// Rows of two results as one table: `-` removed, `+` added, `~` changed in the cells that are marked.
struct TablePage {
    /// The most lines of rows.
    private static let mostLines = 24
    /// The widest column, in columns of a terminal.
    private static let widest = 40
    /// How many unchanged rows are shown beside a changed one.
    private static let context = 1

    /// The lines.
    private(set) var lines: [StyledLine] = []

    init(_ table: TableDiff, look: PageLook) {
        if table.columnsBefore != table.columnsNow {
            let names = [table.columnsBefore, table.columnsNow].map { $0.joined(separator: ", ") }
            var line = StyledLine("  columns: ")
            line.append(names[0], .removed, marked: !look.hasColours)
            line.append(" → ")
            line.append(names[1], .added, marked: !look.hasColours)
            lines += line.wrapped(to: look.width, indent: 4)
        }
        for note in table.summary { lines += StyledLine("  " + note).wrapped(to: look.width, indent: 4) }
        var rows: [(mark: String, cells: [StyledLine])] = []
        for run in Self.runs(table.rows) {
            switch run {
            case .row(let row): rows.append(Self.cells(row, look))
            case .gap(let count): rows.append(("…", [StyledLine("\(count) the same", .faint)]))
            }
        }
        let shown = Array(rows.prefix(Self.mostLines))
        if !shown.isEmpty {
            let head = table.columnsNow.map { StyledLine(DisplayWidth.cut($0, to: Self.widest), .faint) }
            let isOneTable = table.columnsBefore.count == table.columnsNow.count
            let all = (isOneTable ? [(mark: " ", cells: head)] : []) + shown
            var widths: [Int] = []
            for row in all where row.mark != "…" {
                for (place, cell) in row.cells.enumerated() {
                    if place == widths.count { widths.append(0) }
                    widths[place] = max(widths[place], cell.width)
                }
            }
            lines += all.map { Self.line($0.mark, $0.cells, widths).cut(to: look.width) }
        }
        if rows.count > shown.count { lines.append(StyledLine("    … and \(rows.count - shown.count) rows more")) }
        for note in table.extent { lines += StyledLine("  " + note).wrapped(to: look.width, indent: 4) }
    }

    private static func line(_ mark: String, _ cells: [StyledLine], _ widths: [Int]) -> StyledLine {
        var line = StyledLine("  ")
        line.append(mark, mark == "-" ? .removed : mark == "+" ? .added : .plain)
        line.append(" ")
        for (place, cell) in cells.enumerated() {
            line.append(contentsOf: cell)
            guard place + 1 < cells.count else { break }
            line.append(String(repeating: " ", count: max(0, widths[place] - cell.width)) + " | ")
        }
        return line
    }

    private static func cells(_ row: TableDiff.Row, _ look: PageLook) -> (mark: String, cells: [StyledLine]) {
        func plain(_ cells: [String], _ style: StyledLine.Style) -> [StyledLine] {
            cells.map { StyledLine($0, style).cut(to: widest) }
        }
        switch row {
        case .same(let cells): return (" ", plain(cells, .faint))
        case .removed(let cells): return ("-", plain(cells, .removed))
        case .added(let cells): return ("+", plain(cells, .added))
        case .changed(let before, let now, let places):
            let cells = now.indices.map { place in
                guard places.contains(place) else { return StyledLine(now[place]).cut(to: widest) }
                var cell = StyledLine()
                cell.append(DisplayWidth.cut(before[place], to: widest), .removed, marked: !look.hasColours)
                if look.hasColours { cell.append(" → ") }
                cell.append(DisplayWidth.cut(now[place], to: widest), .added, marked: !look.hasColours)
                return cell
            }
            return ("~", cells)
        }
    }

    private enum Run {
        case row(TableDiff.Row)
        /// So many rows that are the same.
        case gap(Int)
    }

    /// The rows, without those that are the same and not beside one that is not.
    private static func runs(_ rows: [TableDiff.Row]) -> [Run] {
        let differs = rows.map { row in
            if case .same = row { false } else { true }
        }
        guard differs.contains(true) else { return [] }
        var runs: [Run] = []
        var left = 0
        for (place, row) in rows.enumerated() {
            let near = max(0, place - context)...min(rows.count - 1, place + context)
            if differs[near].contains(true) {
                if left > 0 { runs.append(.gap(left)) }
                left = 0
                runs.append(.row(row))
            } else {
                left += 1
            }
        }
        return left > 0 ? runs + [.gap(left)] : runs
    }
}
