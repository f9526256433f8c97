package import ToolRouter
import ToolRouterFormats

extension Route {
    /// What was chosen, by which rule, and what the next best ones had, in lines.
    package var explanation: [String] {
        if rawPlan != nil { return ["the question is \(choice) already"] }
        guard let match, let winner = match.winner else {
            return [rule.map { "\(choice), by rule \($0)" } ?? Self.planner]
        }
        var lines: [String] = []
        if let rule {
            lines.append("\(choice), by rule \(Excerpt.of(rule))" + (answer == nil ? "" : ", which answers at once"))
            lines.append(winner.evidence)
        } else {
            lines.append(Self.planner + (doubt.map { ": \($0.words)" } ?? ""))
            lines.append("best rule: \(winner.nameAndTool); \(winner.evidence)")
        }
        if let runnerUp = match.runnerUp { lines.append("runner-up: \(runnerUp.nameAndTool); \(runnerUp.evidence)") }
        if doubt == .closeRival, let rival = match.rival, rival != match.runnerUp {
            lines.append("best rule for another tool: \(rival.nameAndTool); \(rival.evidence)")
        }
        return lines
    }

    private static let planner = "left to the planner"
}

extension RuleDoubt {
    /// Why the rules are not sure, in words.
    package var words: String {
        switch self {
        case .lowConfidence: "the best rule is less sure than the threshold"
        case .closeRival: "a rule for another tool is too close"
        }
    }
}

extension MatchedRule {
    /// The rule and its tool, in words.
    package var nameAndTool: String { "\(Excerpt.of(rule.name)) for \(Excerpt.of(rule.tool.text))" }

    /// Its score and what matched, in words.
    package var evidence: String {
        var parts = ["score \(score)"]
        if let confidence = rule.confidence { parts.append("confidence \(confidence.decimalText)") }
        if !words.isEmpty { parts.append("words: " + words.map { Excerpt.of($0) }.joined(separator: ", ")) }
        if let pattern {
            let taken = captures.map { capture in
                var writer = JSONWriter()
                capture.value.write(to: &writer)
                return "\(capture.name) = \(Excerpt.of(writer.text))"
            }.joined(separator: ", ")
            parts.append("pattern: \(Excerpt.of(pattern.text))" + (taken.isEmpty ? "" : " with \(taken)"))
        }
        return parts.joined(separator: "; ")
    }
}
