package import ToolRouter

/// Labelled questions put to rules: how often each tool was chosen, and which rules were wrong.
package struct RuleTrial: Sendable {
    /// How one rule did.
    package struct Record: Hashable, Sendable {
        /// The rule's name.
        package let rule: String
        /// The tool that it names.
        package let tool: String
        /// How often it won and was right.
        package var right = 0
        /// How often it won and was wrong.
        package var wrong = 0
        /// The first question that it was wrong about.
        package var example: Example?

        /// A question that a rule was wrong about.
        package struct Example: Hashable, Sendable {
            package let name: String
            package let question: String
            package let label: String
        }
    }

    private let rules: RuleSet
    private let threshold: Ratio
    private let margin: Int
    private var records: [String: Record] = [:]
    private var matrices: [String: ConfusionMatrix] = [:]

    /// All questions together.
    package private(set) var matrix = ConfusionMatrix()

    /// - Parameters:
    ///   - threshold: how sure a rule must be to choose, as `planner.confidence_threshold`.
    ///   - margin: as `rules_margin`.
    package init(_ rules: RuleSet, threshold: Ratio, margin: Int) {
        self.rules = rules
        self.threshold = threshold
        self.margin = margin
    }

    /// Puts a question to the rules.
    package mutating func add(_ question: LabelledQuestion) {
        let chosen = rules.match(question.question).decision(threshold: threshold, margin: margin)
        let decision = chosen?.rule.tool.text ?? ConfusionMatrix.undecided
        matrix.add(label: question.label, decision: decision)
        matrices[question.source, default: ConfusionMatrix()].add(label: question.label, decision: decision)
        guard let rule = chosen?.rule else { return }
        var record = records[rule.name] ?? Record(rule: rule.name, tool: rule.tool.text)
        if decision == question.label {
            record.right += 1
        } else {
            record.wrong += 1
            if record.example == nil {
                record.example = Record.Example(name: question.name, question: question.question, label: question.label)
            }
        }
        records[rule.name] = record
    }

    /// The same for the questions of each source, sorted by its name.
    package var sources: [(source: String, matrix: ConfusionMatrix)] {
        matrices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The rules that were wrong, the most often wrong first.
    package var mistakes: [Record] {
        records.values.filter { $0.wrong > 0 }.sorted { (-$0.wrong, $0.rule) < (-$1.wrong, $1.rule) }
    }
}
