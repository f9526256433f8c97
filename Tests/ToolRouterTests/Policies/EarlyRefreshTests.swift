import Testing
import ToolRouter

@Suite struct EarlyRefreshTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var beta = Ratio.one
        var load = Duration.seconds(2)
        let freshFor: Duration
        /// Of 20,000 requests, in percent.
        let percent: ClosedRange<Double>
        var testDescription: String { name }
    }

    /// exp(−remaining / (β · δ)).
    static let rows = [
        Row(name: "37 % when the load's time is left", freshFor: .seconds(2), percent: 35.5...38.1),
        Row(name: "0.7 % when five times that is left", freshFor: .seconds(10), percent: 0.4...0.95),
        Row(name: "61 % when half of it is left", freshFor: .seconds(1), percent: 59.4...61.9),
        Row(name: "all at the last moment", freshFor: .zero, percent: 100...100),
        Row(name: "none long before the end", freshFor: .seconds(200), percent: 0...0),
        Row(name: "beta 2 comes earlier", beta: Ratio("2")!, freshFor: .seconds(4), percent: 35.5...38.1),
        Row(name: "beta 0 never comes", beta: .zero, freshFor: .zero, percent: 0...0),
        Row(name: "what took no time is not renewed", load: .zero, freshFor: .zero, percent: 0...0),
        Row(name: "what is past its time is nothing to renew", freshFor: .seconds(-1), percent: 0...0),
    ]

    @Test(arguments: rows)
    func `the chance is that of the paper`(row: Row) {
        let refresh = EarlyRefresh(beta: row.beta)
        let renewed = (0..<20_000).count { number in
            refresh.renews(
                freshFor: row.freshFor, load: row.load, draw: KeyedDraw(seed: 3), key: "r-\(number)")
        }
        #expect(row.percent.contains(Double(renewed) / 200))
    }

    @Test func `the same request with the same seed always decides the same`() {
        let refresh = EarlyRefresh(beta: .one)
        func decisions(_ seed: UInt64) -> [Bool] {
            (0..<100).map {
                refresh.renews(
                    freshFor: .seconds(2), load: .seconds(2), draw: KeyedDraw(seed: seed), key: "r-\($0)")
            }
        }
        #expect(decisions(1) == decisions(1))
        #expect(decisions(1) != decisions(2))
    }
}
