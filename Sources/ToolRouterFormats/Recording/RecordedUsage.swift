import ToolRouter

/// The tokens one LLM call was charged for, as its provider counted them. None is negative.
package struct RecordedUsage: Hashable, Sendable {
    /// Tokens of the prompt.
    package var input: Int64
    /// Tokens of the prompt that were read from the provider's cache.
    package var cachedInput: Int64
    /// Tokens written to the provider's cache.
    package var cacheWrite: Int64
    /// Tokens written to the provider's cache for an hour.
    package var longCacheWrite: Int64
    /// Tokens of the reply.
    package var output: Int64
    /// Tokens the model spent on reasoning.
    package var reasoning: Int64

    package init(
        input: Int64 = 0, cachedInput: Int64 = 0, cacheWrite: Int64 = 0, longCacheWrite: Int64 = 0, output: Int64 = 0,
        reasoning: Int64 = 0
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.longCacheWrite = longCacheWrite
        self.output = output
        self.reasoning = reasoning
    }

    func write(to writer: inout JSONWriter) {
        writer.member("input", input)
        writer.member("cached_input", cachedInput)
        writer.member("cache_write", cacheWrite)
        if longCacheWrite > 0 { writer.member("cache_write_1h", longCacheWrite) }
        writer.member("output", output)
        writer.member("reasoning", reasoning)
    }
}

/// The member `usage` of a recorded attempt.
struct RecordedUsageMember: JSONReadable {
    /// The counts; nil when those of the prompt and of the reply are not both among them, so that nobody knows what the call
    /// cost. The others are parts of them, and 0 where they are absent.
    let usage: RecordedUsage?

    /// The most tokens a count can say: sums and products with prices stay within 128 bits.
    private static let range: ClosedRange<Int64> = 0...1_000_000_000_000

    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(
            json, fields: ["input", "cached_input", "cache_write", "cache_write_1h", "output", "reasoning"])
        let input = try object.optionalInteger("input", in: Self.range)
        let cachedInput = try object.optionalInteger("cached_input", in: Self.range)
        let cacheWrite = try object.optionalInteger("cache_write", in: Self.range)
        let longCacheWrite = try object.optionalInteger("cache_write_1h", in: Self.range)
        let output = try object.optionalInteger("output", in: Self.range)
        let reasoning = try object.optionalInteger("reasoning", in: Self.range)
        usage = input.flatMap { input in
            output.map { output in
                RecordedUsage(
                    input: input, cachedInput: cachedInput ?? 0, cacheWrite: cacheWrite ?? 0,
                    longCacheWrite: longCacheWrite ?? 0, output: output, reasoning: reasoning ?? 0)
            }
        }
    }
}
