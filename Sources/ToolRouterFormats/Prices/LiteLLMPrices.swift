import ToolRouter

/// Reads LiteLLM's `model_prices_and_context_window.json`: USD for one token, by model.
///
/// Numbers are read as they are written, never through floating point. Calls above `_above_200k_tokens` have that price for all
/// their tokens, as LiteLLM does it; the ranges of `tiered_pricing` likewise, as their providers publish it.
struct LiteLLMPrices {
    /// The row that explains the others.
    private static let sample = "sample_spec"
    /// The modes whose calls cost their tokens of text and nothing else. A row without a mode is taken for one of them.
    private static let textModes: Set<String> = ["chat", "responses", "completion", "embedding"]
    /// What is charged beside the tokens, or otherwise at some hours: a model that has it costs an estimate.
    private static let charges: Set<String> = ["off_peak_pricing", "input_cost_per_request", "citation_cost_per_token"]

    private let path: String
    private let serviceTier: ServiceTier
    /// What the names of fields say; there are a few hundred.
    private var fields: [String: Meaning] = [:]
    private var report = PriceFileReport(format: "LiteLLM's JSON")

    private enum Meaning {
        case rate(LiteLLMField)
        case provider
        case mode
        case ranges
        case charge
        case ignored
    }

    /// Reads the file at `path`, and the rates of `serviceTier` where there are any.
    static func read(path: String, _ serviceTier: ServiceTier) throws(FileError) -> PriceFile {
        let bytes = try WholeFile.bytes(path, kind: PriceFile.kind, upTo: PriceFile.largest)
        guard !bytes.isEmpty else {
            throw FileError(
                aboutFile: path, found: "an empty file", expected: PriceFile.kind, remedy: "get the file again")
        }
        let reader = JSONLineReader()
        let document: Document
        do throws(FileError.Reason) {
            document = try reader.read(from: LineReader.Line(whole: bytes))
        } catch {
            throw FileError(
                path: path, found: "text that is not JSON (\(error.found))", expected: "LiteLLM's price file",
                remedy: "get the file again")
        }
        var prices = LiteLLMPrices(path: path, serviceTier: serviceTier)
        return try withExtendedLifetime(reader) { () throws(FileError) in try prices.read(document.root) }
    }

    private init(path: String, serviceTier: ServiceTier) {
        self.path = path
        self.serviceTier = serviceTier
    }

    private struct Document: JSONReadable {
        let root: JSONValue

        init(_ json: JSONValue) { root = json }
    }

    private mutating func read(_ root: JSONValue) throws(FileError) -> PriceFile {
        guard var rows = root.namesAndValues else {
            throw fault(nil, root.words, "an object of models", "get the file again")
        }
        guard root.count <= PriceCatalogue.mostEntries else {
            throw fault(nil, "\(root.count) models", "at most \(PriceCatalogue.mostEntries)", "remove some")
        }
        var table = PriceTable()
        table.entries.reserveCapacity(root.count)
        while let name = rows.next()?.text, let row = rows.next() {
            if name == Self.sample { continue }
            guard !name.isEmpty, name.utf8.count <= 256 else {
                throw fault(name, "a name of \(name.utf8.count) bytes", "1 to 256", "shorten it")
            }
            let entry = try self.entry(name, row)
            guard table.entries.updateValue(entry, forKey: name) == nil else {
                throw fault(name, "the model again", "each model once", "remove one")
            }
        }
        report.models = table.entries.count
        guard report.priced > 0 else {
            throw fault(nil, "no model with a price", "models with `input_cost_per_token`", "name LiteLLM's price file")
        }
        return PriceFile(table: table, report: report)
    }

    // MARK: One model

    /// The rates of one row, by the number of prompt tokens above which they hold.
    private struct Rates {
        var byLimit: [(above: Int, rates: PriceRates)] = []
        var cacheHit: Money?

        mutating func set(_ rate: Money, _ bucket: TokenBucket, above: Int) {
            if let index = byLimit.firstIndex(where: { $0.above == above }) {
                byLimit[index].rates[bucket] = rate
            } else {
                var rates = PriceRates()
                rates[bucket] = rate
                byLimit.append((above, rates))
            }
        }

        /// Whether there are rates, and no token costs anything.
        var isFree: Bool {
            let all = byLimit.flatMap { limit in TokenBucket.allCases.compactMap { limit.rates[$0] } }
            return !all.isEmpty && all.allSatisfy { $0 == .zero }
        }

        /// The same with the rates of `other` in place of these, where it has any.
        func replaced(by other: Rates) -> Rates {
            var rates = self
            for (above, others) in other.byLimit {
                for bucket in TokenBucket.allCases { others[bucket].map { rates.set($0, bucket, above: above) } }
            }
            rates.cacheHit = other.cacheHit ?? cacheHit
            return rates
        }
    }

