import Testing

@testable import ToolRouter

struct ClopperPearsonTests {
    /// Ends found by bisection on exact binomial tails in rational numbers, to six digits.
    @Test(arguments: [
        (0, 1, 0.025, 0.0, 0.975), (1, 1, 0.025, 0.025, 1.0), (0, 10, 0.025, 0.0, 0.308497),
        (10, 10, 0.025, 0.691503, 1.0), (5, 10, 0.025, 0.187086, 0.812914), (1, 20, 0.025, 0.001265, 0.248733),
        (90, 100, 0.025, 0.823777, 0.950995), (199, 200, 0.025, 0.972458, 0.999873),
        (10, 10, 0.05, 0.741134, 1.0), (90, 100, 0.05, 0.836282, 0.944737), (0, 0, 0.05, 0.0, 1.0),
    ])
    func `an interval is exact`(_ row: (count: Int, total: Int, tail: Double, lower: Double, upper: Double)) {
        let interval = ClopperPearsonInterval.of(row.count, in: row.total, tail: row.tail)
        #expect(abs(interval.lower - row.lower) < 1e-6)
        #expect(abs(interval.upper - row.upper) < 1e-6)
    }

    @Test func `both tails are exact and meet`() {
        #expect(abs(BinomialProbability.ofAtMost(3, in: 10, at: 0.25) - 0.775_875_091_552_734_4) < 1e-14)
        #expect(abs(BinomialProbability.ofAtLeast(8, in: 10, at: 0.25) - 0.000_415_802_001_953_125) < 1e-17)
        for total in [1, 2, 7, 40, 1_000] {
            for count in stride(from: 1, through: total, by: max(1, total / 7)) {
                for rate in [0, 1e-9, 0.1, 0.5, 0.9, 1] {
                    let below = BinomialProbability.ofAtMost(count - 1, in: total, at: rate)
                    let above = BinomialProbability.ofAtLeast(count, in: total, at: rate)
                    #expect(abs(below + above - 1) < 1e-12, "\(count) of \(total) at \(rate)")
                }
            }
        }
    }

    @Test func `a million draws take no time and keep their level`() {
        let interval = ClopperPearsonInterval.of(900_000, in: 1_000_000, tail: 0.025)
        #expect(interval.lower < 0.9 && interval.upper > 0.9 && interval.upper - interval.lower < 0.0013)
        #expect(abs(BinomialProbability.ofAtLeast(900_000, in: 1_000_000, at: interval.lower) - 0.025) < 1e-6)
    }
}
