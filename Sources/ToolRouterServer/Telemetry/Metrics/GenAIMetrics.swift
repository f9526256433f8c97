import Synchronization
package import ToolRouter

/// Folds events into the metrics of the conventions. Labels are bounded: a model that no price is known for is `other`.
package final class GenAIMetrics: EventObserver {
    private struct State {
        var table: MetricTable
        var times: FollowedRequests<RequestTimes>
    }

    /// What is to be measured at a request's next events.
    private struct RequestTimes {
        let arrivedAt: Timestamp
        var approvedAt: Timestamp?
    }

    private let generations: Set<GenAIGeneration>
    private let state: Mutex<State>

    package init(_ options: TelemetryOptions) {
        generations = options.generations
        state = Mutex(
            State(
                table: MetricTable(mostSeries: options.seriesPerMetric),
                times: FollowedRequests(most: options.openRequests)))
    }

    /// The requests whose duration is not measured, since too many were open or another one had their name.
    package var unfollowed: Int { state.withLock { $0.times.unfollowed } }

    /// What was recorded so far.
    var metrics: [MetricTable.Metric] { state.withLock { $0.table.metrics } }

    package func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received(let request):
            state.withLock { state in
                guard state.times.arrive(request.id).mayFollow else { return }
                _ = state.times.follow(request.id, RequestTimes(arrivedAt: event.at))
            }
        case .approved:
            state.withLock { $0.times.change(event.request) { $0.approvedAt = event.at } }
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
        case .joinEnded(let attempt, .failed(let error, _, let bill), _, pays: true):
            alsoTook(Call(attempt, error.code), bill.usage)
        case .lateFailure(let attempt, let failure, let bill):
            alsoTook(Call(attempt, failure.code), bill.usage)
        case .shadowEnded(let candidate, let proposal) where proposal.wasAsked:
            called(Call(candidate, proposal), proposal.bill.usage, took: proposal.duration)
        case .lateShadowReply(let candidate, let reply, let bill):
            called(Call(candidate, reply, bill), reply.usage ?? TokenUsage(), took: nil)
        case .lateShadowFailure(let candidate, let failure, let bill):
            alsoTook(Call(candidate, failure.code, bill), bill.usage)
        default: break
        }
    }

    /// A call that failed and was counted already took these tokens, too.
    private func alsoTook(_ call: Call, _ usage: TokenUsage) {
        if usage != TokenUsage() { called(call, usage, took: nil) }
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
            guard case .followed(let times) = state.times[event.request], let start = times.approvedAt else { return }
            state.times.change(event.request) { $0.approvedAt = nil }
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
            guard let times = state.times.settle(event.request) else { return }
            state.times.forget(event.request)
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
        self.init(candidate, bill)
        took(reply, bill)
    }

    init(_ candidate: PlannerName, _ error: ErrorCode, _ bill: Bill) {
        self.init(candidate, bill)
        self.error = error
    }

    init(_ candidate: PlannerName, _ proposal: ShadowProposal) {
        self.init(candidate, proposal.bill)
        if let reply = proposal.reply {
            took(reply, proposal.bill)
        } else if case .failure(let failure) = proposal.plan {
            error = failure.code
        }
    }

    private init(_ candidate: PlannerName, _ bill: Bill) {
        provider = ProviderName.of(model: bill.pricedModel ?? "", planner: candidate.text)
        requestModel = nil
        role = "shadow"
    }

    private init(_ attempt: PlannerAttempt) {
        provider = ProviderName.of(model: attempt.model, planner: attempt.planner.text)
        requestModel = attempt.model
        role = "current"
    }

    private mutating func took(_ reply: PlannerReply, _ bill: Bill) {
        responseModel = bill.pricedModel ?? "other"
        hasUsage = reply.usage != nil
    }

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
    ///
    /// - Parameter isOneCall: whether they are those of a whole call; one that failed is in sums only. The older generation
    ///   has no sums but those of its histogram, so that tokens of a failed call are there.
    fileprivate mutating func record(
        _ usage: TokenUsage, _ generation: GenAIGeneration, _ labels: MetricLabels, isOneCall: Bool
    ) {
        let (input, output) = (Int64(usage.totalInput), Int64(usage.totalOutput))
        guard generation == .current else {
            guard isOneCall || usage != TokenUsage() else { return }
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
