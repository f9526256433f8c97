import ToolRouter
import ToolRouterFormats

/// Each request gets exactly one answer, by its deadline, and nothing happens to it afterwards but that it is stored, that stores
/// are told what it spent, and what its candidates and calls left behind bring. An operator's command is nobody's request.
struct OneAnswer: Invariant {
    static let name = "one_answer"
    static let goesByTrueTime = true

    /// The time a request may take that does not say so itself.
    let patience: Duration

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .received:
            return history.map { _ in
                Discrepancy(expected: "one request of this id under way", found: "a second one arrived")
            }
        case .settled(let answer):
            guard let history else { return Discrepancy(expected: "one answer", found: "another one") }
            guard answer.request == event.request else {
                return Discrepancy(expected: "an answer to this request", found: "one to \(answer.request)")
            }
            // What is decided at the deadline still waits for its record.
            let deadline = deadline(of: history) + min(history.recordWait, Router.recordPatience)
            guard event.at > deadline else { return nil }
            return Discrepancy(
                expected: "an answer \((deadline - history.arrivedAt).words) after its arrival at the latest",
                found: "one after \((event.at - history.arrivedAt).words)")
        case .circuitChanged(_, let transition) where transition.reason == .operatorCommand:
            return nil
        // What a candidate's calls cost, and those that the answer did not wait for, may be known later.
        case .budgetSettled, .stored, .notStored, .storeFailed, .storeChanged, .circuitOperated,
            .lateReply, .lateFailure,
            .shadowCircuitOperated,
            .shadowCircuitChanged,
            .shadowEnded, .shadowCompared, .decided, .callFinished,
            .lateShadowReply, .lateShadowFailure:
            return nil
        case .budgetRefused(_, let refusal) where refusal.payer.isCandidate: return nil
        case .budgetReserved(_, let reservation) where reservation.payer.isCandidate: return nil
        default:
            guard history == nil else { return nil }
            let kind = event.kind.trailWord.map { " (\($0))" } ?? ""
            return Discrepancy(
                expected: "nothing before a request arrives or after its answer", found: "it was under way\(kind)")
        }
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        outcome.unanswered.map { history in
            let patience = deadline(of: history) - history.arrivedAt
            return Discrepancy(
                expected: "an answer \(patience.words) after its arrival at the latest", found: "none",
                request: history.request.id)
        }
    }

    private func deadline(of history: RequestHistory) -> Timestamp {
        history.arrivedAt + (history.request.deadline ?? patience)
    }
}

extension BudgetPayer {
    /// Whether nobody's answer waits for what is paid for.
    fileprivate var isCandidate: Bool {
        if case .candidate = self { true } else { false }
    }
}
