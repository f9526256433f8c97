import Testing
import ToolRouterReplay

struct LatencyPercentilesTests {
    /// By nearest rank: the smallest value that at least p % of the values do not exceed.
    @Test(arguments: [
        ("nothing", [Int64](), [Int64(0), 0, 0, 0]),
        ("one value", [7], [7, 7, 7, 7]),
        ("two values", [9, 1], [1, 9, 9, 9]),
        ("an odd number of values", [3, 1, 2], [2, 3, 3, 3]),
        ("equal values", [4, 4, 4, 4], [4, 4, 4, 4]),
        ("twenty values", Array(Int64(1)...20), [10, 19, 20, 20]),
        ("twenty-one values", Array(Int64(1)...21), [11, 20, 21, 21]),
        ("a hundred values", Array((Int64(1)...100).reversed()), [50, 95, 99, 100]),
        ("a hundred and one values", Array(Int64(1)...101), [51, 96, 100, 101]),
    ])
    func `percentiles are values that occurred`(row: (name: String, latencies: [Int64], expected: [Int64])) {
        let percentiles = LatencyPercentiles(row.latencies)
        #expect(
            [percentiles.p50, percentiles.p95, percentiles.p99, percentiles.max] == row.expected, "\(row.name)")
    }
}
