import Synchronization
package import ToolRouter
package import Tracing

/// Makes spans of what happens to requests: one for each request, and in it one for planning, one for each call of a model
/// and one for each call of a tool.
///
/// It only listens. The span of a request is a child of the span that its `traceparent` names, else it begins a trace. At
/// most so many requests are followed at once; those beyond have no spans and are counted. So are those that are open at once
/// under one name: what has begun of the first ends where the second comes.
package final class RequestSpans: EventObserver {
    /// How many requests that left a call behind are remembered.
    static let leftContexts = 512

    private struct State {
        var open: FollowedRequests<OpenRequest>
        var left = LeftContexts(capacity: RequestSpans.leftContexts)
    }

    private let tracer: any Tracer
    private let description: CallDescription
    private let state: Mutex<State>

    /// - Parameters:
    ///   - tracer: makes the spans: ours, or any backend of swift-distributed-tracing.
    ///   - options: which names are written, whether content is, and how many requests are followed.
    package init(_ tracer: any Tracer, _ options: TelemetryOptions) {
        self.tracer = tracer
        description = CallDescription(generations: options.generations, capturesContent: options.capturesContent)
        state = Mutex(State(open: FollowedRequests(most: options.openRequests)))
    }

    /// The requests that have no spans, or no more of them, since too many were open or another one had their name.
    package var unfollowed: Int { state.withLock { $0.open.unfollowed } }
    /// The requests whose names are kept now.
    package var open: Int { state.withLock { $0.open.count } }

    package func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received(let request):
            begin(request, at: event.at)
        case .lateReply(let attempt, let reply, let bill):
            late(event, .success(reply), bill, model: attempt.model, planner: attempt.planner, role: "current")
        case .lateFailure(let attempt, let failure, let bill):
            late(event, .failure(failure), bill, model: attempt.model, planner: attempt.planner, role: "current")
        case .lateShadowReply(let candidate, let reply, let bill):
            late(event, .success(reply), bill, model: bill.pricedModel, planner: candidate, role: "shadow")
        case .lateShadowFailure(let candidate, let failure, let bill):
            late(event, .failure(failure), bill, model: bill.pricedModel, planner: candidate, role: "shadow")
        default:
            guard let request = state.withLock({ followed(event, &$0) }), request.observe(event) else { return }
            state.withLock { state in
                if state.open.forget(event.request), request.hasLeftCalls {
                    state.left.keep(request.context, of: event.request)
                }
            }
        }
    }

    private func followed(_ event: RouterEvent, _ state: inout State) -> OpenRequest? {
        if case .settled = event.kind { return state.open.settle(event.request) }
        return if case .followed(let request) = state.open[event.request] { request } else { nil }
    }

    private func begin(_ request: Request, at now: Timestamp) {
        let arrival = state.withLock { $0.open.arrive(request.id) }
        arrival.abandoned?.abandon(at: now)
        guard arrival.mayFollow else { return }
        var context = InstrumentationContext.topLevel
        if let trace = request.trace {
            tracer.extract(
                ["traceparent": trace.traceparent(spanID: trace.parentID)], into: &context, using: HeaderReader())
        }
        let open = OpenRequest(request, at: now, in: context, tracer, description)
        // What nobody records is not followed any further.
        guard open.isRecording else { return }
        if !state.withLock({ $0.open.follow(request.id, open) }) { open.abandon(at: now) }
    }

    /// What came of a call after it was left behind: a call of no length that carries the tokens and the cost.
    private func late(
        _ event: RouterEvent, _ result: Result<PlannerReply, PlannerFailure>, _ bill: Bill, model: String?,
        planner: PlannerName, role: String
    ) {
        let context: InstrumentationContext? = state.withLock { state in
            switch state.open[event.request] {
            case .followed(let request): request.context
            case .unfollowed: nil
            case .none: state.left[event.request]
            }
        }
        guard let context else { return }
        var call = ModelCall(model: model, planner: planner, role: role, start: event.at, end: event.at)
        if case .failure(let failure) = result { call.error = failure.code }
        call.write(to: tracer, in: context, description) { attributes in
            attributes[GenAIName.late] = true
            switch result {
            case .success(let reply):
                description.describe(reply, in: &attributes)
                description.describe(bill, reply.usage, in: &attributes)
            case .failure(let failure):
                description.describe(bill, failure.usage, in: &attributes)
            }
        }
    }
}

/// Reads headers from a dictionary.
private struct HeaderReader: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}
