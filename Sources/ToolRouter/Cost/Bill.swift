/// What one request, reply or proposal cost.
public struct Bill: Hashable, Sendable {
    /// Tokens of all replies, as far as they are known.
    public var usage: TokenUsage
    /// Money for all replies; its amount is unknown, never zero, when no price or no number of tokens is known.
    public var cost: Cost
    /// What it is made of, model by model; empty where nothing was asked, and in what a file holds without it.
    public var charges: [Charge] = []

    public init(usage: TokenUsage, cost: Cost) {
        self.usage = usage
        self.cost = cost
    }

    /// The bill of one reply.
    init(_ charge: Charge) {
        self.init(usage: charge.usage, cost: charge.cost)
        charges = [charge]
    }

    /// Nothing was used, so nothing is to be paid.
    public static let nothing = Bill(usage: TokenUsage(), cost: .nothing)

    /// What one reply cost by the price of `moment`: unknown where its provider does not say how many tokens it took.
    init(for reply: PlannerReply, by prices: PriceCatalogue, at moment: Timestamp) {
        self.init(prices.charge(for: reply.usage, of: reply.model, at: moment))
    }

    /// What a failed call of `model` cost by the price of `moment`: nothing where nothing was written, unknown where it is
    /// not known.
    init(for failure: PlannerFailure, of model: String, by prices: PriceCatalogue, at moment: Timestamp) {
        if failure.usage == TokenUsage() {
            self = .nothing
        } else {
            self.init(prices.charge(for: failure.usage, of: failure.model ?? model, at: moment))
        }
    }

    /// Both together; charges of one model at one price are one.
    package static func + (left: Bill, right: Bill) -> Bill {
        var sum = Bill(usage: left.usage + right.usage, cost: left.cost + right.cost)
        sum.charges = left.charges
        for charge in right.charges {
            if let index = sum.charges.firstIndex(where: { $0.model == charge.model && $0.price == charge.price }) {
                sum.charges[index].usage = sum.charges[index].usage + charge.usage
                sum.charges[index].cost = sum.charges[index].cost + charge.cost
            } else {
                sum.charges.append(charge)
            }
        }
        return sum
    }
}

/// What the replies of one model cost.
public struct Charge: Hashable, Sendable {
    /// The model, in the word of its reply: untrusted.
    public var model: String
    /// Where its price is from; nil when it has none.
    public var price: PriceSource?
    /// The tokens, as far as they are known.
    public var usage: TokenUsage
    /// The money.
    public var cost: Cost

    public init(model: String, price: PriceSource?, usage: TokenUsage, cost: Cost) {
        self.model = model
        self.price = price
        self.usage = usage
        self.cost = cost
    }
}
