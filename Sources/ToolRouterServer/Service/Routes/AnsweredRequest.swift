import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// A request that was answered, as it leaves over HTTP.
struct AnsweredRequest: Sendable {
    /// What came of it.
    let answer: Answer
    /// Status, headers and body by which `POST /v1/query` says so.
    let reply: HTTPReply
}

/// Whether what happens to a request is followed, and for whom.
enum TrailUse: Hashable, Sendable {
    /// Nobody wants to know.
    case none
    /// The body tells it, and it is kept to be explained.
    case told
    /// It is kept to be explained.
    case kept
}

extension ServiceResponder {
    /// Has the router answer `request`, and writes what leaves: the one way for everything that asks the router over HTTP.
    ///
    /// - Parameters:
    ///   - identity: who asks.
    ///   - arrivedAt: when the request came.
    ///   - use: what is done with its trail. Of requests beyond the most that are followed at once there is none.
    func answer(
        _ request: Request, of identity: Identity, arrivedAt: Timestamp, _ use: TrailUse
    ) async -> AnsweredRequest {
        let isFollowed = use != .none && live.trails.begin(request.id)
        let answer = await live.router.answer(request)
        let now = live.scheduler.now
        let trail = isFollowed ? TrailStep.steps(of: live.trails.end(request.id), until: now) : nil
        if let trail {
            recentTrails.keep(
                KeptTrail(answer, latency: now - arrivedAt, trail), of: TrailOwner(identity, request.caller))
        }
        var reply: HTTPReply
        if let error = answer.outcome.error {
            reply = HTTPReply(error, of: request.id, trace: request.trace)
        } else {
            reply = HTTPReply(
                status: .ok, headers: ["content-type": "application/json"],
                body: await AnswerBody.written(
                    answer, planner: answer.planner, latency: now - arrivedAt, trail: use == .told ? trail : nil))
        }
        if let decision = answer.limits {
            let limits = live.settings.router.limits.of(role: request.caller.role)
            for field in RateLimitHeaders(decision, limits: limits).fields {
                reply.headers.replaceOrAdd(name: field.name, value: field.value)
            }
        }
        return AnsweredRequest(answer: answer, reply: reply)
    }
}

extension KeptTrail {
    fileprivate init(_ answer: Answer, latency: Duration, _ steps: [TrailStep]) {
        self.init(
            request: answer.request, outcome: answer.outcome.name, tool: answer.tool, source: answer.source,
            code: answer.outcome.error?.code, latency: latency, steps: steps)
    }
}
