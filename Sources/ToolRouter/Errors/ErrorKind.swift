/// The five classes of error, the contract with clients; a code refines each.
public enum ErrorKind: String, CaseIterable, Sendable {
    /// The LLM planner gave no usable plan.
    case plannerError = "planner_error"
    /// The request or the plan breaks a rule.
    case validationError = "validation_error"
    /// An approved call failed.
    case executionError = "execution_error"
    /// A deadline or an execution budget ran out.
    case timeoutError = "timeout_error"
    /// The caller asks too often.
    case rateLimitError = "rate_limit_error"
}
