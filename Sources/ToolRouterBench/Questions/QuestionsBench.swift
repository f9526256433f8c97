import ArgumentParser
import ToolRouter

/// `toolrouter-bench questions`: what a question costs before anybody is asked.
struct QuestionsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions", abstract: "Times the folding of questions and the rules' look at them.")

    func run() {
        let umlauts = String(repeating: "Aufträge ", count: 1_048_576 / 10)
        let folding = Stopwatch.nanoseconds(5) { _ in
            FoldedText(umlauts).text.utf8.count == umlauts.utf8.count - 1
        }
        figure("folding 1 MiB of umlauts", folding / 1_000_000, digits: 1, "ms")
        let canonical = Stopwatch.nanoseconds(5) { _ in
            CanonicalQuestion(umlauts, foldingCase: false).text.utf8.count == umlauts.utf8.count - 1
        }
        figure("canonical form of 1 MiB of umlauts", canonical / 1_000_000, digits: 1, "ms")

        let rules = RuleSet(Self.rules)
        let questions = Self.questions.map { FoldedText($0) }
        figure("rules, 150 phrases, a question that none matches", matching(rules, [questions[0]], "none"), "ns")
        figure("rules, 150 phrases, questions that one matches", matching(rules, Array(questions[1...]), "some"), "ns")
        let many = RuleSet(PatternRules.all)
        figure("500 rules with patterns, a question that none matches", matching(many, [questions[0]], "none"), "ns")
        let asked = PatternRules.questions.map { FoldedText($0) }
        figure("500 rules with patterns, questions that some match", matching(many, asked, "some"), "ns")
    }

    private func matching(_ rules: RuleSet, _ questions: [FoldedText], _ expected: String) -> Double {
        let texts = questions.map(\.text)
        return Stopwatch.nanoseconds(100_000) { number in
            let index = number % questions.count
            return (rules.match(texts[index], folded: questions[index]).rule == nil) == (expected == "none")
        }
    }

    /// 50 rules of three phrases.
    private static let rules = (0..<50).map { number in
        Rule(
            name: "rule \(number)", allOf: ["how many"],
            anyOf: ["\(nouns[number % 10]) \(number)", "\(nouns[number % 10])s of region \(number)"], tool: "sql")
    }

    private static let nouns = [
        "order", "customer", "invoice", "shipment", "return", "product", "supplier", "payment", "contract", "employee",
    ]

    /// 60 to 100 bytes each.
    private static let questions = [
        "What was the average delivery time of all shipments to the northern regions in March?",
        "How many orders of region 10 were paid late in the last quarter of the past year, please?",
        "Please tell me how many employees of region 49 have a contract that ends this December.",
        "How many invoice 12 reminders did customers in Hamburg receive since January?",
    ]
}
