import Synchronization
package import ToolRouter
import ToolRouterFormats

/// Folds the router's events into cases and hands them on in the order of the recording, each when nothing more can
/// happen to it. Only requests under way are kept.
package final class CaseBook: EventObserver {
    private struct State {
        var drafts: [RequestID: CaseDraft] = [:]
        /// Cases that are done before others that came first.
        var early: [Int: Case] = [:]
        /// Those that are done without a gap, in their order.
        var done: [Case] = []
        var nextSequence = 0
        private var nextDone = 0
        var totals = Totals()
        /// Events of a request come in runs, so the last draft is likely the next one, too.
        private var latest: (id: RequestID, draft: CaseDraft)?

        mutating func draft(of id: RequestID) -> CaseDraft? {
            if let latest, latest.id == id { return latest.draft }
            guard let draft = drafts[id] else { return nil }
            latest = (id, draft)
            return draft
        }

        mutating func close(_ closed: Case) {
            drafts[closed.request.id] = nil
            latest = nil
            guard closed.sequence == nextDone else {
                early[closed.sequence] = closed
                return
            }
            done.append(closed)
            nextDone += 1
            while !early.isEmpty, let next = early.removeValue(forKey: nextDone) {
                done.append(next)
                nextDone += 1
            }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// The counts so far.
    package var totals: Totals { state.withLock { $0.totals } }

    /// A request is about to be asked.
    func begin(
        _ request: Request, at now: Timestamp, expected: ExpectedAnswer?, answered: AnswerRecord? = nil,
        holds content: RecordedContent = .all
    ) {
        state.withLock { state in
            let draft = CaseDraft(
                sequence: state.nextSequence, request: request, at: now, expected: expected, answered: answered,
                content: content)
            let former = state.drafts.updateValue(draft, forKey: request.id)
            precondition(former == nil, "two requests under way share the id \(request.id)")
            state.nextSequence += 1
        }
    }

    /// The request's task has ended. Says whether a case is done.
    @discardableResult
    func end(_ id: RequestID, _ outcome: (miss: String?, isUnused: Bool)) -> Bool {
        state.withLock { state in
            guard let done = state.draft(of: id)?.end(outcome) else { return false }
            state.close(done)
            return true
        }
    }

    package func observe(_ event: RouterEvent) { _ = take(event) }

    /// Takes one event. Says whether a case is done.
    func take(_ event: RouterEvent) -> Bool {
        state.withLock { state in
            state.totals.observe(event)
            guard let done = state.draft(of: event.request)?.take(event) else { return false }
            state.close(done)
            return true
        }
    }

    /// The cases that are done, in the order of the recording and without a gap.
    func takeDone() -> [Case] {
        state.withLock { state in
            defer { state.done = [] }
            return state.done
        }
    }

    /// Ends what can never end by itself, candidates that hang forever, and hands on the last cases. A request that was
    /// never answered is not a case; an invariant reports it.
    func takeRest() -> [Case] {
        state.withLock { state in
            for (_, draft) in state.drafts.sorted(by: { $0.key < $1.key }) {
                if let done = draft.giveUpShadows() { state.close(done) }
            }
            state.drafts.removeAll()
            defer { (state.done, state.early) = ([], [:]) }
            return state.done + state.early.values.sorted { $0.sequence < $1.sequence }
        }
    }
}
