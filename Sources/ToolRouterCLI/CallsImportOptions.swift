import ArgumentParser
import ToolRouterReplay

/// What imports of calls of models have in common, whatever wrote the calls down.
struct CallsImportOptions: ParsableArguments {
    @Flag(help: "Take questions and replies along where the source has them.")
    var content = false

    @Option(help: "Prices to copy into the scenario: LiteLLM's JSON or a YAML file.")
    var prices: String?

    @Option(help: "The folder to write; new, empty or an earlier import.")
    var output: String

    /// Imports, and says what came of it; what goes wrong ends the process with its exit code.
    func importing(_ work: (CallsImportOptions) throws -> CallsImportSummary) throws {
        try ExitStatus.of {
            Console.print(CallsImportWords.lines(try work(self)).joined(separator: "\n"))
        }
    }
}
