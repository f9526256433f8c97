package import ToolRouter
package import ToolRouterFormats

/// What asking a planner live about one scenario's questions found.
package struct LiveScenarioReport: Sendable {
    /// Why fewer answers were asked for than wanted.
    package enum EarlyEnd: String, Sendable {
        /// Somebody wanted it to end.
        case interruption
        /// The time for all of it was over.
        case deadline
    }

    /// The scenario.
    package let scenario: String
    /// The planner that was asked, by its name in the server's configuration.
    package let planner: PlannerName
    /// Its model.
    package let model: String
    /// How often each question was to be asked.
    package let wantedRuns: Int
    /// What each replayed run cost in USD, in order; nil where that is not known.
    package let costs: [Money?]
    /// The requests, in the order of the recording.
    package let cases: [LiveCase]
    /// How reliably they pass.
    package let estimates: PassEstimates
    /// The gate, judged; nil where the scenario has none.
    package let gate: GateResult?
    /// Whether an invariant broke in the replay of a run.
    package let isBroken: Bool
    /// Why it ended early, if so.
    package let endedBy: EarlyEnd?

    package init(
        scenario: Scenario, planner: PlannerName, model: String, wantedRuns: Int, costs: [Money?], cases: [LiveCase],
        isBroken: Bool, endedBy: EarlyEnd?
    ) {
        self.scenario = scenario.name
        (self.planner, self.model, self.wantedRuns, self.costs) = (planner, model, wantedRuns, costs)
        (self.cases, self.isBroken, self.endedBy) = (cases, isBroken, endedBy)
        let estimates = PassEstimates(cases)
        self.estimates = estimates
        gate = scenario.liveGate.map { $0.judge(estimates) }
    }

    /// How many requests stand so.
    package func count(_ standing: LiveCase.Standing) -> Int { cases.count { $0.standing == standing } }

    /// The requests that fail the build whatever their share is.
    package var offenders: [LiveCase] {
        cases.filter { $0.unsafe > 0 || ($0.isRequired && $0.standing != .passed) }
    }

    /// What this says about the build. Without a gate each request must pass in every run; a gate says how many answers may
    /// fail, but for those of required requests, and for what the golden run's guard refused.
    package var verdict: Verdict {
        if isBroken { return .broken }
        if !offenders.isEmpty { return .drift }
        let judged: Verdict =
            switch gate?.outcome {
            case .passed: .pass
            case .failed: .drift
            case .inconclusive: .inconclusive
            case nil where estimates.trials == 0: .missing
            case nil: estimates.passes == estimates.trials ? .pass : .drift
            }
        return endedBy == nil ? judged : Verdict.worst([judged, .inconclusive])
    }

    /// The verdict in a few words.
    package var words: String {
        switch verdict {
        case .pass: gate == nil ? "every answer passed" : "gate passed"
        case .drift where !offenders.isEmpty: "a required answer failed"
        case .drift: gate == nil ? "not every answer passed" : "gate failed"
        case .missing: "nothing to judge answers by"
        case .inconclusive where endedBy == .deadline: "out of time"
        case .inconclusive where endedBy == .interruption: "interrupted"
        case .inconclusive: "gate inconclusive"
        case .broken, .nondeterministic: verdict.words
        }
    }
}

/// What asking a planner live found, in all scenarios.
package struct LiveReport: Sendable {
    /// The scenarios in the order they were asked for.
    package let scenarios: [LiveScenarioReport]

    package init(scenarios: [LiveScenarioReport]) {
        self.scenarios = scenarios
    }

    /// Whether somebody wanted it to end.
    package var isInterrupted: Bool { scenarios.contains { $0.endedBy == .interruption } }
    /// The verdict over all scenarios.
    package var verdict: Verdict { scenarios.isEmpty ? .missing : Verdict.worst(scenarios.map(\.verdict)) }
    /// The exit code of a process that ends with this report.
    package var exitCode: Int32 { isInterrupted ? Verdict.interruptedExitCode : verdict.exitCode }
    /// The verdict in a few words.
    package var words: String {
        scenarios.first { $0.verdict == verdict }?.words ?? verdict.words
    }
}
