import Testing
import ToolRouter
import ToolRouterFormats

@Suite(.enabled(if: SharedPrices.isThere, "\(SharedPrices.missing)"))
struct LiteLLMPricesTests {
    private static let file = Result { try PriceFile.read(path: SharedPrices.path) }
    private static let catalogue = file.map(\.table.catalogue)

    @Test func `the whole file loads, and every field is counted`() throws {
        let report = try Self.file.get().report
        #expect(report.models == 4_552)
        #expect(report.priced == 3_529)
        #expect(report.ofOtherModes == 888)
        #expect(report.unpriced == 135)
        #expect(report.partial == 21)
        #expect(report.read.values.reduce(0, +) + report.ignored.values.reduce(0, +) == 60_641, "all fields there are")
        #expect(report.read["input_cost_per_token_above_272k_tokens"] == 159)
        #expect(report.read["tiered_pricing"] == 56)
        #expect(report.ignored["input_cost_per_token_priority"] == 387)
        #expect(report.ignored["supports_vision"] == 2_140)
        #expect(try Self.catalogue.get().entries.count == 4_552)
        #expect(try Self.catalogue.get().resolve("sample_spec") == .unknown)
    }

    /// A call and what it costs, computed by hand.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let model: String
        let usage: TokenUsage
        let usd: String
        let status: CostStatus

