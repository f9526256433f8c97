import ToolRouter

/// The members of a problem document, as a client reads them.
struct ProblemMembers: Decodable {
    var type: String
    var title: String
    var status: Int
    var detail: String
    var instance: String
    var error: String
    var code: String
    var stage: String
    var retryable: Bool
    var retryAfterMilliseconds: Int64?
    var hint: String?
    var traceID: String

    enum CodingKeys: String, CodingKey {
        case type, title, status, detail, instance, error, code, stage, retryable, hint
        case retryAfterMilliseconds = "retry_after_ms"
        case traceID = "trace_id"
    }

    init(_ document: ProblemDocument) {
        type = document.type
        title = document.error.code.title
        status = document.error.code.status
        detail = document.error.detail
        instance = document.instance
        error = document.error.code.kind.rawValue
        code = document.error.code.rawValue
        stage = document.error.stage.rawValue
        retryable = document.error.code.isRetryable
        retryAfterMilliseconds = document.retryAfterMilliseconds
        hint = document.error.hint
        traceID = document.traceID
    }
}
