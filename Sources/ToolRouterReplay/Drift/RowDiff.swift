import ToolRouter
package import ToolRouterFormats

/// How the rows of two results differ, as lines for a person: `-` removed, `+` added, `~` changed cells.
///
/// It sees the rows that are kept of each, at most 50, and says so where there were more. Values are the same by their
/// bytes.
package struct RowDiff {
    /// The most lines of rows.
    private static let mostLines = 20
    /// The longest line, in Unicode scalars.
    private static let longestLine = 400
    /// The longest cell of a changed row that is not changed itself, in Unicode scalars.
    private static let longestSame = 40

    /// The lines; never empty for two results that differ.
    package let lines: [String]

    /// - Parameter orderMatters: whether the same rows in another order are another result.
    package init(from golden: KeptResult, to now: KeptResult, orderMatters: Bool) {
        self.init(TableDiff(from: golden, to: now, orderMatters: orderMatters))
    }

    /// The lines of that difference: rows that changed, then those that were removed, then those that were added.
    package init(_ table: TableDiff) {
        var lines: [String] = []
        if table.columnsBefore != table.columnsNow {
            lines.append("columns: \(Self.list(table.columnsBefore)) → \(Self.list(table.columnsNow))")
        }
        lines += table.summary
        // Where the same rows only moved, there is nothing in them to be seen.
        let rows = table.isReordered ? [] : Self.lines(of: table.rows)
        lines += rows.prefix(Self.mostLines)
        if rows.count > Self.mostLines { lines.append("… and \(rows.count - Self.mostLines) rows more") }
        self.lines = lines + table.extent
    }

    private static func lines(of rows: [TableDiff.Row]) -> [String] {
        var (changed, removed, added): ([String], [String], [String]) = ([], [], [])
        for row in rows {
            switch row {
            case .same: continue
            case .changed(let before, let now, let cells): changed.append("~ " + Self.changed(before, now, cells))
            case .removed(let cells): removed.append("- " + text(cells))
            case .added(let cells): added.append("+ " + text(cells))
            }
        }
        return changed + removed + added
    }

    /// The rows of one result, as lines.
    package static func preview(_ result: KeptResult, rows: Int) -> [String] {
        guard result.rowCount > 0 else { return ["columns: \(list(result.columns)); no rows"] }
        let shown = result.rows.prefix(rows)
        let more = result.rowCount - shown.count
        return ["columns: \(list(result.columns))"] + shown.map { "  " + text($0) }
            + (more > 0 ? ["  … and \(Quantity.words(more, "row")) more"] : [])
    }

    private static func list(_ names: [String]) -> String {
        Excerpt.cut(names.joined(separator: ", "), to: longestLine)
    }

    private static func text(_ row: [String]) -> String { Excerpt.cut(row.joined(separator: " | "), to: longestLine) }

    private static func changed(_ before: [String], _ now: [String], _ changed: [Int]) -> String {
        let cells = before.indices.map { place in
            changed.contains(place) ? "\(before[place]) → \(now[place])" : Excerpt.cut(before[place], to: longestSame)
        }
        let line = cells.joined(separator: " | ")
        guard line.unicodeScalars.count > longestLine else { return line }
        // A long row is shown by what changed in it.
        return Excerpt.cut("… " + changed.map { cells[$0] }.joined(separator: " | … | "), to: 2 * longestLine)
    }
}
