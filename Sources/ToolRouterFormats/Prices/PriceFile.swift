import ToolRouter

/// A file of prices: the project's own YAML, or LiteLLM's JSON.
package struct PriceFile: Sendable {
    /// The largest file that is read, in bytes: 32 MiB, ten times LiteLLM's.
    package static let largest = 32 * 1_048_576

    /// What it says.
    package var table: PriceTable
    /// What was read of it, and what was passed over.
    package var report: PriceFileReport

    /// Reads the file at `path`, by the end of its name.
    ///
    /// - Parameter serviceTier: whose rates are taken, where a file tells them apart; nil for those of `standard`.
    package static func read(path: String, serviceTier: ServiceTier? = nil) throws(FileError) -> PriceFile {
        try Discretion(about: path, kind).reading { () throws(FileError) in
            if path.hasSuffix(".json") { return try LiteLLMPrices.read(path: path, serviceTier ?? .standard) }
            guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
                throw FileError(
                    aboutFile: path, found: "a file of another kind", expected: "a .json or .yaml file of prices",
                    remedy: "name it for its format")
            }
            guard serviceTier == nil || serviceTier == .standard else {
                throw FileError(
                    aboutFile: path, found: "a catalogue without service tiers",
                    expected: "one in LiteLLM's format where a service tier is chosen",
                    remedy: "leave the service tier out, or name another catalogue")
            }
            return try yaml(path)
        }
    }

    static let kind = "a file of prices"
    private static let version = 1

    private static func yaml(_ path: String) throws(FileError) -> PriceFile {
        let node = try ConfigurationNode(yamlFile: path, kind: kind)
        let file = try ConfigurationSection(node)
        // First of all, since a newer version may have keys that this one does not know.
        try file.checkVersion(version, of: "price files")
        try file.refuseKeys(notIn: ["version", "source", "as_of", "models", "aliases", "worst_case"])
        _ = try file["source"]?.name("where the prices are from", longest: 500)
        if let day = file["as_of"] {
            guard RateDate.parse(try day.text(RateDate.expected)) != nil else {
                throw day.fault(expected: RateDate.expected, remedy: "write year, month and day")
            }
        }
        var table = PriceTable()
        let models = try file.required("models", "a mapping of models to prices")
        _ = try models.someEntries("a mapping of models to prices")
        try table.readModels(models)
        try table.checkCount(models)
        if let aliases = file["aliases"] { try table.readAliases(aliases) }
        table.worstCase = try file["worst_case"].map { node throws(FileError) in try Price(node) }
        var report = PriceFileReport(format: "ToolRouter's YAML")
        report.models = table.entries.count
        report.priced = table.entries.count
        return PriceFile(table: table, report: report)
    }
}
