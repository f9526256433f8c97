extension ErrorCode {
    /// What the code says, in one sentence for the person who meets it.
    public var meaning: String {
        switch self {
        case .emptyReply: "The model replied with nothing."
        case .proseReply: "The model replied with text that is no plan: prose, or what its tool can't parse."
        case .malformedPlan: "The model's plan is not JSON, or the reply was cut off."
        case .invalidPlan: "The model's JSON is no plan: a member is missing or of the wrong kind."
        case .surroundingText: "The model wrote more than one plan, or text around it that may belong to it."
        case .toolCallReply: "The model replied with a native tool call, which `planner.reply` does not let in."
        case .contentFiltered: "The provider or its model refused to answer."
        case .unknownFinishReason: "The provider ended the reply for a reason that is not on the list."
        case .circuitOpen: "The planner has failed too often, or an operator took it away; no call is made."
        case .providerRateLimited: "The provider answered 429: it is asked too often."
        case .providerFailed: "The provider can't answer now (5xx, 409, 423, 424, 425, 498)."
        case .providerRejected: "The provider rejected the request, for instance as too long for the model."
        case .providerCredentials:
            "The provider did not accept the planner's account: its key or credit (401, 402, 403, 407)."
        case .providerNotFound: "The provider does not know the model (404), or no longer (410)."
        case .providerUnreachable: "The provider could not be reached, or the connection was lost."
        case .providerTimeout: "The provider gave up by a time limit of its own (408)."
        case .providerUnreadable: "The provider answered with success, but with nothing that can be read."
        case .providerRedirected: "The provider answered with a redirect (3xx), which is not followed."
        case .plannerUnavailable: "The planner can't be asked at all."
        case .plannerStuck: "The planner still holds so many abandoned calls that no more is started."
        case .questionEmpty: "The question is empty."
        case .questionTooLong: "The question is longer than allowed."
        case .unknownDatabase: "The request names a database that is not served, or none where several are."
        case .toolNotConfigured: "The plan is for a tool that is not there."
        case .malformedRequest: "The HTTP request can't be read, or its body is not what the route takes."
        case .unauthenticated: "The HTTP request has no API key that is known, and one is needed."
        case .forbidden: "The API key does not allow that."
        case .routeNotFound: "There is nothing at the path of the HTTP request."
        case .methodNotAllowed: "The path takes another HTTP method; `Allow` names it."
        case .bodyTooLarge: "The body of the HTTP request is larger than allowed."
        case .unsupportedMediaType: "The body of the HTTP request is not declared as JSON."
        case .headersTooLarge: "The headers of the HTTP request are larger than allowed."
        case .sqlEmpty: "The plan has no statement."
        case .sqlTooLong: "The statement is longer than allowed."
        case .sqlNotText: "The statement is not text: no UTF-8, or with a NUL in it."
        case .sqlInvalid: "SQLite does not compile the statement."
        case .sqlUnknownTable: "The statement reads a table or column that does not exist."
        case .multipleStatements: "There is more than one statement."
        case .sqlNotReadOnly: "The statement would change something."
        case .statementDenied: "The guard does not allow this kind of statement."
        case .tableDenied: "The statement reads a table that may not be read."
        case .columnDenied: "The statement reads a column that the policy denies, wherever it stands."
        case .functionDenied: "The statement calls a function that may not be called."
        case .sqlTooComplex: "The statement goes beyond a limit: columns, joins, depth, the length of a pattern."
        case .callerUnknown: "The plan needs the user who asks, and the request does not name one."
        case .searchEmpty: "The search has no words to look for."
        case .searchTooLong: "The search is longer than allowed, or has too many words."
        case .argumentInvalid: "An argument of the call is missing, unknown, of the wrong kind or out of its bounds."
        case .endpointUnknown: "The plan names an endpoint that is not configured."
        case .addressDenied: "The service lies at an address that may not be called: private, loopback or reserved."
        case .sqlFailed: "The statement failed while it ran."
        case .databaseBusy: "The database is locked by somebody else, or too many wait for it."
        case .databaseUnavailable: "The database can't be read."
        case .documentsUnavailable: "The documents can't be searched."
        case .serviceUnreachable: "The service could not be reached, or the connection was lost."
        case .serviceFailed: "The service can't answer now (429, 5xx)."
        case .serviceRejected: "The service rejected the call (4xx)."
        case .serviceRedirected: "The service answered with a redirect (3xx), which is not followed."
        case .serviceUnreadable: "The service answered with something else than its configuration promises."
        case .auditUnavailable: "The audit log takes no records, and nothing is answered without one."
        case .cancelled: "The caller left before the answer."
        case .notReady: "The service is starting, or is about to end."
        case .plannerTimeout: "The planner did not answer within the time of its attempts."
        case .deadlineExceeded: "The request's deadline passed."
        case .executionBudget: "The statement needed more operations or time than it may."
        case .serviceTimeout: "The service did not answer within its time."
        case .requestTimeout: "The HTTP request did not arrive in time."
        case .rateLimited: "A limit of requests or tokens is used up."
        case .requestTooLarge: "The request is larger than a limit or a budget ever allows: it can never pass."
        case .budgetExhausted: "The money for planners is used up until the next day or month, in UTC."
        case .overloaded: "Too much is under way at the router, the planner or the tool."
        }
    }

    /// Whether a plan that the guard refused so may go back to its planner. Never where the policy forbids it: what may be
    /// read is no question of how it is put.
    var isMendedByRepair: Bool {
        switch self {
        case .sqlEmpty, .sqlTooLong, .sqlNotText, .sqlInvalid, .sqlUnknownTable, .sqlTooComplex, .toolNotConfigured,
            .searchEmpty, .searchTooLong, .argumentInvalid, .endpointUnknown:
            true
        default: false
        }
    }

    /// All codes as a table in Markdown, by class: the one in the documentation.
    package static var table: String {
        let rows = ErrorKind.allCases.flatMap { kind in
            allCases.filter { $0.kind == kind }.map { code in
                "| `\(code.rawValue)` | `\(kind.rawValue)` | \(code.status) | \(code.isRetryable ? "yes" : "no") "
                    + "| \(code.meaning) |"
            }
        }
        return (["| code | class | status | retryable | meaning |", "|---|---|--:|---|---|"] + rows)
            .joined(separator: "\n")
    }
}
