import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

/// A price file, written for one test and removed after it.
final class PriceFileOnDisk {
    let path: String
    private let folder: URL

    init(_ text: String, _ name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "prices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path(percentEncoded: false)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The error of reading it, without its folder.
    func fault() -> String? {
        do {
            _ = try PriceFile.read(path: path)
            return nil
        } catch {
            return "\(error)".replacing(folder.path(percentEncoded: false).trimmingSuffix + "/", with: "")
        }
    }
}

extension String {
    fileprivate var trimmingSuffix: String { hasSuffix("/") ? String(dropLast()) : self }
}

@Suite struct PriceFileTests {
    private static let moment = Timestamp(nanoseconds: 0)

    private func rates(_ entry: PriceEntry?) throws -> PriceRates { try #require(entry?.prices.first).price.base }

    @Test func `a readable file has prices, dates, tiers, aliases and a worst case`() throws {
        let disk = try PriceFileOnDisk(
            """
            version: 1
            source: a price list
            as_of: 2026-11-28
            models:
              plain: {input: "2.50", output: 10}
              all: {input: 1, cached_input: 0.1, cache_write: 1.25, cache_write_1h: 2, output: 5, reasoning: 6}
              long: {input: 3, cached_input: 0.3, output: 15, above: {200000: {input: 6, output: 22.5}}}
              moved:
                - {input: 1, output: 1}
                - {from: 2026-10-01, input: 2, output: 2}
                - {from: "2026-11-01T12:00:00Z", input: 4, output: 4}
              new: {from: 2026-10-01, input: 1, output: 1}
              fine: {input: 0.000000000000000001, output: 0}
            aliases: {ours: plain}
            worst_case: {input: 30, output: 60}
            """, "prices.yaml")
        let table = try PriceFile.read(path: disk.path).table
        let catalogue = table.catalogue
        func cost(_ model: String, _ usage: TokenUsage, _ day: String = "2026-09-01") throws -> String? {
            let moment = try #require(RateDate.parse(day))
            let cost = catalogue.cost(of: usage, model: model, at: moment)
            return cost.amount.map { "\($0.usdText) \(cost.status.rawValue)" }
        }
        let million = TokenUsage(
            input: 1_000_000, cachedInput: 1_000_000, cacheWrite: 1_000_000, longCacheWrite: 1_000_000,
            output: 1_000_000, reasoning: 1_000_000)
        #expect(try cost("plain", million) == "30 exact")
        #expect(try cost("all", million) == "15.35 exact")
        #expect(try cost("long", TokenUsage(input: 100_000, cachedInput: 100_000, output: 1)) == "0.330015 exact")
        // The cached rate is as without the tier; what has no rate at all costs as much as its side there.
        #expect(
            try cost("long", TokenUsage(input: 100_000, cachedInput: 100_000, cacheWrite: 1, output: 1))
                == "0.6300285 exact")
        #expect(try cost("moved", TokenUsage(input: 1_000_000), "2026-09-30") == "1 exact")
        #expect(try cost("moved", TokenUsage(input: 1_000_000), "2026-10-01") == "2 exact")
        #expect(try cost("moved", TokenUsage(input: 1_000_000), "2026-11-01T11:59:59Z") == "2 exact")
        #expect(try cost("moved", TokenUsage(input: 1_000_000), "2026-11-01T12:00:00Z") == "4 exact")
        #expect(try cost("new", TokenUsage(input: 1), "2026-09-30T23:59:59.999999999Z") == nil)
        #expect(try cost("new", TokenUsage(input: 1), "2026-10-01") == "0.000001 exact")
        #expect(try cost("fine", TokenUsage(input: 1)) == "0.000000000000000000000001 exact")
        #expect(try cost("ours", TokenUsage(input: 1)) == "0.0000025 exact")
        #expect(table.worstCase?.cost(of: TokenUsage(input: 1_000_000)).amount?.usdText == "30")
    }

