package import ToolRouter

/// How often rules decided for each tool, by the tool that was right.
package struct ConfusionMatrix: Hashable, Sendable {
    /// What rules decide when they are not sure: the planner chooses.
    package static let undecided = "auto"
    /// The columns.
    package static let decisions = LabelledQuestion.labels + [undecided]

    private var counts: [String: [String: Int]] = [:]

    package init() {}

    /// Counts one question.
    package mutating func add(label: String, decision: String) {
        counts[label, default: [:]][decision, default: 0] += 1
    }

    /// How many of that label were decided so.
    package func count(label: String, decision: String) -> Int { counts[label]?[decision] ?? 0 }

    /// The labels that there are, in their fixed order.
    package var labels: [String] { LabelledQuestion.labels.filter { counts[$0] != nil } }

    /// All questions.
    package var total: Int { sum { _, _ in true } }
    /// Those for which the rules chose what the label says.
    package var right: Int { sum { $0 == $1 } }
    /// Those that were left to the planner.
    package var undecided: Int { sum { $1 == Self.undecided } }
    /// Those for which the rules chose anything.
    package var decided: Int { total - undecided }

    /// The interval of a share at 95 % (Wilson).
    package static func interval(_ count: Int, of total: Int) -> RateInterval {
        WilsonInterval.of(count, in: total, alpha: Ratio(millionths: 50_000))
    }

    private func sum(_ counts: (String, String) -> Bool) -> Int {
        var sum = 0
        for label in LabelledQuestion.labels {
            for decision in Self.decisions where counts(label, decision) {
                sum += count(label: label, decision: decision)
            }
        }
        return sum
    }
}
