import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// What `--require` asks of each candidate of a report.
enum ShadowRequirement: String, CaseIterable, ExpressibleByArgument {
    case better
    case notWorse = "not-worse"

    /// Whether it is shown of all candidates (`pass`), the reverse is of one (`drift`), or there is too little to say.
    func verdict(on report: ShadowReport, margin: Ratio) -> Verdict {
        let verdicts = report.candidates.map { verdict(on: $0, margin) }
        // No candidate at all is nothing to say, too.
        return verdicts.isEmpty ? .inconclusive : Verdict.worst(verdicts)
    }

    private func verdict(on finding: ShadowFinding, _ margin: Ratio) -> Verdict {
        switch self {
        case .better:
            switch finding.verdict {
            case .better: .pass
            case .worse: .drift
            case .goOn: .inconclusive
            }
        case .notWorse:
            // A loss that is sure and too small to matter is none.
            if finding.difference.lower >= -margin.value || finding.verdict == .better {
                .pass
            } else if finding.difference.upper < -margin.value {
                .drift
            } else if finding.verdict == .worse, margin == .zero {
                .drift
            } else {
                .inconclusive
            }
        }
    }

    /// What came of it, in a line.
    func words(_ verdict: Verdict, margin: Ratio) -> String {
        let what = self == .better ? "better" : "not worse by more than \(FixedDigits.percent(margin.value))"
        return switch verdict {
        case .pass: "required: \(what): shown"
        case .drift: "required: \(what): the reverse is shown"
        default: "required: \(what): inconclusive, there are too few comparisons"
        }
    }
}
