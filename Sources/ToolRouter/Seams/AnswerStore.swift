/// Keeps answers for a while. What it returns is untrusted: the router has it approved again.
///
/// The router waits for one that may wait no longer than `StoreSettings.budget` allows, and goes on without it when that
/// is used up or when it fails. One that never waits never fails.
public protocol AnswerStore: Sendable {
    /// Whether it may wait for anything, and so fail. Default: it may.
    var mayWait: Bool { get }

    /// How much it holds; nil where it can't tell without waiting. Default: it can't.
    var size: AnswerStoreSize? { get }

    /// The answer for `key`, fresh or kept for the case that the planner fails; it says which by `freshFor`.
    func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer?

    /// Keeps `answer` for `key`; false when it does not, such as one that is too large.
    func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool

    /// Forgets the answer for `key`.
    func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure)
}

extension AnswerStore {
    public var mayWait: Bool { true }
    public var size: AnswerStoreSize? { nil }
}

/// How much an answer store holds.
public struct AnswerStoreSize: Hashable, Sendable {
    /// Answers, stale ones included.
    public var answers: Int
    /// The memory they take, estimated.
    public var bytes: Int

    public init(answers: Int, bytes: Int) {
        self.answers = answers
        self.bytes = bytes
    }
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
    /// The moment from which on it may not be true any more, whatever the cache's time to live, since it depends on the
    /// clock; nil when it does not.
    public var validUntil: Timestamp?
    /// How long it stays fresh, when it is found; negative when its time is past.
    public var freshFor = Duration.zero

    public init(
        plan: Plan, result: ToolResult, storedAt: Timestamp, load: Duration = .zero, validUntil: Timestamp? = nil
    ) {
        self.plan = plan
        self.result = result
        self.storedAt = storedAt
        self.load = load
        self.validUntil = validUntil
    }

    /// Whether it may still be true at `now`, as far as the clock is concerned.
    func isValid(at now: Timestamp) -> Bool { validUntil.map { now < $0 } ?? true }

    /// The memory it takes, estimated: its texts, and 32 bytes for each value and each row.
    public var bytes: Int {
        plan.bytes + result.bytes + 256
    }
}
