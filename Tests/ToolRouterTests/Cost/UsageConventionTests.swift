import Testing
import ToolRouter

/// What providers count is taken apart once, so that no token is billed twice.
@Suite struct UsageConventionTests {
    /// The same call as four kinds of providers count it: a prompt of 1,000 tokens of which 600 were read from the cache and
    /// 300 written to it, and a reply of 80 tokens of which the model thought with 50.
    @Test(
        arguments: [
            (.disjoint, ProviderTokenCounts(input: 100, cachedInput: 600, cacheWrite: 300, output: 30, reasoning: 50)),
            (
                .inclusive,
                ProviderTokenCounts(input: 1_000, cachedInput: 600, cacheWrite: 300, output: 80, reasoning: 50)
            ),
            (
                .inclusivePrompt,
                ProviderTokenCounts(input: 1_000, cachedInput: 600, cacheWrite: 300, output: 30, reasoning: 50)
            ),
            (
                .inclusiveReply,
                ProviderTokenCounts(input: 100, cachedInput: 600, cacheWrite: 300, output: 80, reasoning: 50)
            ),
        ] as [(UsageConvention, ProviderTokenCounts)])
    func `one call has one usage, however it is counted`(
        convention: UsageConvention, counts: ProviderTokenCounts
    ) throws {
        let usage = try TokenUsage(counted: counts, by: convention)
        #expect(usage == TokenUsage(input: 100, cachedInput: 600, cacheWrite: 300, output: 30, reasoning: 50))
        #expect(usage.total == 1_080)
    }

    @Test(arguments: UsageConvention.allCases)
    func `without parts all conventions are the same`(convention: UsageConvention) throws {
        let counts = ProviderTokenCounts(input: 7, output: 3)
        #expect(try TokenUsage(counted: counts, by: convention) == TokenUsage(input: 7, output: 3))
        #expect(try TokenUsage(counted: ProviderTokenCounts(), by: convention) == TokenUsage())
    }

    @Test(arguments: UsageConvention.allCases)
    func `the largest counts are taken apart or refused, and never trap`(convention: UsageConvention) {
        let numbers = [Int.min, -1, 0, 1, Int.max]
        for input in numbers {
            for part in numbers {
                for other in numbers {
                    let counts = ProviderTokenCounts(
                        input: input, cachedInput: part, cacheWrite: other, output: input, reasoning: part)
                    let usage = try? TokenUsage(counted: counts, by: convention)
                    if [input, part, other].contains(where: { $0 < 0 }) {
                        #expect(usage == nil)
                    } else if convention == .disjoint {
                        #expect(usage?.input == input)
                    } else if convention == .inclusive {
                        let isPossible = Int128(input) >= Int128(part) + Int128(other)
                        #expect((usage != nil) == isPossible)
                        if isPossible { #expect(usage?.totalInput == input && usage?.totalOutput == input) }
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            (
                .inclusive, ProviderTokenCounts(input: 5, cachedInput: 6, output: 1),
                "cached_input 6, at most 5 of input"
            ),
            (
                .inclusivePrompt, ProviderTokenCounts(input: 5, cachedInput: 3, cacheWrite: 3, reasoning: 9),
                "cache_write 3, at most 2 of input"
            ),
            (
                .inclusiveReply, ProviderTokenCounts(cachedInput: 9, output: 1, reasoning: 2),
                "reasoning 2, at most 1 of output"
            ),
            (.disjoint, ProviderTokenCounts(output: -4), "output -4, at most nil of nil"),
            (
                .inclusive, ProviderTokenCounts(input: 1, cachedInput: 3, reasoning: -1),
                "reasoning -1, at most nil of nil"
            ),
        ] as [(UsageConvention, ProviderTokenCounts, String)])
    func `what contradicts is named`(convention: UsageConvention, counts: ProviderTokenCounts, words: String) {
        let error = #expect(throws: UsageContradiction.self) { try TokenUsage(counted: counts, by: convention) }
        let (most, whole) = (error?.most.map(String.init) ?? "nil", error?.whole?.rawValue ?? "nil")
        #expect(error.map { "\($0.count.rawValue) \($0.found), at most \(most) of \(whole)" } == words)
    }
}
