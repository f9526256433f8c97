/// The contract of errors with clients, held apart from `ErrorCode`, so that no change of the one goes unnoticed by the
/// other. `problem.schema.json` says the same; a test holds the three together.
enum ProblemContract {
    /// A member that breaks the contract.
    struct Fault: Equatable {
        let member: String
        /// What it must be.
        let expected: String
        /// What it is; never its text, where that may quote a question.
        let found: String
    }

    /// What belongs to one code.
    private struct Row {
        let error: String
        let status: Int
        let retryable: Bool
    }

    /// The longest `detail` and `hint`, in Unicode scalars.
    static let maximumText = 2_000

    /// The codes; no other one may leave.
    static var codes: [String] { rows.keys.sorted() }

    /// The first member that breaks the contract; nil when all keep to it.
    static func fault(in problem: ProblemMembers) -> Fault? {
        func differs(_ member: String, _ found: String, _ expected: String) -> Fault? {
            found == expected ? nil : Fault(member: member, expected: expected, found: found)
        }
        guard let row = rows[problem.code] else {
            return Fault(member: "code", expected: "one of the closed list", found: problem.code)
        }
        return differs("type", problem.type, "urn:toolrouter:error:" + problem.code)
            ?? differs("title", problem.title, problem.code.replacing("_", with: " "))
            ?? differs("error", problem.error, row.error)
            ?? differs("status", "\(problem.status)", "\(row.status)")
            ?? differs("retryable", "\(problem.retryable)", "\(row.retryable)")
            ?? faultInStage(problem, stages[row.error] ?? []) ?? faultInTexts(problem) ?? faultInWait(problem)
    }

    private static func faultInStage(_ problem: ProblemMembers, _ stages: [String]) -> Fault? {
        guard !stages.contains(problem.stage) else { return nil }
        return Fault(member: "stage", expected: stages.joined(separator: " or "), found: problem.stage)
    }

    private static func faultInTexts(_ problem: ProblemMembers) -> Fault? {
        let prefix = "urn:toolrouter:request:"
        if !problem.instance.hasPrefix(prefix) || problem.instance.utf8.count == prefix.utf8.count {
            return Fault(member: "instance", expected: prefix + "ID", found: "something else")
        }
        for (name, text) in [("detail", problem.detail), ("hint", problem.hint ?? "none")] {
            // Few bytes are few characters, and most texts are short.
            let length = text.utf8.count <= maximumText ? text.utf8.count : text.unicodeScalars.count
            guard length < 1 || length > maximumText else { continue }
            return Fault(member: name, expected: "1 to \(maximumText) characters", found: "\(length)")
        }
        guard problem.traceID.utf8.count == 32, problem.traceID.utf8.allSatisfy(isHexadecimal) else {
            return Fault(member: "trace_id", expected: "32 hexadecimal digits", found: problem.traceID)
        }
        return nil
    }

