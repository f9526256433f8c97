/// A refusal or failure as a value: what went wrong, where, and what the caller can do.
public struct RouterError: Error, Hashable, Sendable {
    /// The reason, from the closed list.
    public var code: ErrorCode
    /// The stage that said so.
    public var stage: Stage
    /// One sentence for a person; never a secret, never the whole question or plan.
    public var detail: String
    /// What a planner or caller can change to succeed.
    public var hint: String?
    /// When to ask again, where that is known.
    public var retryAfter: Duration?

    public init(
        _ code: ErrorCode, at stage: Stage, _ detail: String, hint: String? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.stage = stage
        self.detail = detail
        self.hint = hint
        self.retryAfter = retryAfter
    }
}
