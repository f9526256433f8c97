import Synchronization
package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// What planners said, found by request: the request's own recording or, when that has none, the first episode of the
/// same question in the scenario's recordings.
///
/// Own recordings are in memory only while their request is under way. The index over all episodes is built from the
/// files when it is first needed, and holds an offset a question.
package final class Episodes: EpisodeSource {
    /// A request under way.
    private final class UnderWay {
        let located: LocatedExchange
        var isUsed = false
        /// How many calls of each endpoint were made.
        var sent: [String: Int] = [:]
        /// Which of the recorded attempts at a planner each attempt at it got, from 0. A list, since a request makes a few.
        private var given: [(planner: PlannerName, number: Int, place: Int)] = []

        init(_ located: LocatedExchange) { self.located = located }

        /// The place of the attempt that is next in turn, of so many; an attempt that asks again gets the same one.
        ///
        /// Its number does not tell: an attempt that shared another request's call was none of this request's, so that
        /// nothing was recorded for it.
        func place(of number: Int, at planner: PlannerName, among count: Int) -> Int {
            var before = 0
            for former in given where former.planner == planner {
                if former.number == number { return former.place }
                before += 1
            }
            let place = min(before, count - 1)
            given.append((planner, number, place))
            return place
        }
    }

    private struct State {
        var underWay: [RequestID: UnderWay] = [:]
        var index: EpisodeIndex?
        var misses: [RequestID: String] = [:]
        var candidates: Set<PlannerName> = []
    }

    private let paths: [String]
    private let planners: [PlannerName]
    private let foldsCase: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - paths: the recordings.
    ///   - planners: those that serve, in their order: their attempts are recorded under `planner`, others under `shadow`.
    ///   - foldsCase: whether questions that differ in case only are the same, as for the answer cache.
    package init(paths: [String], planners: [PlannerName], foldsCase: Bool) {
        self.paths = paths
        self.planners = planners
        self.foldsCase = foldsCase
    }

    /// A request comes under way.
    func begin(_ located: LocatedExchange) {
        state.withLock { state in
            state.underWay[located.exchange.id] = UnderWay(located)
            if located.exchange.shadow.isEmpty { return }
            for candidate in located.exchange.shadow.keys.sorted() { state.candidates.insert(candidate) }
        }
    }

    /// The candidates that the recordings so far hold anything of, sorted.
    var candidates: [PlannerName] {
        state.withLock { $0.candidates.sorted() }
    }

    /// A request is answered; candidates may still be asked about it.
    ///
    /// - Returns: what was missing from the recordings for it, and whether it had attempts that the router did not ask for.
    func end(_ id: RequestID) -> (miss: String?, isUnused: Bool) {
        state.withLock { state in
            let miss = state.misses.isEmpty ? nil : state.misses.removeValue(forKey: id)
            guard let request = state.underWay[id] else { return (miss, false) }
            return (miss, !request.located.exchange.planner.isEmpty && !request.isUsed)
        }
    }

    /// How long the recorded call of `tool` for a request under way took; nil when none was recorded.
    func duration(of tool: ToolName, for id: RequestID) -> Duration? {
        state.withLock { state in
            guard let located = state.underWay[id]?.located, !located.exchange.tools.isEmpty else { return nil }
            return located.exchange.tools[tool]?.first?.latency
        }
    }

    /// What was recorded of a call of `rest`: of the request's own recording the next call like it, the last one again beyond that,
    /// else the first one like it of an episode of the same question. Nil, and a miss, where there is none.
    func call(_ call: RESTCall) -> RecordedToolCall? {
        let id = call.request.id
        return state.withLock { state in
            let underWay = state.underWay[id]
            let own = underWay?.located.exchange.tools["rest"]?.filter(\.hasOutcome) ?? []
            let alike = own.filter { $0.isLike(call) }
            if let underWay, !alike.isEmpty {
                let number = underWay.sent[call.endpoint.name, default: 0]
                underWay.sent[call.endpoint.name] = number + 1
                return alike[min(number, alike.count - 1)]
            }
            if own.isEmpty {
                if state.index == nil {
                    state.index = EpisodeIndex(paths: paths, planners: planners, foldsCase: foldsCase)
                }
                if let found = state.index?.calls(of: "rest", for: call.request).first(where: { $0.isLike(call) }) {
                    return found
                }
            }
            if underWay?.located.exchange.content != RecordedContent.none {
                state.misses[id] =
                    own.isEmpty
                    ? "no call of rest is recorded for this question, and the plan calls \(call.endpoint.name)"
                    : "the recorded call of rest differs in its field "
                        + (own.contains { $0.endpoint == call.endpoint.name } ? "`parameters`" : "`endpoint`")
            }
            return nil
        }
    }

    /// Nothing more can happen to a request.
    func release(_ id: RequestID) {
        state.withLock { _ = $0.underWay.removeValue(forKey: id) }
    }

    package func attempt(_ number: Int, for request: Request, at planner: PlannerName) -> RecordedAttempt? {
        state.withLock { state in
            let underWay = state.underWay[request.id]
            // Of the recorded request where it is: a copy of it would be made of thirty parts.
            let located = underWay?.located
            let own = located.map { $0.exchange.attempts(at: planner, first: planners[0]) } ?? []
            if let underWay, !own.isEmpty {
                if planners.contains(planner) { underWay.isUsed = true }
                return own[underWay.place(of: number, at: planner, among: own.count)]
            }
            if state.index == nil { state.index = EpisodeIndex(paths: paths, planners: planners, foldsCase: foldsCase) }
            switch state.index!.attempts(for: request, at: planner) {
            case .found(let attempts):
                return attempts[min(number, attempts.count) - 1]
            case .missing(let explanation):
                // A candidate that was not recorded for a request is an absent candidate and not a fault of the recording.
                // Nor is a request of which only the shape is known, unless it asks what another one asked.
                let hasContent = underWay?.located.exchange.content != RecordedContent.none
                if planners.contains(planner), hasContent { state.misses[request.id] = explanation }
                return nil
            }
        }
    }
}

extension RecordedToolCall {
    /// Whether it is what came of such a call, as far as it says which one it was.
    fileprivate func isLike(_ call: RESTCall) -> Bool {
        hasOutcome && (endpoint ?? call.endpoint.name) == call.endpoint.name
            && (parameters ?? call.planned) == call.planned
    }
}

extension RecordedExchange {
    /// The attempts recorded at `planner`: those under `planner` that name it, or no planner where it is the first, else what it
    /// said as a candidate.
    package func attempts(at planner: PlannerName, first: PlannerName) -> [RecordedAttempt] {
        let isPlain = !self.planner.contains { $0.planner != nil }
        if isPlain { return planner == first ? self.planner : shadow[planner] ?? [] }
        let own = self.planner.filter { ($0.planner ?? first) == planner }
        return own.isEmpty && planner != first ? shadow[planner] ?? [] : own
    }

    /// The planners and candidates that it holds attempts of, sorted.
    func planners(first: PlannerName) -> [PlannerName] {
        Set(planner.map { $0.planner ?? first } + shadow.filter { !$0.value.isEmpty }.keys).sorted()
    }
}
