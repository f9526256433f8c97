import ToolRouter

/// The latencies of a run, in virtual microseconds: exact percentiles by nearest rank.
package struct LatencyPercentiles: Hashable, Sendable {
    /// Half of all are at most this.
    package let p50: Int64
    /// 95 of 100 are at most this.
    package let p95: Int64
    /// 99 of 100 are at most this.
    package let p99: Int64
    /// The longest.
    package let max: Int64

    /// Sorts `latencies`, in place since there may be millions; all are 0 when there is none.
    package init(_ latencies: consuming [Int64]) {
        latencies.sort()
        let sorted = latencies
        func rank(_ percent: Int) -> Int64 {
            sorted.isEmpty ? 0 : sorted[(sorted.count * percent + 99) / 100 - 1]
        }
        p50 = rank(50)
        p95 = rank(95)
        p99 = rank(99)
        max = sorted.last ?? 0
    }

    func write(to writer: inout JSONWriter) {
        writer.member("p50", p50)
        writer.member("p95", p95)
        writer.member("p99", p99)
        writer.member("max", max)
    }
}
