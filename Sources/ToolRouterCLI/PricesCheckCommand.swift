import ArgumentParser
import ToolRouter
import ToolRouterFormats

/// `toolrouter prices check`.
struct PricesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a price file, and say what was read of it and what was passed over.",
        discussion: """
            EXAMPLES
              toolrouter prices check replays/prices.yaml
              toolrouter prices check model_prices_and_context_window.json --fields
            """)

    @Argument(help: "The price file: LiteLLM's JSON, or YAML.")
    var file: String

    @Flag(help: "Name every field that was read or passed over, with the number of models that have it.")
    var fields = false

    func run() throws {
        try ExitStatus.of {
            let prices = try PriceFile.read(path: file)
            for line in prices.report.words { Console.print(line) }
            Console.print("digest \(prices.table.catalogue.digest)")
            guard fields else { return }
            for (title, counts) in [("read", prices.report.read), ("passed over", prices.report.ignored)] {
                for (name, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                    Console.print("\(title) \(Excerpt.of(name)): \(count)")
                }
            }
        }
    }
}
