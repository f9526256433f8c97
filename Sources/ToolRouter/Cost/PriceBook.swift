import Crypto
import Synchronization

/// The entries of a price catalogue, found by the names that models go by.
final class PriceBook: Sendable {
    /// The longest name that is looked up, in bytes; a longer one has no price.
    static let longestName = 256
    /// How many names that are not in the catalogue are remembered with what they led to. Names are untrusted: beyond that
    /// each is looked for again, a few dozen look-ups.
    static let mostRemembered = 1_024

    /// The entries, sorted by name.
    let entries: [PriceEntry]
    let aliases: [String: String]
    /// What identifies all of it: the first 64 bits of a SHA-256, as 16 hexadecimal digits.
    let digest: String

    private let byName: [String: Int]
    /// The entries with a price by each part of their names that begins behind a slash.
    private let byRest: [Substring: [Int]]
    /// The entries with a price by their names without a date.
    private let byDateless: [Substring: [Int]]
    /// Who sells something here, by the names that stand in front of models.
    private let providers: Set<Substring>
    private let remembered = Mutex<[String: PriceCatalogue.Resolution]>([:])

    init(_ entries: [PriceEntry], aliases: [String: String]) {
        self.entries = entries.sorted { $0.name < $1.name }
        self.aliases = aliases
        var byName = [String: Int](minimumCapacity: entries.count)
        var byRest: [Substring: [Int]] = [:]
        var byDateless: [Substring: [Int]] = [:]
        var providers: Set<Substring> = []
        for (index, entry) in self.entries.enumerated() {
            precondition(byName.updateValue(index, forKey: entry.name) == nil, "two entries are called \(entry.name)")
            if let provider = entry.provider { providers.formUnion(Self.names(of: provider[...])) }
            guard !entry.prices.isEmpty else { continue }
            var rest = entry.name[...]
            for _ in 1..<ModelName.mostParts {
                guard let parts = ModelName.split(rest) else { break }
                rest = parts.rest
                byRest[rest, default: []].append(index)
            }
            var name = entry.name[...]
            while let shorter = ModelName.withoutDate(name) { name = shorter }
            if name.utf8.count != entry.name.utf8.count { byDateless[name, default: []].append(index) }
        }
        self.byName = byName
        self.byRest = byRest
        self.byDateless = byDateless
        self.providers = providers
        digest = Self.digest(of: self.entries, aliases)
    }

    /// What `model` leads to.
    func resolve(_ model: String) -> PriceCatalogue.Resolution {
        if let index = byName[model] { return .found(entries[index], .exact) }
        guard model.utf8.count <= Self.longestName, !model.isEmpty else { return .unknown }
        if let known = remembered.withLock({ $0[model] }) { return known }
        let resolution = search(model[...])
        remembered.withLock { known in
            if known.count < Self.mostRemembered { known[model] = resolution }
        }
        return resolution
    }

    /// Whether an entry has exactly that name.
    func contains(_ name: String) -> Bool { byName[name] != nil }

    /// The names that were looked for, to see that memory is bounded.
    var rememberedCount: Int { remembered.withLock(\.count) }

    // MARK: The order of attempts

    /// The whole name as an alias; then, with and without the dates at its end one after the other: as it is, without
    /// region, without provider, with any provider; at last with any date.
    private func search(_ model: Substring) -> PriceCatalogue.Resolution {
        if let name = aliases[String(model)], let index = byName[name] { return .found(entries[index], .alias) }
        var name = model
        var dates: [PriceSource.Step] = []
        while true {
            if let resolution = undated(name, dates) { return resolution }
            guard let shorter = ModelName.withoutDate(name) else { break }
            (name, dates) = (shorter, [.withoutDate])
        }
        return only(byDateless[name], [.withDate]) ?? .unknown
    }

    private func undated(_ name: Substring, _ dates: [PriceSource.Step]) -> PriceCatalogue.Resolution? {
        var rest = name
        var provider: Substring?
        for _ in 0..<ModelName.mostParts {
            let steps: [PriceSource.Step] = provider == nil ? [] : [.withoutProvider]
            if let found = named(rest, by: provider, steps + dates) ?? regional(rest, by: provider, steps, dates) {
                return found
            }
            guard let parts = ModelName.split(rest) else { break }
            provider = provider ?? parts.first
            rest = parts.rest
        }
        // What says who sells it is sold by nobody else.
        if let provider, providers.contains(provider) { return nil }
        return only(byRest[name], [.withProvider] + dates)
    }

