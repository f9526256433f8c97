import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Which rules are tried, and how sure they must be.
struct RulesOptions: ParsableArguments {
    @Option(
        help: "A YAML file with rules: the list under `rules` in scenario.yaml.",
        completion: .file(extensions: ["yaml"]))
    var rules: String?

    @Option(
        help: "A scenario with rules, by folder name or path. Its threshold and margin hold, too.",
        completion: .scenarios)
    var scenario: String?

    @Option(help: "How sure a rule must be to choose. Default: the scenario's, else 0.7.")
    var threshold: String?

    @Option(
        help:
            "By how much the best rule's score must be above that of rules for other tools. Default: the scenario's, else 0."
    )
    var margin: Int?

    @OptionGroup var folders: WorkspaceOptions

    func validate() throws {
        guard (rules == nil) != (scenario == nil) else {
            throw ValidationError("say which rules: either --rules FILE or --scenario NAME")
        }
        if let threshold, Ratio(threshold).map({ $0 > .one }) ?? true {
            throw ValidationError(
                "--threshold is a number from 0 to 1 such as 0.7 or 70%, found \(Excerpt.of(threshold))")
        }
        if let margin, !(0...Rule.weights.upperBound ~= margin) {
            throw ValidationError("--margin is a whole number from 0 to \(Rule.weights.upperBound), found \(margin)")
        }
    }

    /// The rules and how sure they must be.
    func read() throws -> (rules: RuleSet, threshold: Ratio, margin: Int) {
        var configuration = RouterConfiguration()
        if let scenario {
            configuration = try Scenario(path: folders.workspace.existingScenarioFolder(scenario)).settings.router
        } else if let rules {
            configuration.rules = try RulesFile.read(path: rules)
        }
        guard !configuration.rules.rules.isEmpty else {
            throw FileError(
                path: rules ?? scenario ?? "", found: "no rules", expected: "some under `rules`", remedy: "add them")
        }
        return (
            configuration.rules, threshold.flatMap { Ratio($0) } ?? configuration.confidenceThreshold,
            margin ?? configuration.rulesMargin
        )
    }
}
