import Synchronization
package import ToolRouter

/// Folds events into the metrics of the conventions. Labels are bounded: a model that no price is known for is `other`.
package final class GenAIMetrics: EventObserver {
    private struct State {
        var table: MetricTable
        var times: [RequestID: RequestTimes] = [:]
        var unfollowed = 0
    }

    /// What is to be measured at a request's next events.
    private struct RequestTimes {
        let arrivedAt: Timestamp
        var approvedAt: Timestamp?
    }

    private let generations: Set<GenAIGeneration>
    private let mostOpen: Int
    private let state: Mutex<State>

    package init(_ options: TelemetryOptions) {
        generations = options.generations
        mostOpen = options.openRequests
        state = Mutex(State(table: MetricTable(mostSeries: options.seriesPerMetric)))
    }

    /// The requests whose duration is not measured, since too many were open when they came.
    package var unfollowed: Int { state.withLock { $0.unfollowed } }

    /// What was recorded so far.
    var metrics: [MetricTable.Metric] { state.withLock { $0.table.metrics } }

    package func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received(let request):
            state.withLock { state in
                guard state.times.count < mostOpen, state.times[request.id] == nil else {
                    state.unfollowed += 1
                    return
                }
                state.times[request.id] = RequestTimes(arrivedAt: event.at)
            }
        case .approved:
            state.withLock { $0.times[event.request]?.approvedAt = event.at }
        case .ran(let plan, _): ran(plan, nil, event)
        case .runFailed(let plan, let error): ran(plan, error.code, event)
        case .settled(let answer): settled(answer, event)
        case .attemptEnded(let attempt, .replied(let reply, let bill, _), let duration):
            called(Call(attempt, reply, bill), reply.usage ?? TokenUsage(), took: duration)
        case .attemptEnded(let attempt, .failed(let error, _, let bill), let duration):
            // A call that failed counts as one of no tokens where none are known, so that its series is there.
            called(Call(attempt, error.code), bill.usage, took: duration)
        case .joinEnded(let attempt, .replied(let reply, let bill, _), _, pays: true),
            .lateReply(let attempt, let reply, let bill):
            called(Call(attempt, reply, bill), reply.usage ?? TokenUsage(), took: nil)
        case .shadowEnded(let candidate, let proposal) where proposal.wasAsked:
            called(Call(candidate, proposal), proposal.reply?.usage ?? TokenUsage(), took: proposal.duration)
        case .lateShadowReply(let candidate, let reply, let bill):
            called(Call(candidate, reply, bill), reply.usage ?? TokenUsage(), took: nil)
        default: break
        }
    }

    private func called(_ call: Call, _ usage: TokenUsage, took duration: Duration?) {
        let labels = generations.map { ($0, call.labels($0)) }
        let isUsageKnown = call.error != nil || call.hasUsage
        state.withLock { state in
            for (generation, labels) in labels {
                if let duration {
                    let instrument: GenAIInstrument = generation == .current ? .callDuration : .olderCallDuration
                    let failed = call.error.map { labels.with(GenAIName.errorType, $0.rawValue) } ?? labels
                    state.table.record(duration.wholeNanoseconds, instrument, failed)
                }
                guard isUsageKnown else { continue }
                state.table.record(usage, generation, labels, isOneCall: call.error == nil)
            }
        }
    }

    private func ran(_ plan: Plan, _ error: ErrorCode?, _ event: RouterEvent) {
        guard generations.contains(.current) else { return }
        state.withLock { state in
            guard let start = state.times[event.request]?.approvedAt else { return }
            state.times[event.request]?.approvedAt = nil
            state.table.record(
                (event.at - start).wholeNanoseconds, .toolDuration,
                MetricLabels([
                    GenAIName.operation: GenAIName.Operation.tool.rawValue, GenAIName.tool: plan.tool.text,
                    GenAIName.errorType: error?.rawValue,
                ]))
        }
    }

    private func settled(_ answer: Answer, _ event: RouterEvent) {
        let failure: ErrorCode? = if case .failed(let error) = answer.outcome { error.code } else { nil }
        state.withLock { state in
            guard let times = state.times.removeValue(forKey: event.request) else { return }
            for generation in generations {
                state.table.record(
                    (event.at - times.arrivedAt).wholeNanoseconds,
                    generation == .current ? .requestDuration : .olderRequestDuration,
                    MetricLabels([
                        GenAIName.operation: GenAIName.Operation.workflow.rawValue,
                        GenAIName.workflow: "toolrouter", GenAIName.outcome: answer.outcome.name,
                        GenAIName.errorType: failure?.rawValue,
                    ]))
            }
        }
    }
}

