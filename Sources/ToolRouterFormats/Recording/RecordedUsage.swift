import ToolRouter

/// The member `usage` of a recorded attempt: the tokens one LLM call was charged for, as its provider counted them.
struct RecordedUsage {
    /// The counts, taken apart; nil when those of the prompt and of the reply are not both there, so that nobody knows what
    /// the call cost. The others are 0 where they are absent.
    let tokens: TokenUsage?

    /// The most tokens a count can say: sums and products with prices stay within 128 bits.
    static let range: ClosedRange<Int64> = 0...1_000_000_000_000

    private static let fields: [FieldName] = [
        "convention", "input", "cached_input", "cache_write", "cache_write_1h", "output", "reasoning",
    ]

    /// Reads the counts.
    ///
    /// - Parameter convention: how providers count by the header, unless the member says otherwise.
    init(_ json: JSONValue, under convention: UsageConvention) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        func count(_ field: FieldName) throws(FileError.Reason) -> Int? {
            try object.optionalInteger(field, in: Self.range).map { Int($0) }
        }
        let own = try object.usageConvention("convention")
        let (input, output) = (try count("input"), try count("output"))
        let counts = ProviderTokenCounts(
            input: input ?? 0, cachedInput: try count("cached_input") ?? 0, cacheWrite: try count("cache_write") ?? 0,
            longCacheWrite: try count("cache_write_1h") ?? 0, output: output ?? 0,
            reasoning: try count("reasoning") ?? 0)
        guard input != nil, output != nil else {
            tokens = nil
            return
        }
        do throws(UsageContradiction) {
            tokens = try TokenUsage(counted: counts, by: own ?? convention)
        } catch {
            throw error.reason(own ?? convention, isOwn: own != nil)
        }
    }
}

extension UsageContradiction {
    /// What is wrong with a member `usage`.
    ///
    /// - Parameter isOwn: whether the member itself says how it is counted.
    fileprivate func reason(_ convention: UsageConvention, isOwn: Bool) -> FileError.Reason {
        let bound = whole.map { "at most \(most ?? 0), what `\($0.rawValue)` leaves for it" } ?? "at least 0"
        return FileError.Reason(
            field: count.rawValue, found: "the number \(found)",
            expected: bound + ", as the counts are said to be `\(convention.rawValue)`",
            remedy: isOwn
                ? "correct the number or, if no token is in two counts, write \"convention\":\"disjoint\""
                : "correct the number or, if no token is in two counts, remove `usage_convention` from the header")
    }
}

extension TokenUsage {
    /// Writes the disjoint counts, and that they are, unless the header says so.
    func write(to writer: inout JSONWriter, under convention: UsageConvention) {
        if convention != .disjoint { writer.member("convention", UsageConvention.disjoint.rawValue) }
        writer.member("input", input)
        writer.member("cached_input", cachedInput)
        writer.member("cache_write", cacheWrite)
        if longCacheWrite > 0 { writer.member("cache_write_1h", longCacheWrite) }
        writer.member("output", output)
        writer.member("reasoning", reasoning)
    }
}
