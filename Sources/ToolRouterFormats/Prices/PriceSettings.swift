package import ToolRouter

/// The section `prices` of a configuration file: prices of models, and the catalogue that they are taken from.
package struct PriceSettings: Sendable {
    /// The prices: those of the file `catalogue`, and in place of them those that the section itself names.
    package var catalogue = PriceCatalogue()
    /// The rates at which the tokens of a reply without a price count in a budget; nil when the section names none.
    package var worstCase: Price?
    /// The absolute path of the catalogue; nil when the section names none.
    package var file: String?

    /// The keys that are no names of models.
    private static let words = ["catalogue", "service_tier", "aliases", "worst_case"]

    package init() {}

    /// Reads the section; the path of the catalogue starts at `folder`.
    init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        _ = try node.someEntries("a mapping of models to prices")
        let section = try ConfigurationSection(node)
        var table = PriceTable()
        if let name = section["catalogue"] {
            let path = try folder.file(name, "a .json or .yaml file of prices")
            let tier = try section["service_tier"].map { node throws(FileError) in
                try node.choice(of: ServiceTier.self)
            }
            table = try PriceFile.read(path: path, serviceTier: tier).table
            file = path
        } else if let tier = section["service_tier"] {
            throw tier.fault(
                found: "a service tier without a catalogue", expected: "a key `catalogue` beside it",
                remedy: "name a catalogue in LiteLLM's format, or remove the key")
        }
        var own = PriceTable()
        try own.readModels(node, besides: Self.words)
        if let aliases = section["aliases"] { try own.readAliases(aliases, beside: table) }
        own.worstCase = try section["worst_case"].map { node throws(FileError) in try Price(node) }
        table.override(by: own)
        try table.checkCount(node)
        catalogue = table.catalogue
        worstCase = table.worstCase
    }
}
