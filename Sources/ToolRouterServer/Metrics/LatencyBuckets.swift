/// The upper bounds of a histogram's buckets, ascending.
package struct LatencyBuckets: Sendable {
    /// One bound.
    package struct Bound: Sendable {
        /// The longest time that is in the bucket.
        package let nanoseconds: Int64
        /// The same in seconds, as Go writes it: that is what label `le` holds in every exposition.
        package let seconds: String
    }

    package let bounds: [Bound]

    private init(_ bounds: [(microseconds: Int64, seconds: String)]) {
        self.bounds = bounds.map { Bound(nanoseconds: $0.microseconds * 1_000, seconds: $0.seconds) }
    }

    /// For what waits for models: from what a cache hit takes to twice the usual deadline.
    package static let answers = LatencyBuckets([
        (1_000, "0.001"), (5_000, "0.005"), (10_000, "0.01"), (25_000, "0.025"), (50_000, "0.05"), (100_000, "0.1"),
        (250_000, "0.25"), (500_000, "0.5"), (1_000_000, "1.0"), (2_500_000, "2.5"), (5_000_000, "5.0"),
        (10_000_000, "10.0"), (20_000_000, "20.0"), (30_000_000, "30.0"), (60_000_000, "60.0"),
    ])

    /// For the router's own work.
    package static let overhead = LatencyBuckets([
        (50, "5e-05"), (100, "0.0001"), (250, "0.00025"), (500, "0.0005"), (1_000, "0.001"), (2_500, "0.0025"),
        (5_000, "0.005"), (10_000, "0.01"), (25_000, "0.025"), (50_000, "0.05"), (100_000, "0.1"),
        (250_000, "0.25"), (1_000_000, "1.0"),
    ])
}
