import Testing
import ToolRouter
import ToolRouterReplay

@testable import ToolRouterServer

@Suite struct LatencyHistogramTests {
    /// Microseconds, spread over five powers of ten.
    private static func times(_ count: Int, seed: UInt64) -> [Int64] {
        let draw = KeyedDraw(seed: seed)
        return (0..<count).map { number in
            let power = [10, 1_000, 100_000, 1_000_000, 30_000_000][Int(draw.number(below: 5, "power", "\(number)"))]
            return Int64(draw.number(below: UInt64(power), "time", "\(number)"))
        }
    }

    private static func histogram(_ times: [Int64]) -> LatencyHistogram {
        var histogram = LatencyHistogram(.answers)
        for time in times { histogram.record(nanoseconds: time * 1_000) }
        return histogram
    }

    @Test(arguments: [1, 2, 3, 19, 100, 101, 1_000, 20_000])
    func `percentiles are at most 1 % above those of the replay, which are exact, and never below`(count: Int) {
        let times = Self.times(count, seed: UInt64(count))
        let histogram = Self.histogram(times)
        let exact = LatencyPercentiles(times)
        for (percent, exact) in [(50.0, exact.p50), (95, exact.p95), (99, exact.p99), (100, exact.max)] {
            let told = histogram.percentile(percent)
            #expect(told >= exact * 1_000, "p\(percent) of \(count)")
            #expect(told <= exact * 1_010, "p\(percent) of \(count)")
        }
        #expect(histogram.count == count)
        #expect(histogram.sum == times.reduce(0, +) * 1_000)
        #expect(histogram.counts.reduce(0, +) == count)
    }

    @Test func `two histograms add up to that of all times`() {
        let (left, right) = (Self.times(1_000, seed: 1), Self.times(3_000, seed: 2))
        var sum = Self.histogram(left)
        sum.add(Self.histogram(right))
        let all = Self.histogram(left + right)
        #expect(sum.counts == all.counts)
        #expect(sum.sum == all.sum)
        for percent in [0.0, 1, 50, 95, 99, 99.9, 100] {
            #expect(sum.percentile(percent) == all.percentile(percent), "p\(percent)")
        }
    }

    @Test func `what no histogram holds is clamped, and nothing traps`() {
        var histogram = LatencyHistogram(.answers)
        histogram.record(nanoseconds: .max)
        histogram.record(nanoseconds: .max)
        histogram.record(nanoseconds: -1)
        #expect(histogram.sum == .max)
        #expect(histogram.counts.last == 2)
        #expect(histogram.counts.first == 1)
        #expect((3_600_000_000_000...3_636_000_000_000).contains(histogram.percentile(99)))
        #expect(LatencyHistogram(.answers).percentile(50) == 0)
    }
}