    private mutating func entry(_ name: String, _ row: JSONValue) throws(FileError) -> PriceEntry {
        guard var members = row.namesAndValues else {
            throw fault(name, row.words, "an object", "correct the model")
        }
        var (standard, special) = (Rates(), Rates())
        var (provider, mode): (String?, String?)
        var isPartial = false
        var seen: Set<LiteLLMField> = []
        var words: Set<String> = []
        var hasOtherRates = false
        while let fieldName = members.next()?.text, let value = members.next() {
            let meaning = self.meaning(of: fieldName)
            let isNew =
                switch meaning {
                case .rate(let field): seen.insert(field).inserted
                case .provider, .mode, .ranges: words.insert(fieldName).inserted
                case .charge, .ignored: true
                }
            guard isNew else {
                throw fault("\(name).\(fieldName)", "the field again", "each field once", "remove one")
            }
            switch meaning {
            case .rate(let field) where field.tier == .standard || field.tier == serviceTier:
                guard let rate = try rate(value, "\(name).\(fieldName)") else { continue }
                if field.tier == .standard {
                    Self.set(rate, field, in: &standard)
                } else {
                    Self.set(rate, field, in: &special)
                }
                // Here and not at the end: finding the place of each takes as long as there are others.
                guard max(standard.byLimit.count, special.byLimit.count) <= Price.mostTiers + 1 else {
                    throw fault(
                        name, "more than \(Price.mostTiers) tiers", "at most \(Price.mostTiers)", "remove some")
                }
            case .rate, .ignored:
                if case .ignored = meaning, fieldName.contains("cost_per_"),
                    let number = value.number, Money(usd: number) != .zero
                {
                    hasOtherRates = true
                }
                report.ignored[fieldName, default: 0] += 1
                continue
            case .provider: provider = value.text
            case .mode: mode = value.text
            case .ranges:
                if try !readRanges(value, "\(name).\(fieldName)", &standard) { isPartial = true }
            case .charge: isPartial = true
            }
            report.read[fieldName, default: 0] += 1
        }
        let rates = standard.replaced(by: special)
        // Free tokens beside seconds, pages or queries that are not: then those are the price.
        if hasOtherRates, rates.isFree { isPartial = true }
        guard Self.textModes.contains(mode ?? "chat") else {
            report.ofOtherModes += 1
            return PriceEntry(name, provider: provider, prices: [])
        }
        guard let price = try price(name, rates, isEmbedding: mode == "embedding", isPartial) else {
            report.unpriced += 1
            return PriceEntry(name, provider: provider, prices: [])
        }
        report.priced += 1
        if isPartial { report.partial += 1 }
        return PriceEntry(name, provider: provider, prices: [DatedPrice(price)])
    }

    private func price(
        _ name: String, _ rates: Rates, isEmbedding: Bool, _ isPartial: Bool
    ) throws(FileError) -> Price? {
        guard var base = rates.byLimit.first(where: { $0.above == 0 })?.rates else { return nil }
        base.cachedInput = base.cachedInput ?? rates.cacheHit
        // A model that writes nothing has no rate for it.
        if isEmbedding, base.output == nil { base.output = .zero }
        guard base.input != nil, base.output != nil else { return nil }
        let tiers = rates.byLimit.filter { $0.above > 0 }.sorted { $0.above < $1.above }
        guard tiers.count <= Price.mostTiers else {
            throw fault(name, "\(tiers.count) tiers", "at most \(Price.mostTiers)", "remove some")
        }
        return Price(base, tiers: tiers.map { PriceTier(above: $0.above, $0.rates) }, isPartial: isPartial)
    }

    private static func set(_ rate: Money, _ field: LiteLLMField, in rates: inout Rates) {
        if let bucket = field.bucket {
            rates.set(rate, bucket, above: field.above)
        } else if field.above == 0 {
            rates.cacheHit = rate
        }
    }

    /// Reads `tiered_pricing`: a list of rates, each with the `range` of prompt tokens in which it holds. False when it is of
    /// another form.
    private mutating func readRanges(_ list: JSONValue, _ path: String, _ rates: inout Rates) throws(FileError) -> Bool
    {
        guard let elements = list.elements, list.count <= Price.mostTiers else { return false }
        for element in elements {
            guard var members = element.namesAndValues else { return false }
            var above: Int64?
            var found: [(rate: Money, field: LiteLLMField)] = []
            var seen: Set<LiteLLMField> = []
            while let name = members.next()?.text, let value = members.next() {
                if name == "range" {
                    var bounds = value.elements
                    above = bounds?.next()?.integer
                } else if case .rate(let field) = meaning(of: name), field.tier == .standard, field.above == 0 {
                    guard seen.insert(field).inserted else {
                        throw fault("\(path).\(name)", "the field again", "each field once", "remove one")
                    }
                    if let rate = try rate(value, "\(path).\(name)") { found.append((rate, field)) }
                }
            }
            guard let above, (0...1_000_000_000).contains(above) else { return false }
            for (rate, field) in found {
                guard let bucket = field.bucket else { continue }
                rates.set(rate, bucket, above: Int(above))
            }
        }
        return true
    }

    // MARK: Fields

    private mutating func meaning(of name: String) -> Meaning {
        if let known = fields[name] { return known }
        let meaning: Meaning =
            switch name {
            case "litellm_provider": .provider
            case "mode": .mode
            case "tiered_pricing": .ranges
            case _ where Self.charges.contains(name): .charge
            default: LiteLLMField(name).map { .rate($0) } ?? .ignored
            }
        // An untrusted file can have any number of names.
        if fields.count < 10_000 { fields[name] = meaning }
        return meaning
    }

    /// The price of one token; nil when it is `null`.
    private func rate(_ value: JSONValue, _ field: String) throws(FileError) -> Money? {
        if value.isNull { return nil }
        let expected = "USD for one token, from 0 to 1 with at most 24 digits after the point"
        guard let number = value.number, let rate = Money(usd: number), PriceRates.isRate(rate) else {
            throw fault(field, value.words, expected, "correct the price, or remove it")
        }
        return rate
    }

    private func fault(_ field: String?, _ found: String, _ expected: String, _ remedy: String) -> FileError {
        FileError(
            path: path,
            FileError.Reason(
                field: field.map { Excerpt.of($0) }, found: found, expected: expected, remedy: remedy))
    }
}
