package import ToolRouterFormats

/// How the rows of two results differ, as lines for a person: `-` removed, `+` added, `~` changed cells.
///
/// It sees the rows that are kept of each, at most 50, and says so where there were more.
package struct RowDiff {
    /// The most lines of rows.
    private static let mostLines = 20
    /// The longest line, in Unicode scalars.
    private static let longestLine = 400

    /// The lines; never empty for two results that differ.
    package let lines: [String]

    /// - Parameter orderMatters: whether the same rows in another order are another result.
    package init(from golden: KeptResult, to now: KeptResult, orderMatters: Bool) {
        var lines: [String] = []
        if golden.columns != now.columns {
            lines.append("columns: \(Self.list(golden.columns)) → \(Self.list(now.columns))")
        }
        var (removed, added) =
            orderMatters ? Self.listDifference(golden.rows, now.rows) : Self.bagDifference(golden.rows, now.rows)
        if orderMatters, Self.bagDifference(golden.rows, now.rows) == ([], []), golden.isWhole, now.isWhole,
            !removed.isEmpty
        {
            (removed, added) = ([], [])
            lines.append("the same rows in another order")
        }
        let changed = Self.pair(&removed, &added)
        if !(changed.isEmpty && removed.isEmpty && added.isEmpty) {
            lines.append(
                "rows: \(changed.count) changed, \(added.count) added, \(removed.count) removed "
                    + "(\(golden.rowCount) → \(now.rowCount))")
        }
        let rows =
            changed.map { "~ " + Self.changed($0.before, $0.now) } + removed.map { "- " + Self.text($0) }
            + added.map { "+ " + Self.text($0) }
        lines += rows.prefix(Self.mostLines)
        if rows.count > Self.mostLines { lines.append("… and \(rows.count - Self.mostLines) rows more") }
        if !golden.isWhole || !now.isWhole {
            let kept = min(golden.rows.count, now.rows.count)
            lines.append(
                rows.isEmpty
                    ? "the first \(kept) rows, which are kept, are the same: the difference comes later"
                    : "compared are the first \(kept) rows, which are kept")
        }
        self.lines = lines
    }

    /// The rows of one result, as lines.
    package static func preview(_ result: KeptResult, rows: Int) -> [String] {
        guard result.rowCount > 0 else { return ["columns: \(list(result.columns)); no rows"] }
        let shown = result.rows.prefix(rows)
        let more = result.rowCount - shown.count
        return ["columns: \(list(result.columns))"] + shown.map { "  " + text($0) }
            + (more > 0 ? ["  … and \(more) \(more == 1 ? "row" : "rows") more"] : [])
    }

    private static func list(_ names: [String]) -> String { cut(names.joined(separator: ", ")) }

    private static func text(_ row: [String]) -> String { cut(row.joined(separator: " | ")) }

    private static func changed(_ before: [String], _ now: [String]) -> String {
        cut(zip(before, now).map { $0 == $1 ? $0 : "\($0) → \($1)" }.joined(separator: " | "))
    }

    private static func cut(_ line: String) -> String {
        let scalars = line.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longestLine, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return line }
        return String(scalars[..<end]) + "…"
    }

    /// What is in one list only, where both are compared in order.
    private static func listDifference(
        _ before: [[String]], _ now: [[String]]
    ) -> (removed: [[String]], added: [[String]]) {
        var (removed, added): ([[String]], [[String]]) = ([], [])
        for change in now.difference(from: before) {
            switch change {
            case .remove(_, let row, _): removed.append(row)
            case .insert(_, let row, _): added.append(row)
            }
        }
        // Removals come from the end.
        return (removed.reversed(), added)
    }

    /// What is more often in one bag than in the other.
    private static func bagDifference(
        _ before: [[String]], _ now: [[String]]
    ) -> (removed: [[String]], added: [[String]]) {
        func rest(_ rows: [[String]], without others: [[String]]) -> [[String]] {
            var counts: [[String]: Int] = [:]
            for row in others { counts[row, default: 0] += 1 }
            return rows.filter { row in
                guard let count = counts[row], count > 0 else { return true }
                counts[row] = count - 1
                return false
            }
        }
        return (rest(before, without: now), rest(now, without: before))
    }

    /// Takes out of both lists the rows that are likely the same one, changed: those that share the most cells.
    private static func pair(
        _ removed: inout [[String]], _ added: inout [[String]]
    ) -> [(before: [String], now: [String])] {
        var pairs: [(before: [String], now: [String])] = []
        var rest: [[String]] = []
        for row in removed {
            let shared = added.map { other in
                other.count == row.count ? zip(row, other).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } : -1
            }
            // One row of one cell on both sides is that cell, changed.
            let least = removed.count == 1 && added.count == 1 ? 0 : 1
            if let most = shared.max(), most >= least, let place = shared.firstIndex(of: most) {
                pairs.append((row, added.remove(at: place)))
            } else {
                rest.append(row)
            }
        }
        removed = rest
        return pairs
    }
}
