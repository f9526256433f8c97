import ToolRouter

/// Each reply is billed for its tokens at the catalogue's price, and for an unknown amount, never for none, where either is
/// not known; so is a call without a reply, unless the provider refused it. An answer costs what its calls cost that ended in
/// time, and the totals are the sum of all calls, those that were left behind included.
struct CostsAddUp: Invariant {
    static let name = "costs_add_up"

    private let prices: PriceCatalogue
    private var all = Spending()
    private var replies = 0
    private var lateReplies = 0
    private var shadows: [PlannerName: Spending] = [:]

    init(prices: PriceCatalogue) {
        self.prices = prices
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .attemptEnded(_, .replied(let reply, let bill, _), _),
            .joinEnded(_, .replied(let reply, let bill, _), _, pays: true):
            all.add(bill)
            replies += 1
            return fault(of: bill, for: reply)
        case .lateReply(_, let reply, let bill):
            all.add(bill)
            lateReplies += 1
            return fault(of: bill, for: reply)
        case .attemptEnded(let attempt, .failed(_, let failure, let bill), _),
            .joinEnded(let attempt, .failed(_, let failure, let bill), _, pays: true):
            all.add(bill)
            return fault(of: bill, for: failure, of: attempt.model)
        case .lateFailure(let attempt, let failure, let bill):
            all.add(bill)
            return fault(of: bill, for: failure, of: attempt.model)
        case .shadowEnded(let candidate, let proposal):
            shadows[candidate, default: Spending()].add(proposal.bill)
            return proposal.reply.flatMap { fault(of: proposal.bill, for: $0) }
                ?? proposal.failure.flatMap { fault(of: proposal.bill, for: $0, of: nil) }
        case .lateShadowFailure(let candidate, let failure, let bill):
            shadows[candidate, default: Spending()].add(bill)
            return fault(of: bill, for: failure, of: nil)
        case .lateShadowReply(let candidate, let reply, let bill):
            shadows[candidate, default: Spending()].add(bill)
            return fault(of: bill, for: reply)
        case .settled(let answer):
            guard let history, !history.spending.isSame(as: answer.bill) else { return nil }
            return Discrepancy(
                expected: "an answer billed the sum of its replies: \(history.spending.words)",
                found: Spending(answer.bill).words)
        default:
            return nil
        }
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        let totals = outcome.totals
        var discrepancies: [Discrepancy] = []
        if (replies, lateReplies) != (totals.replies, totals.lateReplies) {
            discrepancies.append(
                Discrepancy(
                    expected: "totals of \(replies) replies and \(lateReplies) late ones",
                    found: "\(totals.replies) and \(totals.lateReplies)"))
        }
        func compare(_ what: String, _ sum: Spending, _ told: Spending) {
            guard sum != told else { return }
            discrepancies.append(Discrepancy(expected: "\(what): \(sum.words)", found: told.words))
        }
        compare(
            "totals of all replies", all,
            Spending(totals.usage, totals.cost, unpriced: totals.unpricedReplies))
        for candidate in Set(shadows.keys).union(totals.shadows.keys).sorted() {
            let told = totals.shadows[candidate].map { Spending($0.usage, $0.cost, unpriced: $0.unpricedReplies) }
            compare("totals of candidate \(candidate)", shadows[candidate] ?? Spending(), told ?? Spending())
        }
        return discrepancies
    }

    /// What is wrong with the bill for one reply.
    private func fault(of bill: Bill, for reply: PlannerReply) -> Discrepancy? {
        let due = amount(for: reply)
        let usage = reply.usage ?? TokenUsage()
        guard bill.usage != usage || bill.cost.amount?.yoctodollars != due else { return nil }
        let cost = due.map { Cost(amount: Money(yoctodollars: $0), status: .exact) } ?? .missing
        return Discrepancy(
            expected: "a reply billed \(Spending(Bill(usage: usage, cost: cost)).words)",
            found: Spending(bill).words)
    }

    /// What is wrong with the bill for a call of `model` that failed; of a candidate's model nothing is known here.
    private func fault(of bill: Bill, for failure: PlannerFailure?, of model: String?) -> Discrepancy? {
        switch Self.usage(of: failure) {
        case nil:
            guard bill.usage != TokenUsage() || bill.cost != .missing else { return nil }
            return Discrepancy(
                expected: "a call of unknown cost, as it may have been charged for", found: Spending(bill).words)
        case TokenUsage()?:
            guard bill.usage != TokenUsage() || bill.cost != .nothing else { return nil }
            return Discrepancy(expected: "a call that cost nothing", found: Spending(bill).words)
        case let usage?:
            return fault(of: bill, for: PlannerReply(text: "", model: model ?? "", usage: usage))
        }
    }

    /// The tokens of a failed call, told apart from `PlannerFailure.usage`; nil where the provider may have written before.
    private static func usage(of failure: PlannerFailure?) -> TokenUsage? {
        switch failure {
        // What was left behind is told when it has ended.
        case nil, .unavailable, .http(status: 300...599, _): TokenUsage()
        case .metered(_, let usage): usage
        case .http, .connection, .timeout, .unreadable, .cancelled: nil
        }
    }

    /// What the reply costs by the catalogue, computed apart from `Price`; nil when it does not say how many tokens it took,
    /// or its model has no price.
    private func amount(for reply: PlannerReply) -> Int128? {
        guard let usage = reply.usage, let price = prices.price(of: reply.model) else { return nil }
        let parts = [
            (price.input, usage.input), (price.cachedInput, usage.cachedInput), (price.cacheWrite, usage.cacheWrite),
            (price.output, usage.output), (price.reasoning, usage.reasoning),
        ]
        // Rates are for 1,000,000 tokens, and whole yoctodollars for one.
        return parts.reduce(Money.zero) { sum, part in
            sum + Money(yoctodollars: part.0.yoctodollars / 1_000_000) * part.1
        }.yoctodollars
    }
}
