import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter rules explain`.
struct RulesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Which rule wins for a question, by what, and what the runner-up has.",
        discussion: """
            EXAMPLES
              toolrouter rules explain "How many orders in Paris?" --rules rules.yaml
              toolrouter rules explain "退货有多少" --scenario tools-tour
            """)

    @Argument(help: "The question.")
    var question: String

    @OptionGroup var options: RulesOptions

    func run() throws {
        try ExitStatus.of {
            let (rules, threshold, margin) = try options.read()
            guard question.utf8.count <= LabelledQuestion.longest else {
                throw ValidationError("a question has at most \(LabelledQuestion.longest) bytes")
            }
            let match = rules.match(question)
            let route = Route(match, threshold: threshold, margin: margin, question: question)
            for line in route.explanation { Console.print(line) }
            if match.winner == nil { Console.print("no rule matches") }
            guard let standIn = match.standIn, let plan = standIn.plan(for: question) else { return }
            let role = route.answer == nil ? "stands in without a planner" : "is run"
            Console.print("plan of \(Excerpt.of(standIn.rule.name)), which \(role): \(plan.json)")
        }
    }
}

extension Plan {
    /// The tool and the arguments, as JSON.
    fileprivate var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("tool", tool.text)
            for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                value.write(to: &writer)
            }
        }
        return writer.text
    }
}
