import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Judges the policies on cases, case by case while they come.
struct CasePolicyLedger {
    /// How many cases a gate names.
    private static let named = 10

    /// The cases that one policy is about.
    private struct Tally {
        var cases = 0
        var failed = 0
        var first: [String] = []

        mutating func fail(_ id: RequestID, _ problem: String) {
            failed += 1
            if first.count < named { first.append("\(Excerpt.of(id.text)) (\(problem))") }
        }

        /// The first that failed, and how many more.
        var words: String {
            first.joined(separator: ", ") + (failed > first.count ? ", and \(failed - first.count) more" : "")
        }
    }

    private var required: (cases: CasePolicy.Required, tally: Tally)?
    private var approved: Tally?
    /// The listed cases that have not come yet.
    private var awaited: Set<RequestID> = []

    /// Whether there is nothing to judge.
    let isEmpty: Bool

    init(_ policies: [CasePolicy]) {
        isEmpty = policies.isEmpty
        for policy in policies {
            switch policy {
            case .everyRequiredCasePasses(let cases):
                required = (cases, Tally())
                if case .listed(let ids) = cases { awaited = Set(ids) }
            case .noApprovedPassingCaseMayRegress: approved = Tally()
            }
        }
    }

    /// Takes a request whose comparison is settled.
    ///
    /// - Parameters:
    ///   - isFailing: whether its drift fails the run.
    ///   - wasRight: whether what a golden answered is right; nil where nobody can tell.
    mutating func take(
        _ compared: GoldenComparison.ComparedRequest, isFailing: Bool, wasRight: (AnswerRecord, CaseFacts) -> Bool?
    ) {
        takeRequired(compared, isFailing)
        takeApproved(compared, wasRight)
    }

    private mutating func takeRequired(_ compared: GoldenComparison.ComparedRequest, _ isFailing: Bool) {
        guard let required, let subject = compared.subject else { return }
        let id = subject.record.id
        let isRequired =
            switch required.cases {
            case .withExpectedAnswer: subject.facts?.expected != nil
            case .listed: awaited.remove(id) != nil
            }
        guard isRequired else { return }
        self.required!.tally.cases += 1
        if isFailing, let drift = compared.drift {
            self.required!.tally.fail(id, "drifted: \(drift.headline)")
        } else if let problem = subject.facts?.truth?.problem {
            self.required!.tally.fail(id, problem)
        }
    }

    private mutating func takeApproved(
        _ compared: GoldenComparison.ComparedRequest, _ wasRight: (AnswerRecord, CaseFacts) -> Bool?
    ) {
        guard approved != nil else { return }
        guard let drift = compared.drift else {
            // The golden says what the run says.
            if let subject = compared.subject, subject.record.outcome == "answered",
                subject.facts?.truth ?? .right == .right
            {
                approved!.cases += 1
            }
            return
        }
        guard let golden = drift.expected, golden.outcome == "answered" else { return }
        guard let subject = compared.subject else {
            approved!.cases += 1
            approved!.fail(golden.id, "the run has no such request")
            return
        }
        // Who was wrong before can't become worse.
        guard subject.facts.flatMap({ wasRight(golden, $0) }) ?? true else { return }
        approved!.cases += 1
        if subject.record.outcome != "answered" {
            let code = subject.record.code.map { ": \($0.rawValue)" } ?? ""
            approved!.fail(golden.id, "now \(subject.record.outcome)\(code)")
        } else if let problem = subject.facts?.truth?.problem {
            approved!.fail(golden.id, "now \(problem)")
        }
    }

    /// What became of the policies, sorted by name; to be asked when no more cases come.
    func results() -> [GateResult] {
        var results: [GateResult] = []
        if let (cases, soFar) = required {
            var tally = soFar
            for id in awaited.sorted() {
                tally.cases += 1
                tally.fail(id, "the run has no such request")
            }
            let name = CasePolicy.everyRequiredCasePasses(cases).name
            results.append(
                result(name, tally, "required case", none: "no request of the recording has an expected answer"))
        }
        if let approved {
            results.append(
                result(
                    CasePolicy.noApprovedPassingCaseMayRegress.name, approved, "approved passing case",
                    none: "the golden passes no case"))
        }
        return results
    }

    private func result(_ name: String, _ tally: Tally, _ noun: String, none: String) -> GateResult {
        // A policy about nothing has shown nothing.
        guard tally.cases > 0 else { return GateResult(name: name, outcome: .inconclusive, words: none) }
        let all = Quantity.words(tally.cases, noun)
        return tally.failed == 0
            ? GateResult(name: name, outcome: .passed, words: "\(all), none failed")
            : GateResult(name: name, outcome: .failed, words: "\(tally.failed) of \(all) failed: \(tally.words)")
    }
}

extension CaseTruth {
    /// Why it is not right, in a few words; nil where it is.
    fileprivate var problem: String? {
        switch self {
        case .right: nil
        case .wrong: "not strictly right"
        case .unknown: "nobody knows whether it is right"
        }
    }
}
