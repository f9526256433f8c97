import ToolRouter
import ToolRouterFormats

/// A request under way, as far as its notes are here.
final class OpenExchange {
    /// A call that has not ended.
    private struct OpenCall {
        let planner: PlannerName
        let isCandidate: Bool
        let model: String
        let at: Timestamp
    }

    let request: Request
    /// Its name in little.
    let key: UInt64
    let at: Timestamp
    /// What its notes take in memory.
    var bytes = 0
    /// Whether it is among those that are complete, but for what comes at the same moment.
    var isListed = false
    private(set) var trail = AnswerTrail()
    private(set) var calls: [FinishedCall] = []
    private(set) var decisions: [Decision] = []
    private(set) var runs: [(tool: ToolName, duration: Duration, reply: ServiceReply?)] = []
    /// When its caller's leaving was noticed; nil where that was not.
    private(set) var cancelledAt: Timestamp?
    /// When the answer left, by its number.
    private var leftAt: Timestamp?
    private var open: [OpenCall] = []
    private let candidateModels: [PlannerName: String]
    private var approved: (at: Timestamp, tool: ToolName)?

    init(_ request: Request, _ key: UInt64, at moment: Timestamp, candidateModels: [PlannerName: String]) {
        self.request = request
        self.key = key
        at = moment
        self.candidateModels = candidateModels
    }

    /// Whether a line can be made of it: all that it began has ended.
    var isComplete: Bool { trail.isComplete && open.isEmpty }
    /// When it was answered; nil before.
    private(set) var settledAt: Timestamp?
    private(set) var answer: LeftAnswer?

    func take(_ note: RecorderNote) {
        switch note.content {
        case .word(let word):
            noteEnd(word, note.at)
            trail.append(word)
        case .decided(let decision): take(decision)
        case .approved(let tool, let word):
            approved = (note.at, tool)
            if let word { trail.append(word) }
        case .ran(let reply, let word):
            if let approved {
                runs.append((approved.tool, .microseconds(note.at.microseconds - approved.at.microseconds), reply))
            }
            approved = nil
            if let word {
                noteEnd(word, note.at)
                trail.append(word)
            }
        case .settled(let left, let word):
            answer = left
            settledAt = leftAt ?? note.at
            trail.settle(word)
        case .event(let event): take(event)
        }
    }

    private func noteEnd(_ word: String, _ moment: Timestamp) {
        if cancelledAt == nil, word.hasSuffix(":cancelled") { cancelledAt = moment }
    }

    private func take(_ decision: Decision) {
        decisions.append(decision)
        if decision.point.kind == .settle { leftAt = decision.number.at }
        guard decision.point.kind == .ask, let name = decision.point.candidate else { return }
        // Where money is put aside for the call, it is decided twice.
        end(name, isCandidate: true)
        open.append(
            OpenCall(
                planner: name, isCandidate: true, model: candidateModels[name] ?? name.text,
                at: decision.number.at))
    }

    private func take(_ event: RouterEvent) {
        switch event.kind {
        case .callFinished(let call):
            calls.append(call)
            end(call.planner, isCandidate: call.isCandidate)
            return
        case .attemptStarted(let attempt):
            open.append(
                OpenCall(planner: attempt.planner, isCandidate: false, model: attempt.model, at: event.at))
        case .shadowEnded(let name, let proposal) where proposal.wasNotAsked: end(name, isCandidate: true)
        default: break
        }
        trail.take(event)
    }

    private func end(_ planner: PlannerName, isCandidate: Bool) {
        guard let place = open.firstIndex(where: { $0.planner == planner && $0.isCandidate == isCandidate }) else {
            return
        }
        open.remove(at: place)
    }

    /// Every call, in the order in which they were made; one that has not ended by `now` as one that took until then and
    /// brought nothing.
    func attempts(until now: Timestamp) -> [(planner: PlannerName, isCandidate: Bool, attempt: RecordedAttempt)] {
        var all = calls.map { call in
            (call.asked.at, call.asked.sequence, call.planner, call.isCandidate, RecordedAttempt(call))
        }
        all += open.map { call in
            let latency = Duration.microseconds(max(0, now.microseconds - call.at.microseconds))
            let attempt = RecordedAttempt(latency: latency, outcome: .error(.timeout, retryAfter: nil))
            return (call.at, Int64.max, call.planner, call.isCandidate, attempt)
        }
        all.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        return all.map { ($0.2, $0.3, $0.4) }
    }
}

extension RecordedAttempt {
    /// A call that has ended. Its latency is that between the two moments as a recording writes them, so that it ends in a
    /// replay when it did.
    fileprivate init(_ call: FinishedCall) {
        let latency = Duration.microseconds(max(0, call.ended.at.microseconds - call.asked.at.microseconds))
        // One that was cut short is one that did not reply by then; one that could not be asked at all had nobody at the other
        // end.
        let cutShort = RecordedOutcome.error(
            call.result.isUnavailable ? .unavailable : .timeout, retryAfter: nil, usage: nil)
        let model: String? =
            switch call.result {
            case .success(let reply): reply.model
            case .failure(.metered(_, _, let model)): model
            case .failure: nil
            }
        self.init(latency: latency, model: model, outcome: RecordedOutcome(call.result) ?? cutShort)
    }
}

extension ShadowProposal {
    /// Whether the candidate was not called: its circuit is open, it holds too many calls, or there is no money.
    fileprivate var wasNotAsked: Bool {
        guard case .failure(let error) = plan else { return false }
        // One that was called and left behind has a duration.
        return duration == .zero
            && [.circuitOpen, .overloaded, .plannerStuck, .budgetExhausted, .requestTooLarge, .cancelled].contains(
                error.code)
    }
}

extension Result<PlannerReply, PlannerFailure> {
    fileprivate var isUnavailable: Bool {
        if case .failure(.unavailable) = self { true } else { false }
    }
}
