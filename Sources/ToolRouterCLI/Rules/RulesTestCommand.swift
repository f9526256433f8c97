import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter rules test`.
struct RulesTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Put labelled questions to the rules: a confusion matrix, and the rules that are wrong most often.",
        discussion: """
            The file has JSON lines: {"question": "…", "label": "sql"}, with `id` and `source` if you like. A label is the \
            tool that a question needs: sql, docs, rest, or none. The rules choose one, or leave it to the planner (auto). \
            Accuracy is the share of all questions for which they choose what the label says, with its interval at 95 %.

            EXAMPLES
              toolrouter rules test questions.jsonl --scenario tools-tour
              toolrouter rules test questions.jsonl --rules rules.yaml --margin 3
              toolrouter rules test questions.jsonl --rules rules.yaml --require 0.9   exit code 1 below that
              toolrouter rules test questions.jsonl --rules rules.yaml --json
            """)

    @Argument(help: "The file of labelled questions.")
    var file: String

    @OptionGroup var options: RulesOptions

    @Option(help: "The least accuracy over all questions, such as 0.9 or 90%; below it the exit code is 1.")
    var require: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if let require, Ratio(require).map({ $0 > .one }) ?? true {
            throw ValidationError("--require is a number from 0 to 1 such as 0.9 or 90%, found \(Excerpt.of(require))")
        }
    }

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let (rules, threshold, margin) = try options.read()
            var trial = RuleTrial(rules, threshold: threshold, margin: margin)
            let progress = ProgressLine("question")
            defer { progress.end() }
            try LabelledQuestions.forEach(path: file) { question in
                if interruption.isRaised { throw Interrupted() }
                trial.add(question)
                progress.update(file, trial.matrix.total)
            }
            progress.end()
            let report = RuleTrialReport(trial, rules: rules.rules.count, required: require.flatMap { Ratio($0) })
            if json {
                Console.write(report.json + "\n")
            } else {
                for line in report.lines { Console.print(line) }
            }
            if !report.isEnough { throw ExitCode(Verdict.drift.exitCode) }
        }
    }
}