        init(_ name: String, _ model: String, _ usage: TokenUsage, _ usd: String, _ status: CostStatus = .exact) {
            testDescription = name
            self.model = model
            self.usage = usage
            self.usd = usd
            self.status = status
        }
    }

    static let rows = [
        // 1000 × 2.5e-06 + 100 × 1e-05
        Row(
            "a plain call", "gpt-4o",
            TokenUsage(input: 1_000, output: 100), "0.0035"),
        // 46 × 2.5e-06 + 1152 × 1.25e-06 + 64 × 1e-05
        Row(
            "OpenAI's counts taken apart: 1,198 prompt tokens, 1,152 of them cached", "gpt-4o",
            TokenUsage(input: 46, cachedInput: 1_152, output: 64), "0.002195"),
        // 500 × 2e-06 + 100 × 8e-06 + 412 × 8e-06
        Row(
            "OpenAI's reasoning tokens, part of its completion tokens, are tokens of the reply", "o3",
            TokenUsage(input: 500, output: 100, reasoning: 412), "0.005096"),
        // 12 × 3e-06 + 4096 × 3e-07 + 300 × 3.75e-06 + 2000 × 6e-06 + 250 × 1.5e-05
        Row(
            "Anthropic's counts, disjoint as they come, with writes for five minutes and for an hour",
            "claude-sonnet-4-5",
            TokenUsage(input: 12, cachedInput: 4_096, cacheWrite: 300, longCacheWrite: 2_000, output: 250), "0.0181398"),
        // 1 × 5e-06 + 100001 × 1e-05 + 1 × 2.5e-05
        Row(
            "a dearer model with an hour's writes", "claude-opus-4-6",
            TokenUsage(input: 1, longCacheWrite: 100_001, output: 1), "1.00004"),
        // 150000 × 1.25e-06 + 50000 × 1.25e-07 + 1000 × 1e-05
        Row(
            "a prompt at the limit of a tier", "gemini/gemini-2.5-pro",
            TokenUsage(input: 150_000, cachedInput: 50_000, output: 1_000), "0.20375"),
        // 150001 × 2.5e-06 + 50000 × 2.5e-07 + 1000 × 1.5e-05
        Row(
            "a prompt beyond it: the whole call has the higher rates", "gemini/gemini-2.5-pro",
            TokenUsage(input: 150_001, cachedInput: 50_000, output: 1_000), "0.4025025"),
        // 10 × 3e-07 + 20 × 2.5e-06 + 30 × 2.5e-06
        Row(
            "reasoning at a rate of its own", "gemini/gemini-2.5-flash",
            TokenUsage(input: 10, output: 20, reasoning: 30), "0.000128"),
        // 100 × 2e-06 + 10 × 8e-06 + 1000 × 3e-06
        Row(
            "reasoning that costs less than the reply, beside charges for citations", "perplexity/sonar-deep-research",
            TokenUsage(input: 100, output: 10, reasoning: 1_000), "0.00328", .estimated),
        // 200000 × 4e-06 + 72001 × 5e-06 + 10 × 1.5e-05
        Row(
            "cache writes decide the tier, too", "gpt-6-sol",
            TokenUsage(input: 200_000, cacheWrite: 72_001, output: 10), "1.160155"),
        // 1 × 4e-06 + 272000 × 4e-07 + 10 × 1.5e-05
        Row(
            "and reads of the cache", "gpt-6-sol",
            TokenUsage(input: 1, cachedInput: 272_000, output: 10), "0.108954"),
        // 256000 × 5e-08 + 100 × 4e-07
        Row(
            "ranges: within the first", "dashscope/qwen-flash",
            TokenUsage(input: 256_000, output: 100), "0.01284"),
        // 256001 × 2.5e-07 + 100 × 2e-06
        Row(
            "ranges: within the second", "dashscope/qwen-flash",
            TokenUsage(input: 256_001, output: 100), "0.06420025"),
        // 33000 × 1.35e-07 + 1000 × 8.1e-09 + 7 × 5.4e-07
        Row(
            "two tiers: the lower one, whose cached rate is that of the base", "kyma/qwen3.7-flash",
            TokenUsage(input: 33_000, cachedInput: 1_000, output: 7), "0.00446688"),
        // 256001 × 2.7e-07 + 7 × 1.08e-06
        Row(
            "two tiers: the higher one", "kyma/qwen3.7-flash",
            TokenUsage(input: 256_001, output: 7), "0.06912783"),
        // 999 × 2.9999900000000002e-06 + 7 × 3.0002e-07 + 3 × 3.74997e-06 + 12345 × 1.5000020000000002e-05
        Row(
            "seventeen digits", "databricks/databricks-claude-sonnet-4-1",
            TokenUsage(input: 999, cachedInput: 7, cacheWrite: 3, output: 12_345), "0.1881855869600000248898"),
        // 10 × 3e-05 + 5 × 3e-05 + 1 × 6e-05
        Row(
            "a cached token without a rate costs as much as any other, as an estimate", "gpt-4",
            TokenUsage(input: 10, cachedInput: 5, output: 1), "0.00051", .estimated),
        // 5 × 3e-06 + 1000 × 3.75e-06 + 2 × 1.5e-05
        Row(
            "an hour's write without a rate costs as much as a short one", "us.anthropic.claude-sonnet-4-20250514-v1:0",
            TokenUsage(input: 5, longCacheWrite: 1_000, output: 2), "0.003795", .estimated),
        // 100 × 3e-07 + 900 × 6e-09 + 50 × 0 + 10 × 1.2e-06
        Row(
            "cheaper hours make every cost an estimate; writing the cache is free", "deepseek-v4-flash",
            TokenUsage(input: 100, cachedInput: 900, cacheWrite: 50, output: 10), "0.0000474", .estimated),
        // 8191 × 2e-08
        Row(
            "an embedding writes nothing", "text-embedding-3-small",
            TokenUsage(input: 8_191), "0.00016382"),
        // 1 × 1.5e-07 + 1 × 7.5e-08 + 1 × 6e-07
        Row(
            "provider in front and a date behind", "openai/gpt-4o-mini-2024-07-18",
            TokenUsage(input: 1, cachedInput: 1, output: 1), "0.000000825"),
        // 3 × 2.5e-06 + 1 × 1e-05
        Row(
            "another provider's own entry", "azure/gpt-4o-2024-08-06",
            TokenUsage(input: 3, output: 1), "0.0000175"),
    ]

    @Test(arguments: rows)
    func `costs to the last digit`(row: Row) throws {
        let cost = try Self.catalogue.get().cost(of: row.usage, model: row.model, at: Timestamp(nanoseconds: 0))
        #expect(cost.amount?.usdText == row.usd)
        #expect(cost.status == row.status)
    }

    @Test(arguments: [
        (ServiceTier.flex, "1500"), (.priority, "5250"), (.batches, "1500"), (.standard, "3000"),
    ])
    func `a service has rates of its own`(tier: ServiceTier, usd: String) throws {
        let catalogue = try PriceFile.read(path: SharedPrices.path, serviceTier: tier).table.catalogue
        // 500,000,000 tokens of the prompt at 2 USD a million and 250,000,000 of the reply at 8 USD a million.
        let usage = TokenUsage(input: 500_000_000, output: 250_000_000)
        #expect(
            catalogue.cost(of: usage, model: "o3", at: Timestamp(nanoseconds: 0)).amount?.usdText == usd)
    }

    @Test(
        arguments: [
            ("gpt-4o", "gpt-4o", "exact"), ("openai/gpt-4o", "gpt-4o", "without_provider"),
            ("azure/gpt-4o", "azure/gpt-4o", "exact"), ("gpt-4o-2099-01-01", "gpt-4o", "without_date"),
            ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", "without_provider"),
            ("claude-sonnet-4-5-latest", "claude-sonnet-4-5", "without_date"),
            (
                "bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0",
                "without_provider"
            ),
            ("no-such-provider/gpt-4o", nil, "unknown"), ("gpt-4o-of-nobody", nil, "unknown"),
        ] as [(String, String?, String)])
    func `names lead to entries`(name: String, entry: String?, match: String) throws {
        switch try Self.catalogue.get().resolve(name) {
        case .found(let found, let how):
            #expect(found.name == entry)
            #expect(how.rawValue == match)
        case .ambiguous(let names): #expect(match == "ambiguous", "\(names)")
        case .unknown: #expect(match == "unknown")
        }
    }
}
