import ToolRouter

/// A sum of bills, added up apart from the router's own meters.
struct Spending: Equatable {
    private(set) var input = 0
    private(set) var cachedInput = 0
    private(set) var cacheWrite = 0
    private(set) var longCacheWrite = 0
    private(set) var output = 0
    private(set) var reasoning = 0
    /// The priced bills, and the known parts of the others.
    private(set) var money = Money.zero
    /// Bills of whose cost nothing is known.
    private(set) var unpriced = 0
    /// Bills whose cost is an estimate.
    private(set) var estimated = 0

    init() {}

    /// What totals say: their usage, the sum of the priced bills, how many had no price, and how many were estimates.
    init(_ usage: TokenUsage, _ cost: Money, unpriced: Int, estimated: Int) {
        add(usage)
        money = cost
        self.unpriced = unpriced
        self.estimated = estimated
    }

    /// What one bill says.
    init(_ bill: Bill) {
        add(bill)
    }

    mutating func add(_ bill: Bill) {
        add(bill.usage)
        switch bill.cost.status {
        case .exact: break
        case .estimated: estimated += 1
        case .missing: unpriced += 1
        }
        if let amount = bill.cost.amount { money += amount }
    }

    /// All tokens, or as many as there are numbers for.
    var tokens: Int {
        Int(clamping: buckets.reduce(Int128(0)) { $0 + Int128($1) })
    }

    /// Whether every bill is exact.
    var isExact: Bool { unpriced + estimated == 0 }

    /// Whether `bill` says the same: the sum of what is known, and whether it is all of it.
    func isSame(as bill: Bill) -> Bool {
        let told = Spending(bill)
        return input == told.input && cachedInput == told.cachedInput && cacheWrite == told.cacheWrite
            && longCacheWrite == told.longCacheWrite && output == told.output && reasoning == told.reasoning
            && told.money == money && told.isExact == isExact
    }

    /// The same as one bill, in which nobody can tell how many are not exact.
    var merged: Spending {
        var sum = self
        (sum.unpriced, sum.estimated) = (0, isExact ? 0 : 1)
        return sum
    }

    /// For people: what was spent.
    var words: String {
        let tokens = buckets.map(String.init).joined(separator: "+")
        let unknown = unpriced == 0 ? "" : " and \(unpriced) unknown"
        let guesses = estimated == 0 ? "" : " with \(estimated) estimated"
        return "\(tokens) tokens, \(money.usdText)\(guesses)\(unknown) USD"
    }

    private var buckets: [Int] { [input, cachedInput, cacheWrite, longCacheWrite, output, reasoning] }

    private mutating func add(_ usage: TokenUsage) {
        func sum(_ left: Int, _ right: Int) -> Int {
            let (sum, isTooLarge) = left.addingReportingOverflow(right)
            return isTooLarge ? (left < 0 ? .min : .max) : sum
        }
        input = sum(input, usage.input)
        cachedInput = sum(cachedInput, usage.cachedInput)
        cacheWrite = sum(cacheWrite, usage.cacheWrite)
        longCacheWrite = sum(longCacheWrite, usage.longCacheWrite)
        output = sum(output, usage.output)
        reasoning = sum(reasoning, usage.reasoning)
    }
}
