import ToolRouter

/// Each reply is billed for its tokens at the catalogue's price of its request's date, and for an unknown amount, never for
/// none, where either is not known; so is a call without a reply, unless the provider refused it. An answer costs what its calls cost that ended in
/// time, and the totals are the sum of all calls, those that were left behind included.
struct CostsAddUp: Invariant {
    static let name = "costs_add_up"
    var kinds: EventKinds {
        [
            .attemptEnded, .joinEnded, .lateReply, .lateFailure, .settled, .shadowEnded, .lateShadowReply,
            .lateShadowFailure,
        ]
    }

    private let prices: PriceCatalogue
    /// The models that candidates ask.
    private let candidates: [PlannerName: String]
    private var all = Spending()
    private var replies = 0
    private var lateReplies = 0
    private var shadows: [PlannerName: Spending] = [:]

    init(prices: PriceCatalogue, candidates: [PlannerName: String] = [:]) {
        self.prices = prices
        self.candidates = candidates
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .attemptEnded(_, .replied(let reply, let bill, _), _),
            .joinEnded(_, .replied(let reply, let bill, _), _, pays: true):
            all.add(bill)
            replies += 1
            return fault(of: bill, for: reply, requestedAt: history?.receivedAt, by: event.at)
        case .lateReply(_, let reply, let bill):
            all.add(bill)
            lateReplies += 1
            return fault(of: bill, for: reply, requestedAt: history?.receivedAt, by: event.at)
        case .attemptEnded(let attempt, .failed(_, let failure, let bill), _),
            .joinEnded(let attempt, .failed(_, let failure, let bill), _, pays: true):
            all.add(bill)
            return fault(of: bill, for: failure, of: attempt.model, requestedAt: history?.receivedAt, by: event.at)
        case .lateFailure(let attempt, let failure, let bill):
            all.add(bill)
            return fault(of: bill, for: failure, of: attempt.model, requestedAt: history?.receivedAt, by: event.at)
        case .shadowEnded(let candidate, let proposal):
            shadows[candidate, default: Spending()].add(proposal.bill)
            let arrival = history?.receivedAt
            return proposal.reply.flatMap { fault(of: proposal.bill, for: $0, requestedAt: arrival, by: event.at) }
                ?? proposal.failure.flatMap {
                    fault(
                        of: proposal.bill, for: $0, of: candidates[candidate], requestedAt: arrival, by: event.at)
                }
        case .lateShadowFailure(let candidate, let failure, let bill):
            shadows[candidate, default: Spending()].add(bill)
            return fault(
                of: bill, for: failure, of: candidates[candidate], requestedAt: history?.receivedAt, by: event.at)
        case .lateShadowReply(let candidate, let reply, let bill):
            shadows[candidate, default: Spending()].add(bill)
            return fault(of: bill, for: reply, requestedAt: history?.receivedAt, by: event.at)
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
            Spending(
                totals.usage, totals.cost, unpriced: totals.unpricedReplies, estimated: totals.estimatedReplies))
        for candidate in Set(shadows.keys).union(totals.shadows.keys).sorted() {
            let told = totals.shadows[candidate].map {
                Spending($0.usage, $0.cost, unpriced: $0.unpricedReplies, estimated: $0.estimatedReplies)
            }
            compare("totals of candidate \(candidate)", shadows[candidate] ?? Spending(), told ?? Spending())
        }
        return discrepancies
    }

    /// What is wrong with the bill for one reply.
    ///
    /// - Parameter requestedAt: when its request came; nil where that is forgotten, and any price that was valid by `now`
    ///   may be the right one.
    private func fault(
        of bill: Bill, for reply: PlannerReply, requestedAt: Timestamp?, by now: Timestamp
    ) -> Discrepancy? {
        let usage = reply.usage ?? TokenUsage()
        let due = costs(of: reply, requestedAt: requestedAt, by: now)
        guard bill.usage != usage || !due.contains(bill.cost) else { return nil }
        return Discrepancy(
            expected: "a reply billed \(Spending(Bill(usage: usage, cost: due[0])).words)",
            found: Spending(bill).words)
    }

    /// What the reply may cost by the catalogue, at least one; unknown when it does not say how many tokens it took, or its
    /// model has no price.
    private func costs(of reply: PlannerReply, requestedAt: Timestamp?, by now: Timestamp) -> [Cost] {
        guard let usage = reply.usage, case .found(let entry, let match) = prices.resolve(reply.model) else {
            return [.missing]
        }
        guard let requestedAt else {
            let valid = entry.prices.filter { $0.validFrom.map { $0 <= now } ?? true }
            let isAlways = entry.prices.first.map { $0.validFrom == nil } ?? false
            return valid.map { DueCost.of(usage, by: $0.price, match) } + (isAlways ? [] : [.missing])
        }
        return [entry.price(at: requestedAt).map { DueCost.of(usage, by: $0.price, match) } ?? .missing]
    }

    /// What is wrong with the bill for a call that failed, where `model` was asked; its tokens are those of another one where
    /// the failure says so.
    private func fault(
        of bill: Bill, for failure: PlannerFailure?, of model: String?, requestedAt: Timestamp?, by now: Timestamp
    ) -> Discrepancy? {
        switch Self.usage(of: failure) {
        case nil:
            guard bill.usage != TokenUsage() || bill.cost != .missing else { return nil }
            return Discrepancy(
                expected: "a call of unknown cost, as it may have been charged for", found: Spending(bill).words)
        case TokenUsage()?:
            guard bill.usage != TokenUsage() || bill.cost != .nothing else { return nil }
            return Discrepancy(expected: "a call that cost nothing", found: Spending(bill).words)
        case let usage?:
            return fault(
                of: bill, for: PlannerReply(text: "", model: Self.model(of: failure) ?? model ?? "", usage: usage),
                requestedAt: requestedAt, by: now)
        }
    }

    /// The model that a failed call is said to have reached.
    private static func model(of failure: PlannerFailure?) -> String? {
        if case .metered(_, _, let model) = failure { model } else { nil }
    }

    /// The tokens of a failed call, told apart from `PlannerFailure.usage`; nil where the provider may have written before.
    private static func usage(of failure: PlannerFailure?) -> TokenUsage? {
        switch failure {
        // What was left behind is told when it has ended.
        case nil, .unavailable, .http(status: 300...599, _): TokenUsage()
        case .metered(_, let usage, _): usage
        case .http, .connection, .timeout, .unreadable, .cancelled: nil
        }
    }
}
