import Synchronization
package import ToolRouter
package import ToolRouterFormats

/// Gathers what became of each request in all runs.
package final class LiveTally: Sendable {
    private struct State {
        var cases: [RequestID: LiveCase] = [:]
        var order: [RequestID] = []
    }

    private let state = Mutex(State())
    /// The requests that are to pass in every run.
    private let required: CasePolicy.Required?

    /// - Parameter required: the requests that must pass in every run; nil requires none.
    package init(requiring required: CasePolicy.Required? = nil) {
        self.required = required
    }

    /// Takes what became of a request in one more run.
    package func add(_ judgement: LiveJudgement, hasExpectedAnswer: Bool) {
        let isRequired =
            switch required {
            case .withExpectedAnswer: hasExpectedAnswer
            case .listed(let ids): ids.contains(judgement.id)
            case nil: false
            }
        state.withLock { state in
            if state.cases[judgement.id] == nil {
                state.order.append(judgement.id)
                state.cases[judgement.id] = LiveCase(
                    id: judgement.id, question: judgement.question, isRequired: isRequired)
            }
            state.cases[judgement.id]!.add(judgement)
        }
    }

    /// The requests in the order of the recording.
    package var cases: [LiveCase] { state.withLock { state in state.order.map { state.cases[$0]! } } }
}

/// One request in all runs.
package struct LiveCase: Hashable, Sendable {
    /// How many different problems of a case are told.
    static let mostProblems = 5

    /// Whether it passes always, sometimes or never.
    package enum Standing: String, CaseIterable, Sendable {
        case passed
        /// It passes in some runs only.
        case flaky
        case failed
        /// The planner was never asked about it, or there is nothing to judge it by.
        case notJudged = "not_judged"
    }

    /// The request.
    package let id: RequestID
    /// The question; nil where reports leave it out.
    package let question: String?
    /// Whether it must pass in every run.
    package let isRequired: Bool
    /// The runs in which the planner was asked and the answer judged.
    package private(set) var trials = 0
    /// Those among them in which it passed.
    package private(set) var passes = 0
    /// Runs in which something was run that the golden run's guard refused.
    package private(set) var unsafe = 0
    /// Why it failed and how often, in the order in which that was first seen.
    package private(set) var problems: [(words: String, count: Int)] = []

    package init(id: RequestID, question: String?, isRequired: Bool = false) {
        (self.id, self.question, self.isRequired) = (id, question, isRequired)
    }

    package static func == (left: LiveCase, right: LiveCase) -> Bool {
        left.id == right.id && left.trials == right.trials && left.passes == right.passes
            && left.unsafe == right.unsafe
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    package mutating func add(_ judgement: LiveJudgement) {
        if judgement.isUnsafe { unsafe += 1 }
        guard judgement.isAsked else { return }
        switch judgement.outcome {
        case .notJudged: break
        case .passed:
            trials += 1
            passes += 1
        case .failed(let words):
            trials += 1
            if let place = problems.firstIndex(where: { $0.words == words }) {
                problems[place].count += 1
            } else if problems.count < Self.mostProblems {
                problems.append((words, 1))
            }
        }
    }

    /// How it stands.
    package var standing: Standing {
        if trials == 0 { return .notJudged }
        return passes == trials ? .passed : passes == 0 ? .failed : .flaky
    }

    /// `passes in 3 of 5 runs: result 2`.
    package var words: String {
        let why = problems.map { "\($0.words) \($0.count)" }.joined(separator: ", ")
        return "passes in \(passes) of \(Quantity.words(trials, "run"))" + (why.isEmpty ? "" : ": \(why)")
    }
}