/// A call of a model, as its labels tell of it.
private struct Call {
    let provider: String
    let requestModel: String?
    var responseModel: String?
    let role: String
    var error: ErrorCode?
    var hasUsage = false

    init(_ attempt: PlannerAttempt, _ error: ErrorCode) {
        self.init(attempt)
        self.error = error
    }

    init(_ attempt: PlannerAttempt, _ reply: PlannerReply, _ bill: Bill) {
        self.init(attempt)
        took(reply, bill)
    }

    init(_ candidate: PlannerName, _ reply: PlannerReply, _ bill: Bill) {
        provider = ProviderName.of(model: Self.known(bill) ?? "", planner: candidate.text)
        requestModel = nil
        role = "shadow"
        took(reply, bill)
    }

    init(_ candidate: PlannerName, _ proposal: ShadowProposal) {
        provider = ProviderName.of(model: Self.known(proposal.bill) ?? "", planner: candidate.text)
        requestModel = nil
        role = "shadow"
        if let reply = proposal.reply {
            took(reply, proposal.bill)
        } else if case .failure(let failure) = proposal.plan {
            error = failure.code
        }
    }

    private init(_ attempt: PlannerAttempt) {
        provider = ProviderName.of(model: attempt.model, planner: attempt.planner.text)
        requestModel = attempt.model
        role = "current"
    }

    private mutating func took(_ reply: PlannerReply, _ bill: Bill) {
        responseModel = Self.known(bill) ?? "other"
        hasUsage = reply.usage != nil
    }

    /// The entry of the price catalogue that the model has: its own word for itself is anybody's.
    private static func known(_ bill: Bill) -> String? { bill.charges.first?.price?.entry }

    func labels(_ generation: GenAIGeneration) -> MetricLabels {
        MetricLabels([
            GenAIName.operation: GenAIName.Operation.chat.rawValue,
            generation == .current ? GenAIName.provider : GenAIName.olderProvider: provider,
            GenAIName.requestModel: requestModel, GenAIName.responseModel: responseModel, GenAIName.role: role,
        ])
    }
}

extension MetricTable {
    /// Records the tokens of one call.
    fileprivate mutating func record(
        _ usage: TokenUsage, _ generation: GenAIGeneration, _ labels: MetricLabels, isOneCall: Bool
    ) {
        let (input, output) = (Int64(usage.totalInput), Int64(usage.totalOutput))
        guard generation == .current else {
            guard isOneCall else { return }
            record(input, .olderTokens, labels.with(GenAIName.olderTokenType, "input"))
            record(output, .olderTokens, labels.with(GenAIName.olderTokenType, "output"))
            return
        }
        let counted = labels.with(GenAIName.modality, "text")
        record(input, .inputTokens, counted)
        record(output, .outputTokens, counted)
        record(Int64(usage.cachedInput), .cacheReadTokens, counted)
        record(Int64(usage.totalCacheWrite), .cacheWriteTokens, counted)
        record(Int64(usage.reasoning), .reasoningTokens, counted)
        guard isOneCall else { return }
        record(input, .inputTokensOfCall, labels)
        record(output, .outputTokensOfCall, labels)
    }
}
