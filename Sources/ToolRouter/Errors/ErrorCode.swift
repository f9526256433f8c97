/// The closed list of reasons why a request is refused or fails.
///
/// A code owns its class, its HTTP status and whether asking again can help, so that none of them can disagree.
public enum ErrorCode: String, CaseIterable, Sendable {
    // planner_error: the reply
    case emptyReply = "empty_reply"
    case proseReply = "prose_reply"
    case malformedPlan = "malformed_plan"
    case invalidPlan = "invalid_plan"
    case surroundingText = "surrounding_text"
    case toolCallReply = "tool_call_reply"
    case contentFiltered = "content_filtered"
    case unknownFinishReason = "unknown_finish_reason"
    // planner_error: the provider
    case circuitOpen = "circuit_open"
    case providerRateLimited = "provider_rate_limited"
    case providerFailed = "provider_failed"
    case providerRejected = "provider_rejected"
    case providerCredentials = "provider_credentials"
    case providerNotFound = "provider_not_found"
    case providerUnreachable = "provider_unreachable"
    case providerTimeout = "provider_timeout"
    case providerUnreadable = "provider_unreadable"
    case providerRedirected = "provider_redirected"
    case plannerUnavailable = "planner_unavailable"
    case plannerStuck = "planner_stuck"

    // validation_error: the request
    case questionEmpty = "question_empty"
    case questionTooLong = "question_too_long"
    case unknownDatabase = "unknown_database"
    case toolNotConfigured = "tool_not_configured"
    // validation_error: the HTTP request, before the router sees it
    case malformedRequest = "malformed_request"
    case unauthenticated
    case forbidden
    case routeNotFound = "route_not_found"
    case methodNotAllowed = "method_not_allowed"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case headersTooLarge = "headers_too_large"
    // validation_error: the SQL
    case sqlEmpty = "sql_empty"
    case sqlTooLong = "sql_too_long"
    case sqlNotText = "sql_not_text"
    case sqlInvalid = "sql_invalid"
    case sqlUnknownTable = "sql_unknown_table"
    case multipleStatements = "multiple_statements"
    case sqlNotReadOnly = "sql_not_read_only"
    case statementDenied = "statement_denied"
    case tableDenied = "table_denied"
    case columnDenied = "column_denied"
    case functionDenied = "function_denied"
    case sqlTooComplex = "sql_too_complex"
    // validation_error: other calls
    case callerUnknown = "caller_unknown"
    case searchEmpty = "search_empty"
    case searchTooLong = "search_too_long"
    case argumentInvalid = "argument_invalid"
    case endpointUnknown = "endpoint_unknown"
    case addressDenied = "address_denied"

    // execution_error
    case sqlFailed = "sql_failed"
    case databaseBusy = "database_busy"
    case databaseUnavailable = "database_unavailable"
    case documentsUnavailable = "documents_unavailable"
    case serviceUnreachable = "service_unreachable"
    case serviceFailed = "service_failed"
    case serviceRejected = "service_rejected"
    case serviceRedirected = "service_redirected"
    case serviceUnreadable = "service_unreadable"
    case auditUnavailable = "audit_unavailable"
    case cancelled = "cancelled"
    case notReady = "not_ready"

    // timeout_error
    case plannerTimeout = "planner_timeout"
    case deadlineExceeded = "deadline_exceeded"
    case executionBudget = "execution_budget"
    case serviceTimeout = "service_timeout"
    case requestTimeout = "request_timeout"

    // rate_limit_error
    case rateLimited = "rate_limited"
    case requestTooLarge = "request_too_large"
    case budgetExhausted = "budget_exhausted"
    case overloaded = "overloaded"

