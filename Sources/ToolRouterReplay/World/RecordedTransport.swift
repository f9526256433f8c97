import ToolRouter
import ToolRouterTools

/// Answers calls of `rest` with what was recorded of them; nothing leaves the process.
struct RecordedTransport: RESTTransport {
    let episodes: Episodes

    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        throw RouterError(.serviceUnreachable, at: .run, "no call of \(call.endpoint) was recorded")
    }
}
