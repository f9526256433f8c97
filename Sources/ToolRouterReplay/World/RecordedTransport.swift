import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Answers calls of `rest` with what was recorded of them; nothing leaves the process.
struct RecordedTransport: RESTTransport {
    let episodes: Episodes

    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        guard let recorded = episodes.call(call) else {
            throw .service(.serviceUnreachable, of: call.endpoint.name, "was not recorded with this call")
        }
        if let error = recorded.error { throw .service(error, of: call.endpoint.name) }
        return ResponseBody(
            status: recorded.status ?? 200, contentType: recorded.contentType ?? call.endpoint.contentTypes[0],
            text: recorded.body ?? "", isTruncated: recorded.isTruncated)
    }
}
