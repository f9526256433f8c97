import Testing
import ToolRouter
import ToolRouterTools

@testable import ToolRouterReplay

/// Decides by trying every permutation: the definition, too slow for more than a few columns.
private func matchesByTrial(_ left: [[Value]], _ right: [[Value]]) -> Bool {
    func anyPermutation(_ chosen: [Int], _ rest: [Int]) -> Bool {
        if rest.isEmpty {
            return RowEncoding.bag(left) == RowEncoding.bag(right.map { row in chosen.map { row[$0] } })
        }
        return rest.contains { column in anyPermutation(chosen + [column], rest.filter { $0 != column }) }
    }
    return anyPermutation([], Array(right.first?.indices ?? 0..<0))
}

/// The edges of rings of the given sizes as rows, the nodes as columns, in an order drawn from `seed`.
private func rings(_ sizes: [Int], seed: UInt64) -> [[Value]] {
    let nodes = sizes.reduce(0, +)
    var rows: [[Value]] = []
    var first = 0
    for size in sizes {
        for step in 0..<size {
            var row = Array(repeating: Value.integer(0), count: nodes)
            row[first + step] = .integer(1)
            row[first + (step + 1) % size] = .integer(1)
            rows.append(row)
        }
        first += size
    }
    let order = shuffled(nodes, seed: seed)
    return rows.map { row in order.map { row[$0] } }
}

private func shuffled(_ count: Int, seed: UInt64) -> [Int] {
    let draw = KeyedDraw(seed: seed)
    return (0..<count).sorted { draw.number("order", String($0)) < draw.number("order", String($1)) }
}

@Suite struct ColumnMatchingTests {
    @Test func `agrees with trying every permutation on 2,000 small tables`() {
        let draw = KeyedDraw(seed: 11)
        var matches = 0
        for table in 0..<2_000 {
            func number(below bound: UInt64, _ purpose: String, _ place: Int = 0) -> Int {
                Int(draw.number(below: bound, purpose, String(table), occurrence: UInt64(place)))
            }
            let width = 1 + number(below: 4, "width")
            let height = 1 + number(below: 5, "height")
            let left: [[Value]] = (0..<height).map { row in
                (0..<width).map { .integer(Int64(number(below: 2, "cell", row * width + $0))) }
            }
            let columns = shuffled(width, seed: UInt64(table))
            var right = shuffled(height, seed: UInt64(table) + 7).map { row in columns.map { left[row][$0] } }
            if number(below: 2, "change") == 1 {
                let (row, column) = (number(below: UInt64(height), "row"), number(below: UInt64(width), "column"))
                // Two changed cells, so that the bags of values of some tables stay the same.
                right[row][column] = .integer(1)
                right[number(below: UInt64(height), "other row")][column] = .integer(0)
            }
            let expected = matchesByTrial(left, right)
            #expect(ColumnMatching.exists(between: left, and: right) == expected, "\(left) and \(right)")
            matches += expected ? 1 : 0
        }
        #expect((800...1_900).contains(matches), "both answers must be common, \(matches) of 2,000 match")
    }

    @Test(.timeLimit(.minutes(20)))
    func `forty identical columns are one attempt, not forty factorial`() {
        let left: [[Value]] = (0..<50).map { row in Array(repeating: .integer(Int64(row)), count: 40) }
        var right = Array(left.reversed())
        #expect(ColumnMatching.exists(between: left, and: right))
        right[3][5] = .integer(99)
        #expect(!ColumnMatching.exists(between: left, and: right))
    }

    @Test(.timeLimit(.minutes(20)))
    func `twenty columns with the same values are told apart by the rows they share`() {
        let one = rings([20], seed: 1)
        let two = rings([10, 10], seed: 2)
        #expect(ColumnMatching.exists(between: one, and: rings([20], seed: 3)))
        #expect(ColumnMatching.exists(between: two, and: rings([10, 10], seed: 4)))
        #expect(!ColumnMatching.exists(between: one, and: two))
    }

    @Test(.timeLimit(.minutes(20)))
    func `a hundred columns in another order are paired by their values`() {
        let order = shuffled(100, seed: 5)
        let left: [[Value]] = (0..<20).map { row in (0..<100).map { .integer(Int64($0 * 31 + row) % 17) } }
        #expect(ColumnMatching.exists(between: left, and: left.reversed().map { row in order.map { row[$0] } }))
    }
}
