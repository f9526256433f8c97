package import ToolRouterFormats

/// Who may read the metrics: what the section `metrics` says.
package struct MetricsSettings: Hashable, Sendable {
    /// Whether neither a key nor a right is needed, though keys are configured: for scrapers in a network of their own.
    package var isOpen = false

    package init() {}

    /// Reads the section.
    package init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["access"])
        if let node = section["access"] { isOpen = try node.choice(["key": false, "open": true]) }
    }
}
