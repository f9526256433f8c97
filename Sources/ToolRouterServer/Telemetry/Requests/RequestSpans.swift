import Synchronization
package import ToolRouter
package import Tracing

/// Makes spans of what happens to requests: one for each request, and in it one for planning, one for each call of a model
/// and one for each call of a tool.
///
/// It only listens. The span of a request is a child of the span that its `traceparent` names, else it begins a trace. At
/// most so many requests are followed at once; those beyond have no spans and are counted.
package final class RequestSpans: EventObserver {
    /// How many requests that left a call behind are remembered.
    static let leftContexts = 512

    private struct State {
        var open: [RequestID: OpenRequest] = [:]
        var left = LeftContexts(capacity: RequestSpans.leftContexts)
        var unfollowed = 0
    }

    private let tracer: any Tracer
    private let description: CallDescription
    private let mostOpen: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - tracer: makes the spans: ours, or any backend of swift-distributed-tracing.
    ///   - options: which names are written, whether content is, and how many requests are followed.
    package init(_ tracer: any Tracer, _ options: TelemetryOptions) {
        self.tracer = tracer
        description = CallDescription(generations: options.generations, capturesContent: options.capturesContent)
        mostOpen = options.openRequests
    }

    /// The requests that have no spans, since too many were open when they came.
    package var unfollowed: Int { state.withLock { $0.unfollowed } }
    /// The requests that are followed now.
    package var open: Int { state.withLock { $0.open.count } }

    package func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received(let request):
            begin(request, at: event.at)
        case .lateReply(let attempt, let reply, let bill):
            late(event, reply, bill, model: attempt.model, planner: attempt.planner, role: "current")
        case .lateShadowReply(let candidate, let reply, let bill):
            late(event, reply, bill, model: reply.model, planner: candidate, role: "shadow")
        default:
            guard let request = state.withLock({ $0.open[event.request] }), request.observe(event) else { return }
            state.withLock { state in
                state.open[event.request] = nil
                if request.hasLeftCalls { state.left.keep(request.context, of: event.request) }
            }
        }
    }

    private func begin(_ request: Request, at now: Timestamp) {
        // Two requests of one name could not be told apart, so that the second has none.
        let hasRoom = state.withLock { state in
            guard state.open.count < mostOpen, state.open[request.id] == nil else {
                state.unfollowed += 1
                return false
            }
            return true
        }
        guard hasRoom else { return }
        var context = InstrumentationContext.topLevel
        if let trace = request.trace {
            tracer.extract(
                ["traceparent": trace.traceparent(spanID: trace.parentID)], into: &context, using: HeaderReader())
        }
        let open = OpenRequest(request, at: now, in: context, tracer, description)
        // What nobody records is not followed either.
        guard open.isRecording else { return }
        state.withLock { $0.open[request.id] = open }
    }

    private func late(
        _ event: RouterEvent, _ reply: PlannerReply, _ bill: Bill, model: String, planner: PlannerName, role: String
    ) {
        let context = state.withLock { $0.open[event.request]?.context ?? $0.left[event.request] }
        guard let context else { return }
        let call = ModelCall(model: model, planner: planner, role: role, start: event.at, end: event.at)
        call.write(to: tracer, in: context, description) { attributes in
            attributes[GenAIName.late] = true
            description.describe(reply, bill, pays: true, in: &attributes)
        }
    }
}

/// Reads headers from a dictionary.
private struct HeaderReader: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}
