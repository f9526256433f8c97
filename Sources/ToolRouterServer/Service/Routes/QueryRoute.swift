import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// Questions.
extension ServiceResponder {
    /// Answers a question.
    func query(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        let call = routed.call
        guard let identity = routed.identity else { preconditionFailure("a question without an identity") }
        let body = try body(of: call, as: QueryBody.self)
        let request = Request(
            id: call.id, caller: try identity.caller(tenant: body.tenant, user: body.user), question: body.question,
            database: body.database, bypassCache: body.bypassesCache, deadline: deadline(body), trace: call.trace)
        return await answer(request, of: identity, arrivedAt: routed.arrivedAt, body.wantsTrail ? .told : .none).reply
    }

    /// How long the client will wait: less than the configuration allows, never more.
    private func deadline(_ body: QueryBody) -> Duration? {
        body.deadline.map { min($0, live.settings.router.deadline) }
    }
}
