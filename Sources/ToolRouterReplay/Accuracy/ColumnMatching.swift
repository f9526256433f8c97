import ToolRouter
import ToolRouterTools

/// Looks for an order of one table's columns that makes two tables the same bag of rows.
///
/// Trying permutations would take n! steps, so the columns are coloured instead, by colour refinement as in graph
/// isomorphism (Weisfeiler and Leman, 1968): a row is known by the values it has under each colour, a column by the
/// values it has in each kind of row, and again, until no colour splits. Columns of different colours can't be a pair,
/// and a kind that one table has more often rules the match out. Where columns that differ still share a colour, one
/// pair is given a colour of its own and the search goes on.
struct ColumnMatching {
    /// Rows of numbers; equal numbers stand for equal values in both tables.
    private typealias Table = [[Int]]

    /// The colour of each column of both tables; a colour means the same in both.
    private struct Colours {
        var left: [Int]
        var right: [Int]
        var count: Int
    }

    private let left: Table
    private let right: Table
    private let width: Int
    private var roundsLeft: Int

    /// Whether such an order exists, for rows that all have the same width.
    ///
    /// Bounded to 1,000 + 10 × columns rounds, each about the cost of sorting the cells of both tables; when that does
    /// not decide, the tables count as different. Real results take two or three rounds.
    static func exists(between left: [[Value]], and right: [[Value]]) -> Bool {
        guard left.count == right.count, left.first?.count == right.first?.count else { return false }
        var search = ColumnMatching(left, right)
        let oneColour = Array(repeating: 0, count: search.width)
        return search.succeeds(from: Colours(left: oneColour, right: oneColour, count: 1))
    }

    private init(_ left: [[Value]], _ right: [[Value]]) {
        var numbers = SharedNumbering<[UInt8]>()
        func table(_ rows: [[Value]]) -> Table {
            rows.map { row in
                row.map { value in
                    var bytes: [UInt8] = []
                    RowEncoding.append(value, to: &bytes)
                    return numbers.number(bytes)
                }
            }
        }
        self.left = table(left)
        self.right = table(right)
        width = left.first?.count ?? 0
        roundsLeft = 1_000 + 10 * width
    }

    private mutating func succeeds(from start: Colours) -> Bool {
        guard let colours = refined(start) else { return false }
        guard let column = undecidedColumn(in: colours) else { return true }

        let colour = colours.left[column]
        var tried: Set<[Int]> = []
        for candidate in 0..<width where colours.right[candidate] == colour {
            guard tried.insert(right.map { $0[candidate] }).inserted else { continue }
            var next = colours
            next.left[column] = colours.count
            next.right[candidate] = colours.count
            next.count += 1
            if succeeds(from: next) { return true }
        }
        return false
    }

    /// A column that shares its colour with one that differs from it; nil when each colour has one list of values,
    /// which decides the match, since rows were found to agree under these colours.
    private func undecidedColumn(in colours: Colours) -> Int? {
        var firstOfColour: [Int: Int] = [:]
        for column in 0..<width {
            guard let first = firstOfColour[colours.left[column]] else {
                firstOfColour[colours.left[column]] = column
                continue
            }
            if left.contains(where: { $0[first] != $0[column] }) { return column }
        }
        return nil
    }

    /// Splits colours until none splits further; nil when the tables can't match, or the rounds are used up.
    private mutating func refined(_ start: Colours) -> Colours? {
        var colours = start
        while true {
            guard roundsLeft > 0 else { return nil }
            roundsLeft -= 1

            guard
                let rows = SharedNumbering.classes(
                    left: left.map { Self.signature($0, under: colours.left) },
                    right: right.map { Self.signature($0, under: colours.right) }),
                let columns = SharedNumbering.classes(
                    left: signatures(of: left, colours: colours.left, rowKinds: rows.left),
                    right: signatures(of: right, colours: colours.right, rowKinds: rows.right))
            else { return nil }

            let isStable = columns.count == colours.count
            colours = Colours(left: columns.left, right: columns.right, count: columns.count)
            if isStable { return colours }
        }
    }

    private static func signature(_ row: [Int], under colours: [Int]) -> [Int] {
        zip(colours, row).map(pair).sorted()
    }

    private func signatures(of table: Table, colours: [Int], rowKinds: [Int]) -> [[Int]] {
        (0..<width).map { column in
            [colours[column]] + zip(rowKinds, table).map { Self.pair($0, $1[column]) }.sorted()
        }
    }

    /// Two numbers below 2³¹ as one.
    private static func pair(_ high: Int, _ low: Int) -> Int { high << 32 | low }
}

/// Numbers things of two tables in the order they are first seen, so that equal things have equal numbers.
struct SharedNumbering<Thing: Hashable> {
    private var numbers: [Thing: Int] = [:]

    mutating func number(_ thing: Thing) -> Int {
        if let known = numbers[thing] { return known }
        let next = numbers.count
        numbers[thing] = next
        return next
    }

    /// The number of each thing and how many numbers there are; nil unless both sides have each thing equally often.
    static func classes(left: [Thing], right: [Thing]) -> (left: [Int], right: [Int], count: Int)? {
        guard left.count == right.count else { return nil }
        var numbering = SharedNumbering()
        let leftNumbers = left.map { numbering.number($0) }
        let count = numbering.numbers.count
        var surplus = Array(repeating: 0, count: count)
        for number in leftNumbers { surplus[number] += 1 }

        var rightNumbers: [Int] = []
        rightNumbers.reserveCapacity(right.count)
        for thing in right {
            guard let number = numbering.numbers[thing], surplus[number] > 0 else { return nil }
            surplus[number] -= 1
            rightNumbers.append(number)
        }
        return (leftNumbers, rightNumbers, count)
    }
}
