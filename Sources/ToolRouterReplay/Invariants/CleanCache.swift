import ToolRouter
import ToolRouterFormats

/// Only complete answers of the planner are stored, never a failure, a fallback, a clarification or a truncated
/// answer; and a hit is fresh and returns what was stored under its key.
struct CleanCache: Invariant {
    static let name = "clean_cache"

    /// How long an answer is fresh; nil when there is no cache.
    private let ttl: Duration?
    private var stores: RecentStores

    /// - Parameter settings: those of the cache; nil when there is none, and then nothing may be stored or found.
    init(_ settings: CacheSettings?) {
        ttl = settings?.ttl
        stores = RecentStores(entries: settings?.entries ?? 0)
    }

    mutating func read(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard let history else { return nil }
        switch event.happening {
        case .stored(let key, let answer):
            stores.remember(fingerprint(answer.plan, answer.result), under: key)
            return fault(of: answer, history).map {
                Discrepancy(expected: "only a complete answer of the planner in the cache", found: $0)
            }
        case .recalled(.hit(let key, let age)):
            guard stores.use(key) != nil else {
                return Discrepancy(expected: "an answer that was stored under its key", found: "one that was not")
            }
            guard let ttl, age > ttl else { return nil }
            return Discrepancy(expected: "an answer at most \(ttl.words) old", found: "one that is \(age.words) old")
        case .settled(let answer):
            // One that was never stored has been told of already.
            guard let key = history.hit, let stored = stores.use(key) else { return nil }
            guard case .answered(let result) = answer.outcome, let plan = answer.plan,
                fingerprint(plan, result) == stored
            else { return Discrepancy(expected: "the answer that was stored", found: "another one") }
            return nil
        default:
            return nil
        }
    }

    private func fault(of answer: StoredAnswer, _ history: RequestHistory) -> String? {
        if ttl == nil { return "one although there is no cache" }
        guard let (plan, source) = history.plan else { return "one without a plan" }
        if source != .planner { return "a plan from \(source.rawValue)" }
        if history.doubt != nil { return "a clarification" }
        if !history.hasRun { return "one that did not run to its end" }
        if answer.result.isTruncated { return "a truncated answer" }
        return plan == answer.plan ? nil : "another plan's answer"
    }

    /// 64 bits of the plan and of how many rows there are; rows may be too many to hash at each hit.
    private func fingerprint(_ plan: Plan, _ result: ToolResult) -> UInt64 {
        let rows =
            switch result {
            case .rows(let set): UInt64(set.rows.count) << 1 | (set.isTruncated ? 1 : 0)
            }
        return KeyedDraw(seed: 0).number(plan.tool.text, plan.sql ?? "", occurrence: rows)
    }
}
