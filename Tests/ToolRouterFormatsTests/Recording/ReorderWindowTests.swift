import Testing
import ToolRouter

@testable import ToolRouterFormats

struct ReorderWindowTests {
    private func exchange(at microseconds: Int64) -> LocatedExchange {
        let exchange = RecordedExchange(
            id: RequestID("r-\(microseconds)"), atMicroseconds: microseconds, caller: RecordedCaller(tenant: "t"),
            question: "?")
        return LocatedExchange(exchange: exchange, line: 1, offset: 0, bytes: 1)
    }

    private typealias Row = (name: String, lines: [(moment: Int64, bytes: Int)], expected: ReorderWindow.Insertion)

    /// Lines before a window of 3 lines and 100 bytes, and what becomes of the last one.
    private static let rows: [Row] = [
        ("in order", [(1, 10), (2, 10)], .inOrder),
        ("at the start again, the lines at their bound", [(1, 0), (2, 0), (3, 0), (0, 0)], .reordered),
        ("a line beyond it", [(1, 0), (2, 0), (3, 0), (4, 0), (0, 0)], .tooLate),
        ("behind the first of them is soon enough", [(1, 0), (2, 0), (3, 0), (5, 0), (4, 0)], .reordered),
        ("at the start again, the bytes at their bound", [(1, 50), (2, 50), (0, 900)], .reordered),
        ("a byte beyond it", [(1, 50), (2, 51), (0, 1)], .tooLate),
        ("behind a line larger than the window", [(1, 101), (0, 1)], .tooLate),
        ("what was handed out does not count", [(1, 90), (2, 90), (5, 90), (4, 1), (3, 1)], .reordered),
        ("what is left counts", [(1, 90), (2, 90), (5, 90), (6, 20), (3, 1)], .tooLate),
    ]

    @Test(arguments: rows)
    func `a line may stand so many lines and bytes behind its place`(
        row: (name: String, lines: [(moment: Int64, bytes: Int)], expected: ReorderWindow.Insertion)
    ) {
        var window = ReorderWindow(size: 3, bytes: 100)
        var insertion = ReorderWindow.Insertion.inOrder
        var moments: [Int64] = []
        for line in row.lines {
            while window.isFull, let first = window.removeFirst() { moments.append(first.exchange.atMicroseconds) }
            insertion = window.insert(exchange(at: line.moment), bytes: line.bytes)
        }
        while let first = window.removeFirst() { moments.append(first.exchange.atMicroseconds) }
        #expect(insertion == row.expected, "\(row.name)")
        let expected = row.expected == .tooLate ? row.lines.dropLast() : row.lines[...]
        #expect(moments == expected.map(\.moment).sorted(), "\(row.name)")
    }

    @Test func `an exchange that was handed out is held no longer than the next one`() {
        var window = ReorderWindow(size: 1_000, bytes: 100)
        weak var first: LocatedExchange?
        do {
            let exchange = exchange(at: 1)
            first = exchange
            _ = window.insert(exchange, bytes: 60)
        }
        _ = window.insert(exchange(at: 2), bytes: 60)
        #expect(window.isFull)
        #expect(window.removeFirst()?.exchange.atMicroseconds == 1)
        #expect(!window.isFull)
        #expect(window.removeFirst()?.exchange.atMicroseconds == 2)
        #expect(first == nil)
    }

    @Test func `the bytes of one window after the other are forgotten`() {
        var window = ReorderWindow(size: 2, bytes: 100)
        let moments = (0..<1_000 as Range<Int64>).map { moment in
            _ = window.insert(exchange(at: moment), bytes: 100)
            return window.isFull ? -1 : window.removeFirst()?.exchange.atMicroseconds
        }
        #expect(moments == Array(0..<1_000))
    }
}
