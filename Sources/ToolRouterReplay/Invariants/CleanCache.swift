import ToolRouter
import ToolRouterFormats

/// Only complete answers of the planner are stored, never a failure, a fallback, a clarification or a truncated
/// answer; what is found was stored under its key, and for nobody else; a hit is fresh and returns that; and a stale
/// answer is no older than allowed. What depends on who asks is nobody else's, whoever shares. Nor does anybody wait for a call that was not made for the same owner.
///
/// A store outside of the process may have kept what it said nothing of, and find what it had before.
struct CleanCache: Invariant {
    static let name = "clean_cache"
    var kinds: EventKinds {
        [
            .recalled, .attemptStarted, .attemptEnded, .attemptJoined, .joinEnded, .recalledFor, .servedFallback,
            .storing, .settled, .stored, .notStored,
        ]
    }
    /// The answers that have left the cache and are remembered all the same: as many as requests may be under way, by default.
    private static let mostUnderWay = 1_000

    /// How long an answer is fresh; nil when there is no cache.
    private let ttl: Duration?
    /// How much longer it may stand in.
    private let staleIfError: Duration
    private let scope: CacheScope
    /// Whether the store is outside of the process.
    private let isShared: Bool
    private var stores: RecentStores
    /// Whose the answers are that are about to be stored.
    private var storing: [RequestID: RecentStore] = [:]
    /// What lay under the key when a request found it: by the time it is answered there may be another answer.
    private var found: [RequestID: RecentStore] = [:]
    /// The owners for whom calls are under way, 64 bits of each, and how many requests wait for those.
    private var waiting: [UInt64: Int] = [:]
    /// The answers under one key that a store outside may still have beside the latest.
    private static let mostFormer = 7

