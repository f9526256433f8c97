import ToolRouter
import ToolRouterTools

/// Carries calls of `rest` over the network.
struct LiveTransport: RESTTransport {
    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        throw RouterError(.serviceUnreachable, at: .run, "no call of \(call.endpoint) can be made")
    }
}