    @Test(arguments: [
        ("no version", "models: {a: {input: 1, output: 1}}", "prices.yaml:1:1: `version`: found nothing"),
        ("a newer version", "version: 2\nprizes: {}", "prices.yaml:1:10: `version`: found version 2"),
        ("no models", "version: 1", "prices.yaml:1:1: `models`: found nothing"),
        ("empty models", "version: 1\nmodels: {}", "prices.yaml:2:9: `models`: found an empty mapping"),
        ("an unknown key", "version: 1\nmodel: {}", "prices.yaml:2:1: `model`: found an unknown key"),
        (
            "an unknown rate", "version: 1\nmodels: {a: {input: 1, ouput: 1}}",
            "prices.yaml:2:24: `models.a.ouput`: found an unknown key"
        ),
        (
            "no output", "version: 1\nmodels: {a: {input: 1}}", "prices.yaml:2:13: `models.a.output`: found nothing"
        ),
        (
            "dates out of order",
            "version: 1\nmodels: {a: [{from: 2026-10-01, input: 1, output: 1}, {from: 2026-09-01, input: 1, output: 1}]}",
            "prices.yaml:2:55: `models.a[1]`: found a price from 2026-09-01 behind one from 2026-10-01"
        ),
        (
            "a second price without a date",
            "version: 1\nmodels: {a: [{input: 1, output: 1}, {input: 2, output: 2}]}",
            "prices.yaml:2:37: `models.a[1].from`: found nothing"
        ),
        (
            "a day that is none", "version: 1\nmodels: {a: {from: 2026-02-30, input: 1, output: 1}}",
            "prices.yaml:2:20: `models.a.from`: found \"2026-02-30\", expected a day in UTC"
        ),
        (
            "a tier below nothing", "version: 1\nmodels: {a: {input: 1, output: 1, above: {-5: {input: 1}}}}",
            "prices.yaml:2:43: `models.a.above.-5`: found \"-5\""
        ),
        (
            "a tier without tiers", "version: 1\nmodels: {a: {input: 1, output: 1, above: {}}}",
            "prices.yaml:2:42: `models.a.above`: found an empty mapping"
        ),
        (
            "an alias of nothing", "version: 1\nmodels: {gpt-4o: {input: 1, output: 1}}\naliases: {ours: gpt-4}",
            "prices.yaml:3:17: `aliases.ours`: found \"gpt-4\", which has no price here, expected the name of a model with a price; did you mean `gpt-4o`?"
        ),
        (
            "an alias that is a model", "version: 1\nmodels: {a: {input: 1, output: 1}}\naliases: {a: a}",
            "prices.yaml:3:11: `aliases.a`: found a model with a price of its own"
        ),
        (
            "a date that says nothing", "version: 1\nas_of: lately\nmodels: {a: {input: 1, output: 1}}",
            "prices.yaml:2:8: `as_of`: found \"lately\""
        ),
        ("an anchor", "version: 1\nmodels: {a: &a {input: 1, output: 1}}", "prices.yaml:2:13: found an anchor"),
    ])
    func `a wrong YAML file is refused with its place`(name: String, text: String, message: String) throws {
        let fault = try #require(try PriceFileOnDisk(text, "prices.yaml").fault())
        #expect(fault.hasPrefix(message), "\(fault)")
    }

