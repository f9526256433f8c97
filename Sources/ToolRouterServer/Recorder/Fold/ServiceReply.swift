import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// What a recording keeps of a call of `rest`: which one it was, and what came of it.
struct ServiceReply: Sendable {
    private let endpoint: String
    private let parameters: [String: String]
    private let body: ResponseBody?
    private let error: ErrorCode?

    /// Nil for calls of other tools, and for those that were cut off, of which nothing is known.
    init?(_ plan: Plan, _ result: Result<ToolResult, RouterError>) {
        guard plan.tool == "rest", let endpoint = plan.restEndpoint else { return nil }
        switch result {
        case .success(.body(let body)): (self.body, error) = (body, nil)
        case .failure(let failure) where RecordedToolCall.errors.contains(failure.code):
            (body, error) = (nil, failure.code)
        default: return nil
        }
        self.endpoint = endpoint
        parameters = plan.restParameters
    }

    /// The memory it takes, estimated.
    var bytes: Int {
        parameters.reduce(endpoint.utf8.count + 128 + (body?.bytes ?? 0)) {
            $0 + $1.key.utf8.count + $1.value.utf8.count + 64
        }
    }

    /// The call as its line has it, which took so long.
    func call(taking latency: Duration) -> RecordedToolCall {
        RecordedToolCall(
            latency: latency, status: body?.status, contentType: body?.contentType, body: body?.text,
            isTruncated: body?.isTruncated ?? false, error: error, endpoint: endpoint, parameters: parameters)
    }
}
