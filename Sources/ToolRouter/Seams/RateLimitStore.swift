import Synchronization

/// Where the allowances of callers are kept: in this process, or shared by several.
///
/// The router waits for one that may wait no longer than `StoreSettings.budget` allows, and decides by itself, more strictly,
/// when that is used up or when it fails. One that never waits never fails.
public protocol RateLimitStore: Sendable {
    /// Whether it may wait for anything, and so fail. Default: it may.
    var mayWait: Bool { get }

    /// Decides on one request and an estimate of `tokens`, at least 0, and uses the caller's allowances up when it is
    /// allowed: all of them or none.
    func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure) -> RateLimitDecision

    /// Puts right what an admitted request spent: `tokens` more than were taken so far, or fewer when negative. What there
    /// is no room for is owed.
    func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async throws(StoreFailure)

    /// How a caller stands with each limit that applies to it; nothing where the store can't tell. Looking takes nothing.
    func standings(of keys: RateLimitKeys, at now: Timestamp) async throws(StoreFailure) -> [RateLimitStanding]
}

extension RateLimitStore {
    public var mayWait: Bool { true }
    public func standings(of keys: RateLimitKeys, at now: Timestamp) async -> [RateLimitStanding] { [] }
}

/// The allowances of one process.
public final class InMemoryRateLimitStore: RateLimitStore {
    private let limiter: Mutex<RateLimiter>

    public init(_ limits: RateLimits) {
        limiter = Mutex(RateLimiter(limits: limits))
    }

    public var mayWait: Bool { false }

    public func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async -> RateLimitDecision {
        limiter.withLock { limiter in
            DecisionSlip.stamp()
            return limiter.admit(keys, tokens: tokens, at: now)
        }
    }

    public func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async {
        limiter.withLock { $0.spend(tokens: tokens, of: keys, admittedAs: decision, at: now) }
    }

    public func standings(of keys: RateLimitKeys, at now: Timestamp) async -> [RateLimitStanding] {
        limiter.withLock { $0.standings(of: keys, at: now) }
    }
}
