import Testing
import ToolRouterServer

@Suite struct SpreadTests {
    @Test(arguments: [[1], [0], [5, 7], Array(1...1_000), [0, 0, 0, 1_000_000_000_000], [1, 1, 1, 2]] as [[Int128]])
    func `quantiles are within one per cent of an amount that was there`(amounts: [Int128]) {
        var spread = Spread()
        for amount in amounts.reversed() { spread.add(amount) }
        let sorted = amounts.sorted()
        for share in [0.01, 0.5, 0.9, 0.95, 0.99, 1] {
            let rank = max(1, Int((share * Double(sorted.count)).rounded(.up)))
            let (found, exact) = (spread.quantile(share) ?? -1, sorted[rank - 1])
            #expect(abs(Double(found - exact)) <= Double(exact) * 0.0101 + 0.5, "\(share): \(found), \(exact)")
        }
        #expect(spread.sum == amounts.reduce(0, +) && spread.count == amounts.count)
    }

    @Test func `nothing has no mean, and no amount is too large`() {
        var spread = Spread()
        #expect(spread.mean == nil && spread.quantile(0.5) == nil)
        spread.add(.max)
        spread.add(.max)
        #expect(spread.sum == .max)
        #expect(spread.quantile(0.5).map { $0 > Int128.max / 100 * 98 } == true)
        spread.add(-5)
        #expect(spread.quantile(0.1) == 0)
    }
}
