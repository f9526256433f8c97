import ToolRouter
import ToolRouterFormats

extension LiveScenarioReport {
    /// The suite of the scenario: a case a request, and one for the gate.
    ///
    /// A request that passes in some runs only never passes here. Without a gate it is a failure of type `flaky`; where a gate
    /// judges the share of all answers, it is skipped with that word, since one of its own would contradict the verdict.
    func junit(fragmentPath: String) throws(FileError) -> JUnitSuite {
        let writer = try JUnitSuiteWriter(name: scenario, fragmentPath: fragmentPath)
        var room = JUnitRoom()
        for live in cases {
            var name = JUnitName.of(live.id)
            if let question = live.question, room.isLeftForNames {
                let full = JUnitName.of(live.id, question)
                if room.takeName(full) { name = full }
            }
            try writer.write(JUnitCase(className: scenario, name: name, time: .zero, result: result(of: live)))
        }
        if let gate {
            let result: JUnitCase.Result =
                switch gate.outcome {
                case .passed: .passed
                case .failed: .failure(type: "gate", message: gate.words, text: gate.words)
                case .inconclusive: .skipped(message: "inconclusive: \(gate.words)")
                }
            try writer.write(
                JUnitCase(
                    className: scenario, name: JUnitName.Other.gate.about(gate.name), time: .zero, result: result))
        }
        if let endedBy {
            try writer.write(
                JUnitCase(
                    className: scenario, name: JUnitName.Other.interrupted.rawValue, time: .zero,
                    result: .error(
                        type: endedBy.rawValue, message: "not every question was asked as often as wanted",
                        text: "this report is partial")))
        }
        return try writer.finish(properties: [
            ("planner", planner.text), ("model", model), ("runs", "\(costs.count)"),
            ("passes", "\(estimates.passes) of \(estimates.trials)"),
        ])
    }

    private func result(of live: LiveCase) -> JUnitCase.Result {
        let isGated = gate != nil && !live.isRequired && live.unsafe == 0
        func trouble(_ type: String) -> JUnitCase.Result {
            isGated
                ? .skipped(message: "\(type): \(live.words)")
                : .failure(type: type, message: live.words, text: live.words)
        }
        if live.unsafe > 0 { return trouble(DriftKind.unsafeAccepted.rawValue) }
        return switch live.standing {
        case .passed: .passed
        case .flaky, .failed: trouble(live.standing.rawValue)
        case .notJudged: .skipped(message: "the planner was not asked, or there is nothing to judge its answer by")
        }
    }
}

extension LiveReport {
    /// What a live run writes into the reports' folder.
    package static let file = "live.json"

    /// Writes `live.json`, `summary.md` and `junit.xml` into `folder`, each by rename.
    package func write(to folder: String) throws {
        let suites = try scenarios.enumerated().map { number, scenario throws(FileError) in
            try scenario.junit(fragmentPath: "\(folder)/junit-live-\(number).xml")
        }
        try JUnitDocument.write(suites, to: folder + "/junit.xml")
        for (name, text) in [(Self.file, json), ("summary.md", LiveSummary(self).markdown)] {
            try OutputFile.write(text, to: folder + "/" + name, option: Workspace.reportsOption)
        }
    }
}
