package import ToolRouter

/// What the records of a group add up to; money is exact.
package struct AuditSums: Hashable, Sendable {
    /// Answers.
    package internal(set) var requests = 0
    /// Records of all kinds.
    package internal(set) var records = 0
    /// Tokens by kind, in the order of `tokenNames`; a sum that would not fit stays at the largest number.
    package internal(set) var tokens = [Int](repeating: 0, count: AuditSums.tokenNames.count)
    /// What is known to have been paid.
    package internal(set) var cost = Money.zero
    /// Records by what is known of their cost.
    package internal(set) var exact = 0
    package internal(set) var estimated = 0
    package internal(set) var missing = 0
    /// Requests that the answer cache answered, and that it had nothing for.
    package internal(set) var hits = 0
    package internal(set) var misses = 0
    /// Answers that were refused, and that failed.
    package internal(set) var refused = 0
    package internal(set) var failed = 0

    /// What the kinds of tokens are called.
    package static let tokenNames = ["input", "cached_input", "cache_write", "cache_write_1h", "output", "reasoning"]

    /// Hits / (hits + misses); nil before the first.
    package var hitRatio: Ratio? { Ratio(hits, of: hits + misses) }

    /// What is known; nil when nothing is, though there is something.
    package var knownCost: Money? { exact + estimated == 0 && missing > 0 ? nil : cost }

    mutating func add(_ share: AuditShare) {
        for index in tokens.indices {
            let (sum, overflow) = tokens[index].addingReportingOverflow(share.tokens[index])
            tokens[index] = overflow ? .max : sum
        }
        if let amount = share.cost { cost += amount }
        switch share.status {
        case .exact: exact += 1
        case .estimated: estimated += 1
        case .missing: missing += 1
        }
    }

    /// Counts a record, once however many shares of it there are.
    mutating func count(_ row: AuditRawRow) {
        records += 1
        guard row.text(.kind) == AuditKind.answer.rawValue else { return }
        requests += 1
        switch row.text(.recall) {
        case Recall.Name.hit.rawValue: hits += 1
        case Recall.Name.miss.rawValue, Recall.Name.disapproved.rawValue: misses += 1
        default: break
        }
        switch row.text(.outcome) {
        case "refused": refused += 1
        case "failed": failed += 1
        default: break
        }
    }
}

/// The part of a record that one model is responsible for, or all of it.
struct AuditShare {
    var model: String?
    var tokens: [Int]
    var cost: Money?
    var status: CostStatus

    /// All of a record; nil when it can't be read.
    init?(_ row: AuditRawRow) {
        let columns: [AuditColumn] = [.input, .cachedInput, .cacheWrite, .longCacheWrite, .output, .reasoning]
        guard let status = row.text(.costStatus).flatMap(CostStatus.init(rawValue:)) else { return nil }
        model = row.text(.model)
        tokens = columns.map { Int(row.integer($0) ?? 0) }
        self.status = status
        guard readCost(row.text(.cost)) else { return nil }
    }

    /// One charge; nil when it can't be read.
    init?(_ charge: AuditCharge) {
        guard let status = CostStatus(rawValue: charge.costStatus) else { return nil }
        model = charge.model
        tokens = [
            charge.tokensInput, charge.tokensCachedInput, charge.tokensCacheWrite, charge.tokensLongCacheWrite,
            charge.tokensOutput, charge.tokensReasoning,
        ]
        self.status = status
        guard readCost(charge.costUSD) else { return nil }
    }

    private mutating func readCost(_ text: String?) -> Bool {
        cost = text.flatMap { Money(usd: $0) }
        return (text == nil) == (cost == nil) && (cost == nil) == (status == .missing)
    }

    /// Two shares as one, of the model of the first; a sum of tokens that would not fit stays at the largest number.
    static func + (left: AuditShare, right: AuditShare) -> AuditShare {
        var sum = left
        for index in sum.tokens.indices {
            let (tokens, overflow) = left.tokens[index].addingReportingOverflow(right.tokens[index])
            sum.tokens[index] = overflow ? .max : tokens
        }
        let cost = left.known + right.known
        (sum.cost, sum.status) = (cost.amount, cost.status)
        return sum
    }

    private var known: Cost { cost.map { Cost(amount: $0, status: status) } ?? .missing }

    /// The shares of a record by model; nil when it can't be read.
    static func byModel(_ row: AuditRawRow) -> [AuditShare]? {
        guard let json = row.text(.charges) else { return AuditShare(row).map { [$0] } }
        guard let charges = AuditCharges.read(json) else { return nil }
        let shares = charges.compactMap(AuditShare.init)
        return shares.count == charges.count ? shares : nil
    }
}