    @Test(arguments: [
        ("no JSON", "models: {}", "text that is not JSON"),
        ("half of a file", #"{"a": {"input_cost_per_token": 1e-6"#, "text that is not JSON"),
        ("nothing", "", "an empty file"),
        ("a list", "[]", "found a list, expected an object of models"),
        ("no model", "{}", "found no model with a price"),
        ("models without prices", #"{"a": {"mode": "chat"}}"#, "found no model with a price"),
        ("a model that is a number", #"{"a": 5}"#, "field `a`: found the number 5, expected an object"),
        (
            "a price below nothing", #"{"a": {"input_cost_per_token": -1e-6, "output_cost_per_token": 0}}"#,
            "field `a.input_cost_per_token`: found the number -1e-6, expected USD for one token, from 0 to 1"
        ),
        (
            "a price beyond reason", #"{"a": {"input_cost_per_token": 1.0000001, "output_cost_per_token": 0}}"#,
            "field `a.input_cost_per_token`: found the number 1.0000001"
        ),
        (
            "a price too fine", #"{"a": {"input_cost_per_token": 1e-25, "output_cost_per_token": 0}}"#,
            "field `a.input_cost_per_token`: found the number 1e-25"
        ),
        (
            "a price that is a text", #"{"a": {"input_cost_per_token": "1e-6", "output_cost_per_token": 0}}"#,
            "field `a.input_cost_per_token`: found the text \"1e-6\""
        ),
        (
            "a model twice",
            #"{"a": {"input_cost_per_token": 0, "output_cost_per_token": 0}, "a": {"mode": "chat"}}"#,
            "field `a`: found the model again"
        ),
        (
            "a price twice",
            #"{"a": {"input_cost_per_token": 1e-6, "output_cost_per_token": 0, "input_cost_per_token": 2e-6}}"#,
            "field `a.input_cost_per_token`: found the field again, expected each field once; remove one"
        ),
        (
            "a price twice, the first of them nothing",
            #"{"a": {"input_cost_per_token": null, "output_cost_per_token": 0, "input_cost_per_token": 2e-6}}"#,
            "field `a.input_cost_per_token`: found the field again"
        ),
        (
            "a provider twice", #"{"a": {"litellm_provider": "a", "litellm_provider": "b"}}"#,
            "field `a.litellm_provider`: found the field again"
        ),
        (
            "a price twice in a range",
            #"{"a": {"tiered_pricing": [{"range": [0, 9], "input_cost_per_token": 1, "input_cost_per_token": 1}]}}"#,
            "field `a.tiered_pricing.input_cost_per_token`: found the field again"
        ),
        ("very deep", String(repeating: #"{"a":"#, count: 100) + "1" + String(repeating: "}", count: 100), "not JSON"),
    ])
    func `a wrong JSON file is refused with its field`(name: String, text: String, message: String) throws {
        let fault = try #require(try PriceFileOnDisk(text, "prices.json").fault())
        #expect(fault.hasPrefix("prices.json: ") && fault.contains(message), "\(fault)")
    }

    @Test func `a file of another kind, and one that is missing, are refused`() throws {
        #expect(try PriceFileOnDisk("a,b", "prices.csv").fault()?.contains("expected a .json or .yaml file") == true)
        #expect(throws: FileError.self) { try PriceFile.read(path: "/no/such/prices.json") }
        let yaml = try PriceFileOnDisk("version: 1\nmodels: {a: {input: 1, output: 1}}", "prices.yaml")
        #expect(throws: FileError.self) { try PriceFile.read(path: yaml.path, serviceTier: .flex) }
    }

    @Test func `a row of another mode, or without a side, has no price, and is known all the same`() throws {
        let disk = try PriceFileOnDisk(
            """
            {"sample_spec": {"input_cost_per_token": 1, "output_cost_per_token": 1},
             "image": {"mode": "image_generation", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6},
             "half": {"mode": "chat", "input_cost_per_token": 1e-6},
             "provider/half": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6},
             "vector": {"mode": "embedding", "input_cost_per_token": 1e-6},
             "ranges": {"mode": "chat", "tiered_pricing": [
               {"range": [0, 1e3], "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6},
               {"range": [1000.0, 9000], "input_cost_per_token": 3e-6}]},
             "seconds": {"input_cost_per_token": 0, "output_cost_per_token": 0, "output_cost_per_second": 0.02},
             "gift": {"input_cost_per_token": 0, "output_cost_per_token": 0, "output_cost_per_second": 0.0},
             "odd": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6, "tiered_pricing": [{"range": "all"}]}}
            """, "prices.json")
        let file = try PriceFile.read(path: disk.path)
        let catalogue = file.table.catalogue
        #expect(file.report.models == 8)
        #expect(file.report.priced == 6)
        func cost(_ model: String, _ usage: TokenUsage) -> String {
            let cost = catalogue.cost(of: usage, model: model, at: Self.moment)
            return (cost.amount.map { $0.usdText + " " } ?? "") + cost.status.rawValue
        }
        #expect(cost("image", TokenUsage(input: 1)) == "missing")
        #expect(cost("half", TokenUsage(input: 1)) == "missing", "and not the price of another provider")
        #expect(cost("vector", TokenUsage(input: 1)) == "0.000001 exact")
        #expect(cost("ranges", TokenUsage(input: 1_000, output: 1)) == "0.001002 exact")
        #expect(cost("ranges", TokenUsage(input: 1_001, output: 1)) == "0.003005 exact")
        #expect(cost("odd", TokenUsage(input: 1)) == "0.000001 estimated")
        #expect(cost("seconds", TokenUsage(input: 1)) == "0 estimated")
        #expect(cost("gift", TokenUsage(input: 1)) == "0 exact")
    }

    @Test func `the shipped file is sound`() throws {
        let folder = URL(filePath: SharedPrices.package)
        let file = try PriceFile.read(path: folder.appending(path: "replays/prices.yaml").path)
        #expect(file.report.priced > 25)
        let cost = file.table.catalogue.cost(
            of: TokenUsage(input: 46, cachedInput: 1_152, output: 64), model: "openai/gpt-4o-2024-08-06",
            at: Self.moment)
        #expect(cost.amount?.usdText == "0.002195" && cost.status == .exact)
        #expect(file.table.entries.values.allSatisfy { $0.provider != nil })
    }

    @Test func `a file says who sells a model, beside its price or the first of several`() throws {
        let disk = try PriceFileOnDisk(
            """
            version: 1
            models:
              a: {provider: maker, input: 1, output: 1}
              b: [{provider: maker, input: 1, output: 1}, {from: 2026-10-01, input: 2, output: 2}]
              c: {input: 1, output: 1}
            """, "prices.yaml")
        let catalogue = try PriceFile.read(path: disk.path).table.catalogue
        func status(_ model: String) -> CostStatus {
            catalogue.cost(of: TokenUsage(input: 1), model: model, at: Self.moment).status
        }
        #expect(["maker/a", "maker/b", "maker/c", "other/a"].map(status) == [.exact, .exact, .estimated, .missing])
    }

    @Test func `more models in all than a catalogue may have are refused, and not trapped at`() throws {
        let row = #"{"input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6}"#
        let rows = (0..<PriceCatalogue.mostEntries).map { #""m-\#($0)": \#(row)"# }
        let scenario = try ScenarioOnDisk(
            ScenarioOnDisk.smallest + "prices: {catalogue: prices.json, own: {input: 1, output: 1}}\n")
        try Data("{\(rows.joined(separator: ","))}".utf8).write(to: URL(filePath: scenario.folder + "/prices.json"))
        let fault = try #require(try scenario.fault())
        #expect(
            fault.hasSuffix(
                ":4:9: `prices`: found 100001 models in all, expected at most 100000; remove some, here or in the catalogue"
            ),
            "\(fault)")
    }

    @Test func `a row of very many tiers is refused at once`() throws {
        let fields = (1...200_000).map { #""input_cost_per_token_above_\#($0)k_tokens": 1e-6"# }
        let disk = try PriceFileOnDisk(#"{"a": {\#(fields.joined(separator: ","))}}"#, "prices.json")
        let begin = ContinuousClock.now
        #expect(
            disk.fault()
                == "prices.json: field `a`: found more than 16 tiers, expected at most 16; remove some")
        #expect(begin.duration(to: .now) < .seconds(20))
    }
}
