import Testing

@testable import ToolRouter

@Suite struct PriceTests {
    private static func usd(_ text: String) -> Money { Money(usd: text)! }

    /// One token of the prompt 1, of the reply 2, and beyond 100 and 1,000 tokens of the prompt dearer, in 10⁻⁶ USD.
    private static let price = Price(
        PriceRates(input: usd("1e-6"), cachedInput: usd("1e-7"), output: usd("2e-6")),
        tiers: [
            PriceTier(above: 100, PriceRates(input: usd("3e-6"))),
            PriceTier(above: 1_000, PriceRates(input: usd("5e-6"), cachedInput: usd("5e-7"), output: usd("9e-6"))),
        ])

    @Test(arguments: [
        ("at the limit", TokenUsage(input: 100), "0.0001 exact"),
        ("beyond it", TokenUsage(input: 101), "0.000303 exact"),
        ("tokens of the cache count", TokenUsage(input: 1, cachedInput: 100), "0.000013 exact"),
        ("writes count", TokenUsage(input: 1, cacheWrite: 60, longCacheWrite: 60), "0.000363 estimated"),
        ("tokens of the reply do not", TokenUsage(input: 1, output: 5_000, reasoning: 5_000), "0.020001 exact"),
        ("the highest tier that is exceeded", TokenUsage(input: 1_001, cachedInput: 2, output: 1), "0.005015 exact"),
        ("a write without a rate", TokenUsage(cacheWrite: 2), "0.000002 estimated"),
        ("thoughts without a rate are part of the reply", TokenUsage(reasoning: 2), "0.000004 exact"),
        ("nothing", TokenUsage(), "0 exact"),
        (
            "more than fits",
            TokenUsage(input: .max, cachedInput: .max, cacheWrite: .max, longCacheWrite: .max, output: .max),
            "\(Money(yoctodollars: .max).usdText) estimated"
        ),
    ])
    func `a call costs`(name: String, usage: TokenUsage, cost: String) {
        let found = Self.price.cost(of: usage)
        #expect("\(found.amount?.usdText ?? "") \(found.status.rawValue)" == cost)
        #expect(
            Self.price.lines(for: usage).reduce(Money.zero) { $0 + $1.amount } == found.amount,
            "the lines add up to the cost")
    }

    @Test func `charges beside the tokens make every cost an estimate`() {
        let price = Price(Self.price.base, isPartial: true)
        #expect(price.cost(of: TokenUsage(input: 1)).status == .estimated)
    }

    @Test func `a catalogue is known by its digest, and each part of it counts`() {
        func catalogue(
            _ rates: PriceRates = PriceRates(input: .zero, output: .zero), name: String = "a", provider: String? = nil,
            tiers: [PriceTier] = [], from: Timestamp? = nil, isPartial: Bool = false, aliases: [String: String] = [:]
        ) -> PriceCatalogue {
            PriceCatalogue(
                [
                    PriceEntry(
                        name, provider: provider,
                        prices: [DatedPrice(Price(rates, tiers: tiers, isPartial: isPartial), validFrom: from)]),
                    PriceEntry("b", prices: []),
                ], aliases: aliases)
        }
        #expect(catalogue() == catalogue())
        #expect(catalogue().digest == catalogue().digest)
        let tier = PriceTier(above: 1, PriceRates(input: .zero))
        let others = [
            catalogue(), catalogue(name: "c"), catalogue(provider: "p"), catalogue(tiers: [tier]),
            catalogue(from: Timestamp(nanoseconds: 0)), catalogue(isPartial: true), catalogue(aliases: ["x": "a"]),
            catalogue(PriceRates(input: .zero, cachedInput: .zero, output: .zero)),
            catalogue(PriceRates(input: .zero, cacheWrite: .zero, output: .zero)),
        ]
        #expect(Set(others.map(\.digest)).count == others.count)
        #expect(others.allSatisfy { $0.digest.utf8.count == 16 })
        #expect(others[0] != others[1])
    }
}