    /// - Parameters:
    ///   - settings: those of the cache; nil when there is none, and then nothing may be stored or found.
    ///   - isShared: whether the store is outside of the process.
    ///   - scope: among whom an answer may be shared.
    init(_ settings: CacheSettings?, isShared: Bool = false, scope: CacheScope) {
        self.isShared = isShared
        self.scope = scope
        ttl = settings?.ttl
        staleIfError = settings?.staleIfError ?? .zero
        // What a copy of the store still has may have been used long ago; and a request may fall back on what it found before others made it
        // leave.
        stores = RecentStores(
            entries: settings.map { $0.entries * (isShared ? 4 : 1) + Self.mostUnderWay } ?? 0)
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .stored(let key, let answer):
            let owner = storing.removeValue(forKey: event.request)?.owner
            remember(RecentStore(fingerprint: fingerprint(answer.plan, answer.result), owner: owner), under: key)
            return nil
        case .notStored(let key):
            // It may have been kept all the same.
            if let store = storing.removeValue(forKey: event.request), isShared { remember(store, under: key) }
            return nil
        default:
            break
        }
        guard let history else { return nil }
        switch event.kind {
        case .attemptStarted: wait(history)
        case .attemptEnded, .joinEnded: leave(history)
        case .attemptJoined:
            defer { wait(history) }
            // A place that was taken before is one that was right or wrong by then.
            return history.hasJoined ? nil : join(history)
        case .recalled(.joined): return join(history)
        case .storing(let key, let answer):
            let store = RecentStore(
                fingerprint: isShared ? fingerprint(answer.plan, answer.result) : 0,
                owner: owner(of: history.request))
            storing[event.request] = store
            // Others may find it there before its own request is told that it was kept.
            if isShared { remember(store, under: key) }
            return fault(of: answer, history).map {
                Discrepancy(expected: "only a complete answer of the planner in the cache", found: $0)
            }
        case .recalled(.hit(let key, let age)):
            found[event.request] = stores.use(key)
            return fault(of: key, history) ?? fault(of: age, upTo: ttl)
        case .recalled(.refresh(let key, let age)):
            return fault(of: key, history) ?? fault(of: age, upTo: ttl)
        case .recalledFor(_, let key, let age):
            return fault(of: key, history) ?? fault(of: age, upTo: ttl)
        case .servedFallback(let key, _, let age):
            if let fault = fault(of: key, history) { return fault }
            // It grew older while the planner was asked.
            let ageOnArrival = age - (event.at - history.receivedAt)
            return fault(of: ageOnArrival, upTo: ttl.map { $0 + staleIfError })
        case .settled(let answer):
            if scope != .user, [.cache, .stale].contains(answer.source), answer.plan?.isPersonal == true {
                return Discrepancy(
                    expected: "no answer of the cache that depends on who asked", found: "one of the \(scope.rawValue)")
            }
            // One that was never stored has been told of already.
            guard history.hit != nil, let stored = found.removeValue(forKey: event.request) else { return nil }
            // No answer leaves without its record.
            if answer.outcome.error?.code == .auditUnavailable { return nil }
            guard case .answered(let result) = answer.outcome, let plan = answer.plan,
                stored.fingerprints.contains(fingerprint(plan, result))
            else { return Discrepancy(expected: "the answer that was stored", found: "another one") }
            return nil
        default:
            break
        }
        return nil
    }

    /// One more request waits for a call.
    private mutating func wait(_ history: RequestHistory) {
        if let owner = owner(of: history.request) { waiting[owner, default: 0] += 1 }
    }

    /// A request waits no longer.
    private mutating func leave(_ history: RequestHistory) {
        guard let owner = owner(of: history.request), let count = waiting[owner] else { return }
        waiting[owner] = count == 1 ? nil : count - 1
    }

    /// What is wrong with waiting for another request's call.
    private func join(_ history: RequestHistory) -> Discrepancy? {
        if let owner = owner(of: history.request), waiting[owner] != nil { return nil }
        return Discrepancy(
            expected: "no wait but for a call that was made for the same \(scope.rawValue)", found: "another one")
    }

    private mutating func remember(_ store: RecentStore, under key: CacheKey) {
        let former = isShared ? stores.use(key) : nil
        // It was about to be stored before.
        if let former, former.owner == store.owner, former.fingerprints.first == store.fingerprints.first { return }
        stores.remember(store.besides(former, most: Self.mostFormer), under: key)
    }

    /// What is wrong with finding anything under this key.
    private mutating func fault(of key: CacheKey, _ history: RequestHistory) -> Discrepancy? {
        guard let stored = stores.use(key) else {
            return Discrepancy(expected: "an answer that was stored under its key", found: "one that was not")
        }
        guard let owner = owner(of: history.request), stored.owner == owner else {
            return Discrepancy(
                expected: "an answer that was stored for the same \(scope.rawValue)", found: "one that was not")
        }
        return nil
    }

    /// 64 bits of whose an answer to `request` is; nil where it is nobody's.
    private func owner(of request: Request) -> UInt64? {
        CacheOwner(request.caller, scope: scope).map { owner in
            var hash = QuickHash()
            for part in owner.parts { hash.combine(part) }
            return hash.value
        }
    }

    /// What is wrong with finding an answer of this age; there is no `limit` where there is no cache.
    private func fault(of age: Duration, upTo limit: Duration?) -> Discrepancy? {
        guard let limit else { return Discrepancy(expected: "no answer without a cache", found: "one") }
        guard age > limit else { return nil }
        return Discrepancy(expected: "an answer at most \(limit.words) old", found: "one that is \(age.words) old")
    }

    private func fault(of answer: StoredAnswer, _ history: RequestHistory) -> String? {
        if ttl == nil { return "one although there is no cache" }
        guard let (plan, source) = history.plan else { return "one without a plan" }
        if source != .planner { return "a plan from \(source.rawValue)" }
        if history.clarification != nil { return "a clarification" }
        if !history.hasRun { return "one that did not run to its end" }
        if answer.result.isTruncated { return "a truncated answer" }
        if scope != .user, plan.isPersonal { return "one that depends on who asked" }
        return plan == answer.plan ? nil : "another plan's answer"
    }

    /// 64 bits of the plan and of how many rows there are; rows may be too many to hash at each hit.
    private func fingerprint(_ plan: Plan, _ result: ToolResult) -> UInt64 {
        var hash = QuickHash()
        hash.combine(UInt64(result.rowCount) << 1 | (result.isTruncated ? 1 : 0))
        hash.combine(plan.tool.text)
        if plan.arguments.count == 1, case (let name, .string(let text))? = plan.arguments.first {
            hash.combine(name)
            hash.combine(text)
        } else {
            var arguments = JSONWriter()
            PlanArgument.object(plan.arguments).write(to: &arguments)
            arguments.utf8.withUnsafeBytes { hash.combine($0) }
        }
        return hash.value
    }
}