    private static func faultInWait(_ problem: ProblemMembers) -> Fault? {
        let wait = problem.retryAfterMilliseconds
        if wait == nil, !waiting.contains(problem.code) { return nil }
        if let wait, wait >= 0 { return nil }
        return Fault(member: "retry_after_ms", expected: "0 or more", found: wait.map { "\($0)" } ?? "null")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The stages that the errors of a class come from.
    private static let stages = [
        "planner_error": ["plan"],
        "validation_error": ["admit", "route", "recall", "guard", "run"],
        "execution_error": ["admit", "route", "recall", "plan", "guard", "run", "settle"],
        "timeout_error": ["admit", "route", "recall", "plan", "guard", "run"],
        "rate_limit_error": ["admit", "plan", "run"],
    ]

    /// The codes that always say when to ask again. An open circuit does, too, but while an operator keeps it open.
    private static let waiting: Set<String> = [
        "rate_limited", "budget_exhausted", "overloaded", "audit_unavailable", "not_ready",
    ]

    private static let rows: [String: Row] = [
        "empty_reply": Row(error: "planner_error", status: 502, retryable: true),
        "prose_reply": Row(error: "planner_error", status: 502, retryable: true),
        "malformed_plan": Row(error: "planner_error", status: 502, retryable: true),
        "invalid_plan": Row(error: "planner_error", status: 502, retryable: true),
        "surrounding_text": Row(error: "planner_error", status: 502, retryable: false),
        "tool_call_reply": Row(error: "planner_error", status: 502, retryable: false),
        "content_filtered": Row(error: "planner_error", status: 502, retryable: false),
        "unknown_finish_reason": Row(error: "planner_error", status: 502, retryable: false),
        "circuit_open": Row(error: "planner_error", status: 503, retryable: true),
        "provider_rate_limited": Row(error: "planner_error", status: 502, retryable: true),
        "provider_failed": Row(error: "planner_error", status: 502, retryable: true),
        "provider_rejected": Row(error: "planner_error", status: 502, retryable: false),
        "provider_credentials": Row(error: "planner_error", status: 502, retryable: false),
        "provider_not_found": Row(error: "planner_error", status: 502, retryable: false),
        "provider_unreachable": Row(error: "planner_error", status: 502, retryable: true),
        "provider_timeout": Row(error: "planner_error", status: 502, retryable: true),
        "provider_unreadable": Row(error: "planner_error", status: 502, retryable: true),
        "provider_redirected": Row(error: "planner_error", status: 502, retryable: false),
        "planner_unavailable": Row(error: "planner_error", status: 502, retryable: false),
        "planner_stuck": Row(error: "planner_error", status: 503, retryable: true),
        "question_empty": Row(error: "validation_error", status: 400, retryable: false),
        "question_too_long": Row(error: "validation_error", status: 413, retryable: false),
        "unknown_database": Row(error: "validation_error", status: 400, retryable: false),
        "tool_not_configured": Row(error: "validation_error", status: 422, retryable: false),
        "malformed_request": Row(error: "validation_error", status: 400, retryable: false),
        "unauthenticated": Row(error: "validation_error", status: 401, retryable: false),
        "forbidden": Row(error: "validation_error", status: 403, retryable: false),
        "route_not_found": Row(error: "validation_error", status: 404, retryable: false),
        "method_not_allowed": Row(error: "validation_error", status: 405, retryable: false),
        "body_too_large": Row(error: "validation_error", status: 413, retryable: false),
        "unsupported_media_type": Row(error: "validation_error", status: 415, retryable: false),
        "headers_too_large": Row(error: "validation_error", status: 431, retryable: false),
        "sql_empty": Row(error: "validation_error", status: 422, retryable: false),
        "sql_too_long": Row(error: "validation_error", status: 422, retryable: false),
        "sql_not_text": Row(error: "validation_error", status: 422, retryable: false),
        "sql_invalid": Row(error: "validation_error", status: 422, retryable: false),
        "sql_unknown_table": Row(error: "validation_error", status: 422, retryable: false),
        "multiple_statements": Row(error: "validation_error", status: 422, retryable: false),
        "sql_not_read_only": Row(error: "validation_error", status: 422, retryable: false),
        "statement_denied": Row(error: "validation_error", status: 422, retryable: false),
        "table_denied": Row(error: "validation_error", status: 422, retryable: false),
        "column_denied": Row(error: "validation_error", status: 422, retryable: false),
        "function_denied": Row(error: "validation_error", status: 422, retryable: false),
        "sql_too_complex": Row(error: "validation_error", status: 422, retryable: false),
        "caller_unknown": Row(error: "validation_error", status: 422, retryable: false),
        "search_empty": Row(error: "validation_error", status: 422, retryable: false),
        "search_too_long": Row(error: "validation_error", status: 422, retryable: false),
        "argument_invalid": Row(error: "validation_error", status: 422, retryable: false),
        "endpoint_unknown": Row(error: "validation_error", status: 422, retryable: false),
        "address_denied": Row(error: "validation_error", status: 422, retryable: false),
        "sql_failed": Row(error: "execution_error", status: 500, retryable: false),
        "database_busy": Row(error: "execution_error", status: 503, retryable: true),
        "database_unavailable": Row(error: "execution_error", status: 503, retryable: true),
        "documents_unavailable": Row(error: "execution_error", status: 503, retryable: true),
        "service_unreachable": Row(error: "execution_error", status: 503, retryable: true),
        "service_failed": Row(error: "execution_error", status: 500, retryable: true),
        "service_rejected": Row(error: "execution_error", status: 500, retryable: false),
        "service_redirected": Row(error: "execution_error", status: 500, retryable: false),
        "service_unreadable": Row(error: "execution_error", status: 500, retryable: false),
        "audit_unavailable": Row(error: "execution_error", status: 503, retryable: true),
        "cancelled": Row(error: "execution_error", status: 499, retryable: false),
        "not_ready": Row(error: "execution_error", status: 503, retryable: true),
        "planner_timeout": Row(error: "timeout_error", status: 504, retryable: true),
        "deadline_exceeded": Row(error: "timeout_error", status: 504, retryable: true),
        "execution_budget": Row(error: "timeout_error", status: 504, retryable: false),
        "service_timeout": Row(error: "timeout_error", status: 504, retryable: true),
        "request_timeout": Row(error: "timeout_error", status: 408, retryable: true),
        "rate_limited": Row(error: "rate_limit_error", status: 429, retryable: true),
        "request_too_large": Row(error: "rate_limit_error", status: 429, retryable: false),
        "budget_exhausted": Row(error: "rate_limit_error", status: 429, retryable: true),
        "overloaded": Row(error: "rate_limit_error", status: 503, retryable: true),
    ]
}
