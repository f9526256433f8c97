extension TokenUsage {
    /// The buckets that a prompt's tokens are in, with their names in files and metrics; they add up to `totalInput`.
    package var inputBuckets: [(name: String, count: Int)] { buckets(of: .input) }

    /// The buckets that a reply's tokens are in, with their names in files and metrics; they add up to `totalOutput`.
    package var outputBuckets: [(name: String, count: Int)] { buckets(of: .output) }

    private func buckets(of whole: TokenBucket) -> [(name: String, count: Int)] {
        TokenBucket.allCases.filter { ($0.whole ?? $0) == whole }.map { ($0.rawValue, self[$0]) }
    }
}
