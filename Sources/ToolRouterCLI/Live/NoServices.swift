import ToolRouter
import ToolRouterTools

/// Calls no service: where a planner is asked for its plans alone, nothing is sent that they name.
struct NoServices: RESTTransport {
    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        throw .service(.serviceUnreachable, of: call.endpoint.name, "is not called where only plans are asked for")
    }
}
