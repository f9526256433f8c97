import Synchronization
package import ToolRouter
import ToolRouterFormats

/// An LLM behind HTTP: writes the prompt, asks a provider once, and has the answer read.
package final class HTTPPlanner: Planner {
    package let name: PlannerName
    package let model: String
    package var promptFingerprint: String { prompt.fingerprint }

    /// The planner ends a little after its deadline, whatever the provider does. Who asks it has a deadline of their own, and
    /// decides by that what the end means.
    static let grace = Duration.milliseconds(50)

    private let endpoint: ProviderEndpoint
    private let prompt: PlanPrompt
    private let call: ProviderCall
    private let scheduler: any Scheduler
    private let notice: @Sendable (String) -> Void
    /// What the provider has not refused so far.
    private let shape: Mutex<RequestShape>

    init(
        name: PlannerName, model: String, endpoint: ProviderEndpoint, prompt: PlanPrompt,
        connections: ProviderConnections, scheduler: any Scheduler, notice: @escaping @Sendable (String) -> Void
    ) {
        self.name = name
        self.model = model
        self.endpoint = endpoint
        self.prompt = prompt
        call = ProviderCall(endpoint: endpoint, connections: connections, scheduler: scheduler)
        self.scheduler = scheduler
        self.notice = notice
        shape = Mutex(RequestShape(endpoint))
    }

    package func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        guard let deadline = inquiry.deadline else { return await ask(inquiry, by: nil) }
        let end = deadline + Self.grace
        return await withTaskGroup(of: Result<PlannerReply, PlannerFailure>?.self) { group in
            group.addTask { await self.ask(inquiry, by: end) }
            group.addTask {
                try? await self.scheduler.sleep(until: end)
                return nil
            }
            var result = Result<PlannerReply, PlannerFailure>.failure(.cancelled)
            for await ended in group {
                if let ended { result = ended }
                group.cancelAll()
            }
            return result
        }
    }

    private func ask(_ inquiry: PlannerInquiry, by end: Timestamp?) async -> Result<PlannerReply, PlannerFailure> {
        let descriptions = await inquiry.catalogue.descriptions(for: inquiry.request)
        if Task.isCancelled { return .failure(ProviderCall.unsent(.cancelled)) }
        let tools = descriptions.filter { inquiry.tool == nil || $0.tool == inquiry.tool }
        guard !tools.isEmpty else {
            return .failure(.unavailable("no tool says at the moment what it can answer from"))
        }
        let text = prompt.text(for: inquiry, tools)
        let schema = PlanSchema(tools.map(\.tool))
        var shape = shape.withLock { $0 }
        var isReduced = false
        while true {
            let body = ProviderRequestBody.write(text, schema: schema, model: model, to: endpoint, shape)
            switch await call.send(body, within: end.map { $0 - scheduler.now }) {
            case .failure(let failure):
                return .failure(failure)
            case .success(let response):
                // A refusal of the request as it is written costs nothing; each part is left out once.
                if let reduced = shape.without(refusedBy: response, of: endpoint.api) {
                    shape = reduced
                    isReduced = true
                    continue
                }
                if isReduced, response.status < 400 { remember(shape) }
                return endpoint.api.read(response, asked: model, at: scheduler.now)
            }
        }
    }

    /// Later requests leave out what was refused, if it helped: a complaint may have been about something else.
    private func remember(_ reduced: RequestShape) {
        let before = shape.withLock { shape in
            defer { shape = reduced }
            return shape
        }
        guard before != reduced else { return }
        notice(
            "planner \(name.text): provider \(endpoint.name) refuses \(reduced.losses(against: before)) for \(model), "
                + "and is asked without it from now on")
    }
}
