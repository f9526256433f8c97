extension TokenUsage {
    /// The buckets that a prompt's tokens are in, with their names in files and metrics; they add up to `totalInput`.
    package var inputBuckets: [(name: String, count: Int)] {
        [
            ("input", input), ("cached_input", cachedInput), ("cache_write", cacheWrite),
            ("cache_write_1h", longCacheWrite),
        ]
    }

    /// The buckets that a reply's tokens are in, with their names in files and metrics; they add up to `totalOutput`.
    package var outputBuckets: [(name: String, count: Int)] {
        [("output", output), ("reasoning", reasoning)]
    }
}