    /// The class the code refines.
    public var kind: ErrorKind {
        switch self {
        case .emptyReply, .proseReply, .malformedPlan, .invalidPlan, .surroundingText, .toolCallReply, .contentFiltered,
            .unknownFinishReason, .circuitOpen, .providerRateLimited, .providerFailed, .providerRejected,
            .providerCredentials, .providerNotFound, .providerUnreachable, .providerTimeout, .providerUnreadable,
            .providerRedirected, .plannerUnavailable, .plannerStuck:
            .plannerError
        case .questionEmpty, .questionTooLong, .unknownDatabase, .toolNotConfigured, .malformedRequest,
            .unauthenticated, .forbidden, .routeNotFound, .methodNotAllowed, .bodyTooLarge, .unsupportedMediaType,
            .headersTooLarge, .sqlEmpty, .sqlTooLong, .sqlNotText, .sqlInvalid, .sqlUnknownTable, .multipleStatements,
            .sqlNotReadOnly, .statementDenied,
            .tableDenied, .columnDenied, .functionDenied, .sqlTooComplex, .callerUnknown, .searchEmpty, .searchTooLong,
            .argumentInvalid, .endpointUnknown, .addressDenied:
            .validationError
        case .sqlFailed, .databaseBusy, .databaseUnavailable, .documentsUnavailable, .serviceUnreachable,
            .serviceFailed,
            .serviceRejected, .serviceRedirected, .serviceUnreadable, .auditUnavailable, .cancelled, .notReady:
            .executionError
        case .plannerTimeout, .deadlineExceeded, .executionBudget, .serviceTimeout, .requestTimeout: .timeoutError
        case .rateLimited, .requestTooLarge, .budgetExhausted, .overloaded: .rateLimitError
        }
    }

    /// The HTTP status (RFC 9110); 499 is the log-only "client closed request".
    public var status: Int {
        switch self {
        case .cancelled: 499
        case .circuitOpen, .plannerStuck, .databaseBusy, .databaseUnavailable, .documentsUnavailable,
            .serviceUnreachable, .auditUnavailable, .notReady, .overloaded:
            503
        case .questionEmpty, .unknownDatabase, .malformedRequest: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .routeNotFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .questionTooLong, .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .headersTooLarge: 431
        default:
            switch kind {
            case .plannerError: 502
            case .validationError: 422
            case .executionError: 500
            case .timeoutError: 504
            case .rateLimitError: 429
            }
        }
    }

    /// Whether the same request may succeed when it is sent again. What a model or its provider does every time, and only a
    /// change of the configuration mends, is not.
    public var isRetryable: Bool {
        switch self {
        case .emptyReply, .proseReply, .malformedPlan, .invalidPlan, .circuitOpen, .providerRateLimited,
            .providerFailed, .providerUnreachable, .providerTimeout, .providerUnreadable,
            .plannerStuck, .databaseBusy, .databaseUnavailable, .documentsUnavailable, .serviceUnreachable,
            .serviceFailed, .auditUnavailable, .notReady, .plannerTimeout, .serviceTimeout, .deadlineExceeded,
            .requestTimeout, .rateLimited, .budgetExhausted, .overloaded:
            true
        case .surroundingText, .toolCallReply, .contentFiltered, .unknownFinishReason, .providerRejected,
            .providerCredentials, .providerNotFound, .providerRedirected, .plannerUnavailable,
            .questionEmpty, .questionTooLong, .unknownDatabase, .toolNotConfigured, .malformedRequest,
            .unauthenticated, .forbidden, .routeNotFound, .methodNotAllowed, .bodyTooLarge, .unsupportedMediaType,
            .headersTooLarge, .sqlEmpty, .sqlTooLong, .sqlNotText, .sqlInvalid, .sqlUnknownTable, .multipleStatements,
            .sqlNotReadOnly, .statementDenied, .tableDenied, .columnDenied, .functionDenied, .sqlTooComplex, .sqlFailed,
            .callerUnknown, .searchEmpty, .searchTooLong, .argumentInvalid, .endpointUnknown, .addressDenied,
            .serviceRejected, .serviceRedirected, .serviceUnreadable, .cancelled, .executionBudget,
            .requestTooLarge:
            false
        }
    }

    /// The codes of HTTP requests that never get to the router: only a service gives them.
    package static let ofService: Set<ErrorCode> = [
        .malformedRequest, .unauthenticated, .forbidden, .routeNotFound, .methodNotAllowed, .bodyTooLarge,
        .unsupportedMediaType, .headersTooLarge, .notReady, .requestTimeout,
    ]

    /// The code in words, the `title` of the problem document.
    public var title: String {
        rawValue.replacing("_", with: " ")
    }
}
