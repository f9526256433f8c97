import ToolRouter

/// A sum of bills, added up apart from the router's own meters.
struct Spending: Equatable {
    private(set) var input = 0
    private(set) var cachedInput = 0
    private(set) var cacheWrite = 0
    private(set) var output = 0
    private(set) var reasoning = 0
    /// The priced bills.
    private(set) var money = Money.zero
    /// Bills whose cost is unknown.
    private(set) var unpriced = 0

    init() {}

    /// What totals say: their usage, the sum of the priced bills and how many had no price.
    init(_ usage: TokenUsage, _ cost: Money, unpriced: Int) {
        add(usage)
        money = cost
        self.unpriced = unpriced
    }

    /// What one bill says.
    init(_ bill: Bill) {
        add(bill)
    }

    mutating func add(_ bill: Bill) {
        add(bill.usage)
        if let amount = bill.cost.amount { money += amount } else { unpriced += 1 }
    }

    /// All tokens, or as many as there are numbers for.
    var tokens: Int {
        Int(clamping: [input, cachedInput, cacheWrite, output, reasoning].reduce(Int128(0)) { $0 + Int128($1) })
    }

    /// Whether `bill` says the same: the sum of what is known, and whether a part is not.
    func isSame(as bill: Bill) -> Bool {
        let told = Spending(bill)
        return hasTokens(of: told) && told.money == money && (bill.cost.status != .exact) == (unpriced > 0)
    }

    /// For people: what was spent.
    var words: String {
        let tokens = [input, cachedInput, cacheWrite, output, reasoning].map(String.init).joined(separator: "+")
        let unknown = unpriced == 0 ? "" : " and \(unpriced) unknown"
        return "\(tokens) tokens, \(money.usdText)\(unknown) USD"
    }

    private func hasTokens(of other: Spending) -> Bool {
        (input, cachedInput, cacheWrite, output, reasoning)
            == (other.input, other.cachedInput, other.cacheWrite, other.output, other.reasoning)
    }

    private mutating func add(_ usage: TokenUsage) {
        func sum(_ left: Int, _ right: Int) -> Int { Int(clamping: Int128(left) + Int128(right)) }
        input = sum(input, usage.input)
        cachedInput = sum(cachedInput, usage.cachedInput)
        cacheWrite = sum(cacheWrite, usage.cacheWrite)
        output = sum(output, usage.output)
        reasoning = sum(reasoning, usage.reasoning)
    }
}