    /// Amazon's names: `us.anthropic.claude-x`, without the region, then without the maker.
    private func regional(
        _ name: Substring, by provider: Substring?, _ steps: [PriceSource.Step], _ dates: [PriceSource.Step]
    ) -> PriceCatalogue.Resolution? {
        guard var parts = ModelName.dotted(name) else { return nil }
        var steps = steps
        if ModelName.regions.contains(parts.first) {
            steps.append(.withoutRegion)
            if let found = named(parts.rest, by: provider, steps + dates) { return found }
            guard let inner = ModelName.dotted(parts.rest) else { return nil }
            parts = inner
        }
        if !steps.contains(.withoutProvider) { steps.append(.withoutProvider) }
        return named(parts.rest, by: parts.first, steps + dates)
    }

    /// The entry of that name, unless it is another provider's.
    private func named(
        _ name: Substring, by provider: Substring?, _ steps: [PriceSource.Step]
    ) -> PriceCatalogue.Resolution? {
        guard let index = byName[String(name)], Self.isSame(provider, entries[index].provider) else { return nil }
        let isUnknown = provider != nil && entries[index].provider == nil
        let steps = isUnknown ? steps.map { $0 == .withoutProvider ? .unknownProvider : $0 } : steps
        return .found(entries[index], PriceSource.NameMatch(steps))
    }

    /// The entry among `indices`, or the first of several with the same prices.
    private func only(_ indices: [Int]?, _ steps: [PriceSource.Step]) -> PriceCatalogue.Resolution? {
        guard let indices, let first = indices.first else { return nil }
        guard indices.allSatisfy({ entries[$0].prices == entries[first].prices }) else {
            return .ambiguous(indices.prefix(PriceCatalogue.mostNamed).map { entries[$0].name })
        }
        return .found(entries[first], PriceSource.NameMatch(steps))
    }

    /// Whether the provider that a name begins with is the one of an entry, as far as the two are known. LiteLLM calls
    /// some of them by several names: `vertex_ai-anthropic_models`, `bedrock_converse`.
    private static func isSame(_ named: Substring?, _ ofEntry: String?) -> Bool {
        guard let named, let ofEntry else { return true }
        return ofEntry == named || ofEntry.hasPrefix(named + "-")
            || (named == "bedrock" && ofEntry == "bedrock_converse")
    }

    /// The names by which `isSame` knows a provider.
    private static func names(of provider: Substring) -> [Substring] {
        var names = [provider]
        for mark in provider.indices where provider[mark] == "-" { names.append(provider[..<mark]) }
        if provider == "bedrock_converse" { names.append("bedrock") }
        return names
    }

    // MARK: The digest

    private static func digest(of entries: [PriceEntry], _ aliases: [String: String]) -> String {
        var bytes: [UInt8] = []
        func add(_ text: String?) {
            guard let text else { return bytes.append(0) }
            bytes.append(1)
            add(number: Int128(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
        func add(number: Int128) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        func add(_ rates: PriceRates) {
            for bucket in TokenBucket.allCases { add(number: rates[bucket]?.yoctodollars ?? -1) }
        }
        for entry in entries {
            add(entry.name)
            add(entry.provider)
            add(number: Int128(entry.prices.count))
            for dated in entry.prices {
                add(number: dated.validFrom.map { Int128($0.nanoseconds) } ?? .min)
                add(dated.price.base)
                add(number: Int128(dated.price.tiers.count))
                for tier in dated.price.tiers {
                    add(number: Int128(tier.above))
                    add(tier.rates)
                }
                bytes.append(dated.price.isPartial ? 1 : 0)
            }
        }
        for alias in aliases.keys.sorted() {
            add(alias)
            add(aliases[alias])
        }
        return SHA256.hash(data: bytes).prefix(8).hexadecimal
    }
}
