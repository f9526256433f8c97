import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct TimelineBinsTests {
    @Test func `a short run keeps its milliseconds apart`() {
        var bins = TimelineBins()
        bins.add(.answered, at: 0)
        bins.add(.answered, at: 999)
        bins.add(.failed, at: 1_000)
        #expect(bins.width == 1_000 && bins.count == 2)
        #expect(bins.count(of: .answered, in: 0) == 2 && bins.count(of: .failed, in: 1) == 1)
        #expect(bins.has(.failed) && !bins.has(.hits))
    }

    @Test(arguments: [1_023_999, 1_024_000, 5_000_000, 86_400_000_000, 31_536_000_000_000] as [Int64])
    func `bins are no more than the most, and lose nothing`(end: Int64) {
        var bins = TimelineBins()
        let offsets = Array(stride(from: Int64(0), through: end, by: Int(end / 997))) + [end]
        for offset in offsets {
            bins.add(.answered, at: offset)
            bins.add(Money(yoctodollars: 3), at: offset)
            bins.add(latency: 70, at: offset)
        }
        let all = 0..<bins.count
        #expect(bins.count <= TimelineBins.most)
        #expect(all.reduce(0) { $0 + bins.count(of: .answered, in: $1) } == offsets.count)
        #expect(all.reduce(Money.zero) { $0 + bins.spent(in: $1) } == Money(yoctodollars: 3) * offsets.count)
        #expect(bins.width * Int64(bins.count) > end && end < bins.width * Int64(TimelineBins.most))
    }

    @Test func `what is counted does not depend on the order in which it comes`() {
        let offsets: [Int64] = [5, 900_000, 3_000_000_000, 17, 40_000_000, 2_999_999_999, 900_001]
        func bins(_ offsets: [Int64]) -> [[Int]] {
            var bins = TimelineBins()
            for offset in offsets {
                bins.add(.refused, at: offset)
                bins.add(latency: offset % 1_000_000, at: offset)
                bins.add(Money(yoctodollars: Int128(offset)), at: offset)
            }
            return (0..<bins.count).map {
                [
                    bins.count(of: .refused, in: $0), Int(bins.slowest(in: $0)), Int(bins.percentile(95, in: $0)),
                    Int(bins.spent(in: $0).yoctodollars),
                ]
            }
        }
        #expect(bins(offsets) == bins(offsets.reversed()))
        #expect(bins(offsets) == bins(offsets.sorted()))
    }

    @Test func `a percentile is at most a fifth too high, and never above the slowest`() {
        var bins = TimelineBins()
        for latency in 1...1_000 as ClosedRange<Int64> { bins.add(latency: latency * 1_000, at: 0) }
        for (hundredths, exact) in [(50, 500_000), (95, 950_000), (100, 1_000_000)] as [(Int, Int64)] {
            let found = bins.percentile(hundredths, in: 0)
            #expect(found >= exact && found * 5 <= exact * 6, "\(found) for \(exact)")
        }
        #expect(bins.slowest(in: 0) == 1_000_000)
        var one = TimelineBins()
        one.add(latency: 70, at: 0)
        #expect(one.percentile(50, in: 0) == 70)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1_000, 999_999, 1_800_000_000, .max] as [Int64])
    func `a latency is in the bucket that ends at or behind it`(latency: Int64) {
        let bucket = LatencyBucket.of(latency)
        #expect(LatencyBucket.end(of: bucket) >= latency)
        #expect(bucket == 0 || LatencyBucket.end(of: bucket - 1) < latency)
    }
}
