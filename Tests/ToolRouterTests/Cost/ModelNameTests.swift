import Testing

@testable import ToolRouter

/// Which entry of a catalogue a model's name leads to, and what was done to the name.
@Suite struct ModelNameTests {
    private static func price(_ usd: String) -> Price { Price(input: Money(usd: usd)!, output: Money(usd: usd)!) }

    private static func entry(_ name: String, _ provider: String? = nil, _ usd: String = "1") -> PriceEntry {
        PriceEntry(name, provider: provider, prices: [DatedPrice(price(usd))])
    }

    private static let catalogue = PriceCatalogue(
        [
            entry("gpt-4o", "openai"), entry("gpt-4o-2024-05-13", "openai", "5"), entry("azure/gpt-4o", "azure", "2"),
            entry("groq/llama-3", "groq"), entry("cerebras/llama-3", "cerebras"),
            entry("groq/qwen", "groq"), entry("cerebras/qwen", "cerebras", "3"),
            entry("together_ai/meta/llama-4", "together_ai"),
            entry("claude-x", "anthropic"), entry("anthropic.claude-y-v1:0", "bedrock_converse"),
            entry("vertex_ai/claude-z@20250101", "vertex_ai-anthropic_models"),
            entry("only-2024-01-01"), entry("two-2024-01-01", nil, "1"), entry("two-2024-02-02", nil, "2"),
            entry("same-2024-01-01"), entry("same-2024-02-02"), entry("plain"),
            PriceEntry("free-form", provider: "x", prices: []), entry("other/free-form", "other"),
            entry("deepseek-v3", "deepseek"), entry("wild/deep/er/name", "wild"),
            entry("gateway/openai/gpt-9", "gateway"),
        ], aliases: ["our model": "gpt-4o", "x/plain-2024-01-01": "claude-x"])

    @Test(arguments: [
        ("gpt-4o", "gpt-4o exact"), ("our model", "gpt-4o alias"), ("x/plain-2024-01-01", "claude-x alias"),
        // A snapshot's own price comes before that of the model.
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13 exact"), ("gpt-4o-2024-08-06", "gpt-4o without_date"),
        ("openai/gpt-4o-2024-05-13", "gpt-4o-2024-05-13 without_provider"),
        ("openai/gpt-4o-2024-08-06", "gpt-4o without_provider+without_date"),
        ("gpt-4o-latest", "gpt-4o without_date"), ("gpt-4o@20240806", "gpt-4o without_date"),
        ("gpt-4o-20240806", "gpt-4o without_date"), ("gpt-4o@default", "gpt-4o without_date"),
        ("gpt-4o-20241306", "unknown"), ("gpt-4o-2024-8-6", "unknown"), ("gpt-4o-2024-13-06", "unknown"),
        // Another provider may ask another price, unless the catalogue does not say whose it is.
        ("azure/gpt-4o-2024-08-06", "azure/gpt-4o without_date"), ("mistral/gpt-4o", "unknown"),
        ("anyone/plain", "plain unknown_provider"), ("any/one/plain", "plain unknown_provider"),
        // Whoever sells something here sells nothing of others.
        ("groq/er/name", "unknown"), ("vertex_ai/meta/llama-4", "unknown"), ("bedrock/er/name", "unknown"),
        ("anthropic/llama-4", "unknown"), ("elsewhere/er/name", "unknown"), ("openai/gpt-9", "unknown"),
        ("gpt-9", "gateway/openai/gpt-9 with_provider"), ("openai/gpt-9-2024-01-01", "unknown"),
        ("openai/plain", "plain unknown_provider"),
        ("openai/wild/er/name", "unknown"), ("openai/meta/llama-4", "unknown"), ("x/y", "unknown"),
        ("together_ai/llama-3", "unknown"), ("wild/meta/llama-4", "unknown"),
        // A bare name that is sold at one price has it; at several, none.
        ("llama-3", "cerebras/llama-3 with_provider"),
        ("llama-3-latest", "cerebras/llama-3 with_provider+without_date"),
        ("qwen", "ambiguous: cerebras/qwen, groq/qwen"), ("qwen-2024-01-01", "ambiguous: cerebras/qwen, groq/qwen"),
        ("meta/llama-4", "together_ai/meta/llama-4 with_provider"),
        ("llama-4", "together_ai/meta/llama-4 with_provider"), ("er/name", "wild/deep/er/name with_provider"),
        // Amazon's names.
        ("anthropic.claude-y-v1:0", "anthropic.claude-y-v1:0 exact"),
        ("us.anthropic.claude-y-v1:0", "anthropic.claude-y-v1:0 without_region"),
        ("bedrock/eu.anthropic.claude-y-v1:0", "anthropic.claude-y-v1:0 without_provider+without_region"),
        ("bedrock/anthropic.claude-y-v1:0", "anthropic.claude-y-v1:0 without_provider"),
        ("anthropic.claude-x-20250514-v1:0", "claude-x without_provider+without_date"),
        ("us.anthropic.claude-x-20250514-v1:0", "claude-x without_region+without_provider+without_date"),
        ("us.meta.claude-x-v1:0", "unknown"), ("deepseek-v3", "deepseek-v3 exact"), ("deepseek-v4", "unknown"),
        ("deepseek-v3:1", "unknown"),
        // Dates that only the catalogue has.
        ("only", "only-2024-01-01 with_date"), ("same", "same-2024-01-01 with_date"),
        ("two", "ambiguous: two-2024-01-01, two-2024-02-02"),
        ("only-2023-01-01", "only-2024-01-01 with_date"),
        ("vertex_ai/claude-z", "vertex_ai/claude-z@20250101 with_date"),
        ("vertex_ai/claude-z@20250101", "vertex_ai/claude-z@20250101 exact"),
        // The catalogue knows it, without a price: not another provider's.
        ("free-form", "free-form exact"),
        ("", "unknown"), ("/", "unknown"), ("openai/", "unknown"), ("/gpt-4o", "unknown"), ("-latest", "unknown"),
        ("a/b/c/d/e/f/g/h/plain", "unknown"), ("GPT-4o", "unknown"), ("us.", "unknown"), ("-v1:0", "unknown"),
        ("\u{0}", "unknown"), ("gpt-4o\u{301}", "unknown"),
    ])
    func `a name leads to an entry`(name: String, found: String) {
        for _ in 0..<2 {
            switch Self.catalogue.resolve(name) {
            case .found(let entry, let match): #expect("\(entry.name) \(match.rawValue)" == found)
            case .ambiguous(let names): #expect("ambiguous: " + names.joined(separator: ", ") == found)
            case .unknown: #expect(found == "unknown")
            }
        }
    }

