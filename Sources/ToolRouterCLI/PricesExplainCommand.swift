import ArgumentParser
import ToolRouter
import ToolRouterFormats

/// `toolrouter prices explain`.
struct PricesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the arithmetic of one call's cost, line by line.",
        discussion: """
            The buckets are disjoint: no token is in two of them. A name that the catalogue does not have is looked for \
            without its date, its provider and its region; the line `entry` says how it was found.

            EXAMPLES
              toolrouter prices explain gpt-4o --input 1000 --output 100
              toolrouter prices explain openai/gpt-4o-2024-08-06 --input 46 --cached-input 1152 --output 64
              toolrouter prices explain claude-sonnet-4-5 --input 10 --cache-write-1h 2000 --output 5 --json
              toolrouter prices explain gpt-4o --input 1000 --output 100 --at 2026-10-01
              toolrouter prices explain o3 --input 1000 --output 100 --service-tier flex \\
                --catalogue model_prices_and_context_window.json
            """)

    @Argument(help: "The model, as a reply names it.")
    var model: String

    @Option(help: "Prompt tokens neither read from nor written to the provider's cache.")
    var input: Int

    @Option(help: "Tokens of the reply, without reasoning.")
    var output: Int

    @Option(help: "Prompt tokens read from the provider's cache.")
    var cachedInput = 0

    @Option(help: "Prompt tokens written to the provider's cache.")
    var cacheWrite = 0

    @Option(name: .customLong("cache-write-1h"), help: "Prompt tokens written to the provider's cache for an hour.")
    var longCacheWrite = 0

    @Option(help: "Tokens the model thought with.")
    var reasoning = 0

    @Option(help: "The day (UTC) or moment of the request, such as 2026-10-01. Default: the latest price.")
    var at: String?

    @Option(help: "A price file: LiteLLM's JSON, or YAML.")
    var catalogue = "replays/prices.yaml"

    @Option(
        help: ArgumentHelp(
            "Whose rates are taken from LiteLLM's JSON: "
                + ServiceTier.allCases.map(\.rawValue).joined(separator: ", ") + "."))
    var serviceTier: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try ExitStatus.of {
            let counts = [input, output, cachedInput, cacheWrite, longCacheWrite, reasoning]
            guard counts.allSatisfy({ $0 >= 0 }) else { throw ValidationError("a count of tokens can't be negative") }
            let usage = TokenUsage(
                input: input, cachedInput: cachedInput, cacheWrite: cacheWrite, longCacheWrite: longCacheWrite,
                output: output, reasoning: reasoning)
            let moment = try at.map { text in
                guard let moment = RateDate.parse(text) else {
                    throw ValidationError("--at is \(RateDate.expected), found \(Excerpt.of(text))")
                }
                return moment
            }
            let tier = try serviceTier.map { text in
                guard let tier = ServiceTier(rawValue: text) else {
                    let words = ServiceTier.allCases.map(\.rawValue)
                    let nearest = Spelling.nearest(to: text, among: words) ?? words.joined(separator: ", ")
                    throw ValidationError("there is no service tier \(Excerpt.of(text)); did you mean \(nearest)?")
                }
                return tier
            }
            let prices = try PriceFile.read(path: catalogue, serviceTier: tier).table.catalogue
            do throws(PriceExplanation.Failure) {
                let explanation = try PriceExplanation(usage, of: model, at: moment, by: prices)
                if json {
                    Console.print(explanation.json(catalogue: catalogue))
                } else {
                    for line in explanation.text(catalogue: catalogue) { Console.print(line) }
                }
            } catch {
                Console.error("\(Excerpt.of(catalogue)): \(error.words)")
                throw ExitStatus.badInput
            }
        }
    }
}
