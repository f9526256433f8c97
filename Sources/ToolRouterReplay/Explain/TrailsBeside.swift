import ToolRouter
import ToolRouterFormats

/// The way of a request through the stages as its golden has it, beside the way of now.
package enum TrailsBeside {
    private static let titles = (golden: "golden", now: "now")

    /// One line a step, golden left and now right; a step of one side only is marked, and the first of them is where they part.
    package static func lines(golden: [String], now: [String]) -> [String] {
        let golden = golden.map { Excerpt.of($0) }
        let now = now.map { Excerpt.of($0) }
        let width = ([titles.golden] + golden).map(\.count).max() ?? 0
        func line(_ mark: String, _ left: String, _ right: String, _ note: String = "") -> String {
            let padding = String(repeating: " ", count: width - left.count)
            let text = "\(mark) \(left)\(padding)   \(right)\(note)"
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        var lines = [line(" ", titles.golden, titles.now)]
        var hasParted = false
        for (left, right) in aligned(golden, now) {
            let isSame = left == right
            let note = !isSame && !hasParted ? "   ← here they part" : ""
            hasParted = hasParted || !isSame
            lines.append(line(isSame ? " " : "≠", left ?? "", right ?? "", note))
        }
        return lines
    }

    /// The steps of both, those of a longest common subsequence beside each other.
    static func aligned(_ left: [String], _ right: [String]) -> [(String?, String?)] {
        // Lengths of the longest common subsequences of what follows each pair of places.
        var lengths = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row][column] =
                    left[row] == right[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var pairs: [(String?, String?)] = []
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                pairs.append((left[row], right[column]))
                (row, column) = (row + 1, column + 1)
            } else if row < left.count, column < right.count, lengths[row][column] == lengths[row + 1][column + 1] {
                pairs.append((left[row], right[column]))
                (row, column) = (row + 1, column + 1)
            } else if column == right.count
                || (row < left.count && lengths[row + 1][column] >= lengths[row][column + 1])
            {
                pairs.append((left[row], nil))
                row += 1
            } else {
                pairs.append((nil, right[column]))
                column += 1
            }
        }
        return pairs
    }
}
