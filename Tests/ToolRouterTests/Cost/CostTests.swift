import Testing
import ToolRouter

/// 10 to the power of `exponent`.
private func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
}

@Suite struct CostTests {
    @Test(arguments: [
        ("0.0025", Int128(25) * power(20), "0.0025"), ("2.5e-06", 25 * power(17), "0.0000025"),
        ("3", 3 * power(24), "3"),
        ("-1.50", -15 * power(23), "-1.5"), ("0.000000000000000000000001", 1, "0.000000000000000000000001"),
        ("0", 0, "0"), ("170141183460469", 170_141_183_460_469 * power(24), "170141183460469"),
    ])
    func `money is read and written exactly`(text: String, yoctodollars: Int128, written: String) throws {
        let money = try #require(Money(usd: text))
        #expect(money.yoctodollars == yoctodollars)
        #expect(money.usdText == written)
    }

    @Test(arguments: ["", "free", "1,5", "0.0000000000000000000000001", "170141183460470", "$1", "nan"])
    func `other text is no money`(text: String) {
        #expect(Money(usd: text) == nil)
    }

    @Test func `money adds, multiplies and compares without rounding`() {
        let tenth = Money(usd: "0.1")!
        #expect(tenth + Money(usd: "0.2")! == Money(usd: "0.3")!)
        #expect(tenth * 3 == Money(usd: "0.3")!)
        #expect(tenth < Money(usd: "0.100000000001")!)
    }

    private let price = Price(
        input: Money(usd: "2.50")!, output: Money(usd: "10")!, cachedInput: Money(usd: "1.25")!,
        cacheWrite: Money(usd: "3.125")!, longCacheWrite: Money(usd: "5")!, reasoning: Money(usd: "12")!)

    @Test func `each bucket has its rate`() {
        let usage = TokenUsage(input: 812, cachedInput: 100, cacheWrite: 8, longCacheWrite: 2, output: 64, reasoning: 3)
        // 812 × 2.5 + 100 × 1.25 + 8 × 3.125 + 2 × 5 + 64 × 10 + 3 × 12 = 2866 USD for 1,000,000 such calls
        #expect(price.cost(of: usage).amount?.usdText == "0.002866")
    }

    @Test func `a rate that is not named is that of its side`() {
        let plain = Price(input: Money(usd: "0.15")!, output: Money(usd: "0.6")!)
        #expect(plain.cost(of: TokenUsage(cachedInput: 1)).amount?.usdText == "0.00000015")
        #expect(plain.cost(of: TokenUsage(cacheWrite: 1)).amount?.usdText == "0.00000015")
        #expect(plain.cost(of: TokenUsage(reasoning: 1)).amount?.usdText == "0.0000006")
    }

    @Test func `the finest rate is a yoctodollar a token`() {
        let finest = Price(input: Money(usd: "1e-18")!, output: .zero)
        #expect(finest.cost(of: TokenUsage(input: 1)).amount == Money(usd: "1e-24"))
    }

    @Test(arguments: [
        ("0", true), ("0.000000000000000001", true), ("1000000", true), ("0.0000000000000000001", false),
        ("1000000.000001", false),
        ("-1", false),
    ])
    func `a rate is not negative, has eighteen fraction digits, and is no fortune`(text: String, isRate: Bool) throws {
        #expect(Price.isRate(try #require(Money(usd: text))) == isRate)
    }

    @Test func `a model without a price has an unknown cost, even for nothing`() {
        let catalogue = PriceCatalogue(["a": price])
        for usage in [TokenUsage(), TokenUsage(input: 5)] {
            let cost = catalogue.cost(of: usage, model: "a-2024", at: Timestamp(nanoseconds: 0))
            #expect(cost.amount == nil)
            #expect(cost.status == .missing)
        }
        #expect(catalogue.cost(of: TokenUsage(), model: "a", at: Timestamp(nanoseconds: 0)) == .nothing)
    }

    @Test func `usage adds bucket by bucket, and too much of it stays at the maximum`() {
        let usage =
            TokenUsage(input: 1, cachedInput: 2, cacheWrite: 3, longCacheWrite: 6, output: 4, reasoning: 5)
            + TokenUsage(input: 10, cachedInput: 20, cacheWrite: 30, longCacheWrite: 60, output: 40, reasoning: 50)
        #expect(
            usage
                == TokenUsage(
                    input: 11, cachedInput: 22, cacheWrite: 33, longCacheWrite: 66, output: 44, reasoning: 55))
        #expect(usage.totalInput == 132)
        #expect(usage.totalOutput == 99)
        let huge = TokenUsage(
            input: .max, cachedInput: .max, cacheWrite: .max, longCacheWrite: .max, output: .max, reasoning: .max)
        #expect(huge + huge == huge)
        #expect(huge.totalInput == .max)
        #expect(price.cost(of: huge).amount ?? .zero > .zero)
    }

    @Test(arguments: [
        (
            "two known", Cost(amount: Money(usd: "1"), status: .exact), Cost(amount: Money(usd: "2"), status: .exact),
            "3 exact"
        ),
        ("nothing and unknown", .nothing, .missing, "missing"), ("unknown and unknown", .missing, .missing, "missing"),
        ("known and unknown", Cost(amount: Money(usd: "1"), status: .exact), .missing, "1 estimated"),
        ("estimated and nothing", Cost(amount: Money(usd: "1"), status: .estimated), .nothing, "1 estimated"),
        (
            "estimated and known", Cost(amount: Money(usd: "1"), status: .estimated),
            Cost(amount: Money(usd: "2"), status: .exact), "3 estimated"
        ),
    ])
    func `a sum is what is known, and no more certain than its parts`(name: String, one: Cost, other: Cost, sum: String)
    {
        for cost in [one + other, other + one] {
            #expect((cost.amount.map { $0.usdText + " " } ?? "") + cost.status.rawValue == sum, "\(name)")
        }
    }

    @Test func `a meter adds attempts, and one unknown price makes the sum an estimate`() {
        var meter = CostMeter()
        #expect(meter.bill == Bill(usage: TokenUsage(), cost: .nothing))
        let attempt = Bill(usage: TokenUsage(input: 2), cost: Cost(amount: Money(usd: "0.5"), status: .exact))
        meter.add(attempt)
        meter.add(attempt)
        #expect(meter.bill.cost.amount?.usdText == "1")
        meter.add(Bill(usage: TokenUsage(output: 7), cost: .missing))
        meter.add(attempt)
        #expect(meter.bill.cost == Cost(amount: Money(usd: "1.5"), status: .estimated))
        #expect(meter.bill.usage == TokenUsage(input: 6, output: 7))
    }
}
