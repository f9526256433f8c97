package import ToolRouterFormats

/// The providers that planners may ask, by name.
package struct Providers: Sendable {
    private let byName: [String: ProviderSettings]
    /// The section they stand in; faults of whoever names one are reported by its file.
    private let node: ConfigurationNode

    /// Reads the section `providers` of a server's configuration.
    package static func read(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> Providers {
        var byName: [String: ProviderSettings] = [:]
        for entry in try node.someEntries("a mapping of names to providers") {
            byName[entry.name] = try ProviderSettings.read(entry.value, in: folder)
        }
        return Providers(byName: byName, node: node)
    }

    /// All of them.
    var all: [ProviderSettings] { Array(byName.values) }

    /// Their names, sorted.
    package var names: [String] { byName.keys.sorted() }

    /// The provider of a planner; the only one there is where the planner names none.
    ///
    /// - Parameter field: the path of the key that names it, for a fault.
    package func provider(_ name: String?, for field: String) throws(FileError) -> (name: String, ProviderSettings) {
        if let name, let settings = byName[name] { return (name, settings) }
        if name == nil, byName.count == 1, let only = byName.first { return (only.key, only.value) }
        throw FileError(
            path: node.file, field: field, found: name.map { "\"\(Excerpt.of($0))\"" } ?? "nothing",
            expected: "the name of one of the providers: " + names.prefix(20).joined(separator: ", "),
            remedy: name.flatMap { Spelling.nearest(to: $0, among: names) }.map { "did you mean `\($0)`?" }
                ?? "name one of them")
    }
}
