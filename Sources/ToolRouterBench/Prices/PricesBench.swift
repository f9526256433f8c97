import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats

/// `toolrouter-bench prices`: what reading a price file and looking prices up takes.
struct PricesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "Times the reading of a price file, and look-ups in it.")

    @Argument(help: "The price file: LiteLLM's JSON, or YAML.")
    var file: String

    func run() throws {
        var best = Double.infinity
        var catalogue = PriceCatalogue()
        for _ in 0..<7 {
            let clock = ContinuousClock()
            let start = clock.now
            let prices = try PriceFile.read(path: file)
            catalogue = prices.table.catalogue
            best = min(best, (clock.now - start) / .milliseconds(1))
        }
        figure("reading \(catalogue.entries.count) models", best, digits: 1, "ms")
        let moment = Timestamp(nanoseconds: 0)
        let priced = catalogue.entries.filter { !$0.prices.isEmpty }.map(\.name)
        let usage = TokenUsage(input: 1_000, cachedInput: 100, output: 100)
        let exact = Stopwatch.nanoseconds(100_000) { number in
            catalogue.cost(of: usage, model: priced[number % priced.count], at: moment).amount != nil
        }
        figure("cost of a model by its name", exact, "ns")
        let other = "provider.example/no-such-model-2026-01-01"
        let unknown = Stopwatch.nanoseconds(100_000) { _ in
            catalogue.cost(of: usage, model: other, at: moment).amount == nil
        }
        figure("cost of a model that there is none of", unknown, "ns")
        let madeUp = Stopwatch.nanoseconds(10_000) { number in
            catalogue.cost(of: usage, model: "made/up/model-\(number)-2026-01-01", at: moment).amount == nil
        }
        figure("cost of models that are made up one after the other", madeUp, "ns")
    }
}
