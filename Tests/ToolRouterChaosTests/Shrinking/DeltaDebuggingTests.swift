import Testing
import ToolRouterChaos

/// Lists of numbers from 0 on, of which a part is to be found that holds.
@Suite struct DeltaDebuggingTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let count: Int
        let least: Int
        let holds: @Sendable ([Int]) -> Bool
        let minimum: [Int]

        init(
            _ name: String, of count: Int, keeping least: Int = 0, _ minimum: [Int],
            _ holds: @escaping @Sendable ([Int]) -> Bool
        ) {
            testDescription = name
            self.count = count
            self.least = least
            self.minimum = minimum
            self.holds = holds
        }
    }

    static let rows = [
        Row("nothing is needed", of: 100, []) { _ in true },
        Row("nothing is needed, but one must be kept", of: 100, keeping: 1, [0]) { !$0.isEmpty },
        Row("nothing is there", of: 0, []) { _ in true },
        Row("one, the first", of: 100, [0]) { $0.contains(0) },
        Row("one, the last", of: 100, [99]) { $0.contains(99) },
        Row("two that are far apart", of: 100, [3, 97]) { $0.contains(3) && $0.contains(97) },
        Row("one in ten", of: 100, Array(stride(from: 0, to: 100, by: 10))) { part in
            stride(from: 0, to: 100, by: 10).allSatisfy(part.contains)
        },
        Row("all", of: 9, Array(0..<9)) { $0.count == 9 },
        Row("any seven", of: 200, Array(0..<7)) { $0.count >= 7 },
        Row("not monotone: 7, but 5 only with 6", of: 64, [7]) { part in
            part.contains(7) && (!part.contains(5) || part.contains(6))
        },
        Row("not monotone: an even number of them with the first", of: 64, [0, 1]) { part in
            part.contains(0) && part.count.isMultiple(of: 2)
        },
    ]

    @Test(arguments: rows)
    func `a part holds from which no single element can go`(row: Row) {
        var asked: [[Int]] = []
        let all = Array(0..<row.count)
        let part = DeltaDebugging.minimum(of: all, keeping: row.least) { part in
            asked.append(part)
            return row.holds(part)
        }
        #expect(part.isEmpty ? row.minimum.isEmpty : row.holds(part))
        #expect(part == part.sorted() && part.count == row.minimum.count, "\(part)")
        if part.count <= 2, row.least == 0 { #expect(part == row.minimum || row.testDescription.contains("even")) }
        for place in part.indices where part.count > row.least {
            var fewer = part
            fewer.remove(at: place)
            #expect(!row.holds(fewer), "\(part) holds without \(part[place])")
        }
        #expect(asked.allSatisfy { $0.count < max(row.count, 1) && $0 == $0.sorted() }, "asked about no part")
        #expect(asked.count <= 12 * row.count + 40, "\(asked.count) tries")
    }

    @Test func `pairs go together where neither goes alone`() {
        let part = DeltaDebugging.withoutPairs(Array(0..<6)) { part in
            part.contains(2) && part.contains(1) == part.contains(4) && part.contains(0) == part.contains(5)
        }
        #expect(part == [2, 3] || part == [2])
    }

    @Test func `the same list and the same question give the same part after the same tries`() {
        func tries() -> [[Int]] {
            var asked: [[Int]] = []
            _ = DeltaDebugging.minimum(of: Array(0..<50)) { part in
                asked.append(part)
                return part.contains(11) && part.contains(42)
            }
            return asked
        }
        #expect(tries() == tries())
    }
}
