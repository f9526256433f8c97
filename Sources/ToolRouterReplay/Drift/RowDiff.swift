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
        var lines: [String] = []
        if golden.columns != now.columns {
            lines.append("columns: \(Self.list(golden.columns)) → \(Self.list(now.columns))")
        }
        // Where one side was cut, what lies behind the shorter one's end can't be told from what moved there.
        let isWhole = golden.isWhole && now.isWhole
        let kept = isWhole ? Int.max : min(golden.rows.count, now.rows.count)
        let before = golden.rows.prefix(kept).map { Row($0) }
        let after = now.rows.prefix(kept).map { Row($0) }
        guard kept > 0 else {
            self.lines = lines + ["rows: \(golden.rowCount) → \(now.rowCount); they are too long to be kept"]
            return
        }
        let bag = Self.bagDifference(before, after)
        var (removed, added) = orderMatters ? Self.listDifference(before, after) : bag
        if orderMatters, isWhole, bag.removed.isEmpty, bag.added.isEmpty, !removed.isEmpty {
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
            changed.map { "~ " + Self.changed($0.before, $0.now) } + removed.map { "- " + Self.text($0.cells) }
            + added.map { "+ " + Self.text($0.cells) }
        lines += rows.prefix(Self.mostLines)
        if rows.count > Self.mostLines { lines.append("… and \(rows.count - Self.mostLines) rows more") }
        if !isWhole {
            lines.append(
                rows.isEmpty
                    ? "the first \(kept) rows, which are kept, are the same: the difference comes later"
                    : "compared are the first \(kept) rows, which are kept; a row may have moved beyond them")
        }
        self.lines = lines
    }

    /// The rows of one result, as lines.
    package static func preview(_ result: KeptResult, rows: Int) -> [String] {
        guard result.rowCount > 0 else { return ["columns: \(list(result.columns)); no rows"] }
        let shown = result.rows.prefix(rows)
        let more = result.rowCount - shown.count
        return ["columns: \(list(result.columns))"] + shown.map { "  " + text($0) }
            + (more > 0 ? ["  … and \(Quantity.words(more, "row")) more"] : [])
    }

    /// A row whose cells are the same by their bytes, and not as Swift compares texts.
    private struct Row: Hashable {
        let cells: [String]
        let bytes: [[UInt8]]

        init(_ cells: [String]) {
            self.cells = cells
            bytes = cells.map { Array($0.utf8) }
        }

        static func == (left: Row, right: Row) -> Bool { left.bytes == right.bytes }

        func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    }

    private static func list(_ names: [String]) -> String { cut(names.joined(separator: ", "), longestLine) }

    private static func text(_ row: [String]) -> String { cut(row.joined(separator: " | "), longestLine) }

    private static func changed(_ before: Row, _ now: Row) -> String {
        let cells = before.cells.indices.map { place in
            before.bytes[place] == now.bytes[place]
                ? cut(before.cells[place], longestSame) : "\(before.cells[place]) → \(now.cells[place])"
        }
        let line = cells.joined(separator: " | ")
        guard line.unicodeScalars.count > longestLine else { return line }
        // A long row is shown by what changed in it.
        let places = before.cells.indices.filter { before.bytes[$0] != now.bytes[$0] }
        return cut("… " + places.map { cells[$0] }.joined(separator: " | … | "), 2 * longestLine)
    }

    private static func cut(_ line: String, _ length: Int) -> String {
        let scalars = line.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return line }
        return String(scalars[..<end]) + "…"
    }

    /// What is in one list only, where both are compared in order.
    private static func listDifference(_ before: [Row], _ now: [Row]) -> (removed: [Row], added: [Row]) {
        var (removed, added): ([Row], [Row]) = ([], [])
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
    private static func bagDifference(_ before: [Row], _ now: [Row]) -> (removed: [Row], added: [Row]) {
        func rest(_ rows: [Row], without others: [Row]) -> [Row] {
            var counts: [Row: Int] = [:]
            for row in others { counts[row, default: 0] += 1 }
            return rows.filter { row in
                guard let count = counts[row], count > 0 else { return true }
                counts[row] = count - 1
                return false
            }
        }
        return (rest(before, without: now), rest(now, without: before))
    }

    /// Takes out of both lists the rows that are likely the same one, changed: those that share the most cells first, and
    /// at least half of them.
    private static func pair(_ removed: inout [Row], _ added: inout [Row]) -> [(before: Row, now: Row)] {
        var candidates: [(shared: Int, before: Int, now: Int)] = []
        for (before, row) in removed.enumerated() {
            for (now, other) in added.enumerated() where other.cells.count == row.cells.count {
                let shared = zip(row.bytes, other.bytes).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
                // One cell that is all there is on both sides is that cell, changed.
                let isTheOnlyCell = row.cells.count == 1 && removed.count == 1 && added.count == 1
                if 2 * shared >= row.cells.count || isTheOnlyCell { candidates.append((shared, before, now)) }
            }
        }
        candidates.sort { ($1.shared, $0.before, $0.now) < ($0.shared, $1.before, $1.now) }
        var pairs: [Int: Int] = [:]
        var taken: Set<Int> = []
        for candidate in candidates where pairs[candidate.before] == nil && !taken.contains(candidate.now) {
            pairs[candidate.before] = candidate.now
            taken.insert(candidate.now)
        }
        let changed = removed.indices.compactMap { before in pairs[before].map { (removed[before], added[$0]) } }
        removed = removed.indices.filter { pairs[$0] == nil }.map { removed[$0] }
        added = added.indices.filter { !taken.contains($0) }.map { added[$0] }
        return changed
    }
}
