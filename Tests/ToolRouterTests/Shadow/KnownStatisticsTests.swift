import Foundation
import Testing

@testable import ToolRouter

/// Ours against ville, SciPy, statsmodels and mpmath. `Scripts/statistics-check` gives more figures in a file.
@Suite struct KnownStatisticsTests {
    /// A line of the table.
    struct Figure: Sendable, CustomStringConvertible {
        let name: String
        let numbers: [Double]
        let description: String

        init(_ line: Substring) throws {
            let words = line.split(separator: " ")
            name = String(words[0])
            numbers = try words.dropFirst().map { word in try #require(Double(word), "\(line)") }
            description = String(line)
        }

        func count(_ index: Int) -> Int { Int(numbers[index]) }
        func level(_ index: Int) -> Ratio { Ratio(millionths: Int64((numbers[index] * 1e6).rounded())) }
        var pairs: DiscordantPairs { DiscordantPairs(better: count(0), worse: count(1)) }
    }

    private static func figures() throws -> [Figure] {
        let path = ProcessInfo.processInfo.environment["TOOLROUTER_STATISTICS"]
        let text = try path.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? KnownStatistics.text
        return try text.split(separator: "\n").map { try Figure($0) }
    }

    @Test func `every figure is the one that other people's code gives`() throws {
        let figures = try Self.figures()
        #expect(Set(figures.map(\.name)) == ["e", "rate", "mcnemar", "wilson", "newcombe", "tango"])
        for figure in figures {
            let values: [Double]
            // Of a bisection on the other side no more digits are right.
            var tolerance = 1e-9
            switch figure.name {
            case "e":
                (values, tolerance) = ([figure.pairs.logarithmOfE], 1e-12)
            case "mcnemar": (values, tolerance) = ([ExactMcNemar.twoSided(figure.pairs)], 1e-9)
            case "rate": values = figure.pairs.rate(alpha: figure.level(2)).ends
            case "wilson":
                (values, tolerance) = (
                    WilsonInterval.of(figure.count(0), in: figure.count(1), alpha: figure.level(2)).ends, 1e-12
                )
            case "newcombe":
                values =
                    WilsonInterval.difference(
                        (figure.count(0), figure.count(1)), (figure.count(2), figure.count(3)), alpha: figure.level(4)
                    ).ends
            default:
                values = TangoInterval.of(figure.pairs, in: figure.count(2), tail: figure.numbers[3]).ends
            }
            for (ours, theirs) in zip(values, figure.numbers.suffix(values.count)) {
                // A p may be 10⁻¹⁰⁰; an end of an interval may be 0.
                let scale = values.count == 1 && figure.name != "e" ? abs(theirs) : max(1, abs(theirs))
                #expect(abs(ours - theirs) <= tolerance * scale, "\(figure): \(ours)")
            }
        }
    }

    /// T. Tango (1998), the crossover trial of contact lenses; M. W. Fagerland, S. Lydersen and P. Laake, "Recommended tests and
    /// confidence intervals for paired binomial proportions", Statistics in Medicine 33 (2014), airways before and after.
    @Test(arguments: [
        (1, 0, 44, 0.05, -0.037, 0.096), (0, 1, 44, 0.05, -0.096, 0.037), (1, 7, 21, 0.025, -0.517, -0.026),
    ])
    func `Tango's interval is the published one`(
        better: Int, worse: Int, total: Int, tail: Double, lower: Double, upper: Double
    ) {
        let interval = TangoInterval.of(DiscordantPairs(better: better, worse: worse), in: total, tail: tail)
        #expect(abs(interval.lower - lower) < 0.000_5 && abs(interval.upper - upper) < 0.000_5, "\(interval)")
    }
}

extension RateInterval {
    fileprivate var ends: [Double] { [lower, upper] }
}
