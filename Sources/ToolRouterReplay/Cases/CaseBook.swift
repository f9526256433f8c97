import Synchronization
package import ToolRouter
import ToolRouterFormats

/// Folds the router's events into cases and hands them on in the order of the recording, each when nothing more can
/// happen to it. Only requests under way are kept.
package final class CaseBook: EventObserver {
    private struct State {
        var drafts: [RequestID: CaseDraft] = [:]
        var done: [Int: Case] = [:]
        var nextSequence = 0
        var nextDone = 0
        var totals = Totals()
        /// Events of a request come in runs, so the last draft is likely the next one, too.
        private var latest: (id: RequestID, draft: CaseDraft)?

        mutating func draft(of id: RequestID) -> CaseDraft? {
            if let latest, latest.id == id { return latest.draft }
            guard let draft = drafts[id] else { return nil }
            latest = (id, draft)
            return draft
        }

        mutating func closeIfDone(_ draft: CaseDraft, _ id: RequestID) {
            guard let done = draft.finished else { return }
            drafts[id] = nil
            latest = nil
            self.done[done.sequence] = done
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// The counts so far.
    package var totals: Totals { state.withLock { $0.totals } }

    /// A request is about to be asked.
    func begin(_ request: Request, at now: Timestamp, expected: ExpectedAnswer?, holds content: RecordedContent = .all)
    {
        state.withLock { state in
            let draft = CaseDraft(
                sequence: state.nextSequence, request: request, at: now, expected: expected, content: content)
            let former = state.drafts.updateValue(draft, forKey: request.id)
            precondition(former == nil, "two requests under way share the id \(request.id)")
            state.nextSequence += 1
        }
    }

    /// The request's task has ended.
    func end(_ id: RequestID, _ outcome: (miss: String?, isUnused: Bool)) {
        state.withLock { state in
            guard let draft = state.drafts[id] else { return }
            draft.end(outcome)
            state.closeIfDone(draft, id)
        }
    }

    package func observe(_ event: RouterEvent) {
        state.withLock { state in
            state.totals.observe(event)
            guard let draft = state.draft(of: event.request) else { return }
            draft.take(event)
            state.closeIfDone(draft, event.request)
        }
    }

    /// The cases that are done, in the order of the recording and without a gap.
    func takeDone() -> [Case] {
        state.withLock { state in
            if state.done.isEmpty { return [] }
            var cases: [Case] = []
            while let done = state.done.removeValue(forKey: state.nextDone) {
                cases.append(done)
                state.nextDone += 1
            }
            return cases
        }
    }

    /// Ends what can never end by itself, candidates that hang forever, and hands on the last cases. A request that was
    /// never answered is not a case; an invariant reports it.
    func takeRest() -> [Case] {
        state.withLock { state in
            for (id, draft) in state.drafts.sorted(by: { $0.key < $1.key }) {
                draft.giveUpShadows()
                state.closeIfDone(draft, id)
            }
            state.drafts.removeAll()
            defer { state.done.removeAll() }
            return state.done.values.sorted { $0.sequence < $1.sequence }
        }
    }
}
