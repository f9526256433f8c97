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
        let isFollowed = body.wantsTrail && live.trails.begin(request.id)
        let answer = await live.router.answer(request)
        let now = live.scheduler.now
        let trail = isFollowed ? TrailStep.steps(of: live.trails.end(request.id), until: now) : nil
        var reply: HTTPReply
        if let error = answer.outcome.error {
            reply = HTTPReply(error, of: request.id, trace: request.trace)
        } else {
            reply = HTTPReply(
                status: .ok, headers: ["content-type": "application/json"],
                body: await AnswerBody.written(
                    answer, planner: answer.planner, latency: now - routed.arrivedAt, trail: trail))
        }
        if let decision = answer.limits {
            let limits = live.settings.router.limits.of(role: request.caller.role)
            for field in RateLimitHeaders(decision, limits: limits).fields {
                reply.headers.replaceOrAdd(name: field.name, value: field.value)
            }
        }
        return reply
    }

    /// How long the client will wait: less than the configuration allows, never more.
    private func deadline(_ body: QueryBody) -> Duration? {
        body.deadline.map { min($0, live.settings.router.deadline) }
    }
}
