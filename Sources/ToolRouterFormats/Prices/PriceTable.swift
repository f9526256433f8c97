package import ToolRouter

/// Prices as they are collected from files, before they are a catalogue.
package struct PriceTable: Sendable {
    /// The models by name.
    package var entries: [String: PriceEntry] = [:]
    /// Other names of models, and where they stand in a configuration file.
    package var aliases: [String: String] = [:]
    /// The rates at which the tokens of a reply without a price count in a budget.
    package var worstCase: Price?

    package init() {}

    /// Takes what `other` says in place of what is here; whoever sells a model still does where `other` does not say.
    package mutating func override(by other: PriceTable) {
        entries.merge(other.entries) { former, own in
            PriceEntry(own.name, provider: own.provider ?? former.provider, prices: own.prices)
        }
        aliases.merge(other.aliases) { $1 }
        for name in other.entries.keys.sorted() { aliases[name] = nil }
        worstCase = other.worstCase ?? worstCase
    }

    /// Refuses more models than a catalogue may have; `node` is where the last of them come from.
    func checkCount(_ node: ConfigurationNode) throws(FileError) {
        guard entries.count > PriceCatalogue.mostEntries else { return }
        throw node.fault(
            found: "\(entries.count) models in all", expected: "at most \(PriceCatalogue.mostEntries)",
            remedy: "remove some, here or in the catalogue")
    }

    /// The catalogue; every alias leads to a model here.
    package var catalogue: PriceCatalogue {
        PriceCatalogue(entries.map(\.value).sorted { $0.name < $1.name }, aliases: aliases)
    }

    /// Reads `models`, a mapping of names to prices, leaving out `others`, which are no models.
    mutating func readModels(_ models: ConfigurationNode, besides others: [String] = []) throws(FileError) {
        for entry in try models.entries("a mapping of models to prices") where !others.contains(entry.name) {
            let prices = try Price.dated(entry.value)
            entries[entry.name] = PriceEntry(
                entry.name, provider: try Price.provider(entry.value), prices: prices)
        }
    }

    /// Reads `aliases`, a mapping of other names to names of models, which are here or in `base`.
    mutating func readAliases(_ node: ConfigurationNode, beside base: PriceTable = PriceTable()) throws(FileError) {
        func exists(_ name: String) -> Bool { entries[name] != nil || base.entries[name] != nil }
        for entry in try node.someEntries("a mapping of other names to models") {
            let model = try entry.value.name("the name of a model")
            guard exists(model) else {
                let names = Set(entries.keys).union(base.entries.keys).sorted()
                throw entry.value.fault(
                    found: "\(entry.value.words), which has no price here",
                    expected: "the name of a model with a price",
                    remedy: Spelling.nearest(to: model, among: names).map { "did you mean `\(Excerpt.of($0))`?" }
                        ?? "name one of the models")
            }
            guard !exists(entry.name) else {
                throw entry.key.fault(
                    found: "a model with a price of its own", expected: "another name for a model",
                    remedy: "remove the alias or the price")
            }
            aliases[entry.name] = model
        }
    }
}
