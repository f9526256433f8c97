/// Keeps answers for a while. What it returns is untrusted: the router has it approved again.
///
/// The router goes on by the request's deadline, so a store that asks over a network keeps a latency budget of its own and
/// has nothing to say when that is used up.
public protocol AnswerStore: Sendable {
    /// Whether it may wait for anything; if so a look-up is cut off at the request's deadline. Default: it may.
    var mayWait: Bool { get }

    /// The answer for `key`, fresh or kept for the case that the planner fails; it says which by `freshFor`.
    func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer?

    /// Keeps `answer` for `key`; false when it does not, such as one that is too large.
    func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async -> Bool

    /// Forgets the answer for `key`.
    func remove(_ key: CacheKey, at now: Timestamp) async
}

extension AnswerStore {
    public var mayWait: Bool { true }
}

/// A complete, successful, approved answer.
public struct StoredAnswer: Sendable {
    /// The plan that made it; approved again before it is used.
    public var plan: Plan
    /// The result, never truncated.
    public var result: ToolResult
    /// When it was stored.
    public var storedAt: Timestamp
    /// How long it took from the question to here.
    public var load: Duration
    /// The last moment at which it is still true, whatever the cache's time to live; nil when it does not end by itself.
    public var trueUntil: Timestamp?
    /// How long it stays fresh, when it is found; negative when its time is past.
    public var freshFor = Duration.zero

    public init(
        plan: Plan, result: ToolResult, storedAt: Timestamp, load: Duration = .zero, trueUntil: Timestamp? = nil
    ) {
        self.plan = plan
        self.result = result
        self.storedAt = storedAt
        self.load = load
        self.trueUntil = trueUntil
    }

    /// The memory it takes, estimated: its texts, and 32 bytes for each value and each row.
    public var bytes: Int {
        plan.bytes + result.bytes + 256
    }
}