    @Test func `names that are made up do not fill the memory`() {
        let catalogue = PriceCatalogue(["gpt-4o": Self.price("1")])
        for number in 0..<3_000 { #expect(catalogue.resolve("made-up-\(number)") == .unknown) }
        #expect(catalogue.rememberedNames == PriceBook.mostRemembered)
        let long = String(repeating: "x/", count: 200_000) + "gpt-4o"
        #expect(catalogue.resolve(long) == .unknown)
        #expect(catalogue.resolve("openai/gpt-4o") != .unknown, "beyond the memory names are looked for all the same")
    }

    @Test(arguments: [
        ("gpt-4o", CostStatus.exact), ("openai/gpt-4o-2024-08-06", .exact), ("our model", .exact),
        ("anyone/plain", .estimated), ("anyone/plain-2024-01-01", .estimated), ("llama-3", .estimated),
        ("meta/llama-4", .estimated), ("only", .exact),
    ])
    func `a price is an estimate where nobody says that it is this seller's`(name: String, status: CostStatus) {
        let cost = Self.catalogue.cost(of: TokenUsage(input: 1), model: name, at: Timestamp(nanoseconds: 0))
        #expect(cost.status == status)
    }

    @Test func `a price of another region is an estimate`() {
        let usage = TokenUsage(input: 1_000_000)
        func status(_ model: String) -> CostStatus {
            Self.catalogue.cost(of: usage, model: model, at: Timestamp(nanoseconds: 0)).status
        }
        #expect(status("anthropic.claude-y-v1:0") == .exact)
        #expect(status("us.anthropic.claude-y-v1:0") == .estimated)
        let reply = PlannerReply(text: "", model: "us.anthropic.claude-y-v1:0", usage: usage)
        let bill = Bill(for: reply, by: Self.catalogue, at: Timestamp(nanoseconds: 0))
        #expect(bill.cost.status == .estimated)
        #expect(bill.charges.first?.price?.match.rawValue == "without_region")
        #expect(bill.charges.first?.price?.entry == "anthropic.claude-y-v1:0")
    }
}
