/// How long and how many answers a scenario's cache keeps.
package struct CacheSettings: Hashable, Sendable {
    /// How long an answer is fresh.
    package var ttl = Duration.seconds(300)
    /// The most answers; 1 to 1,000,000.
    package var entries = 10_000

    package init() {}
}

extension CacheSettings {
    /// Reads a mapping, or `off`, which is nil.
    static func read(_ node: ConfigurationNode) throws(ConfigurationError) -> CacheSettings? {
        if case .scalar = node.content {
            guard try node.text("a mapping or `off`") == "off" else {
                throw node.fault(
                    expected: "a mapping or `off`", remedy: "write `off`, or leave the key out for the defaults")
            }
            return nil
        }
        let section = try ConfigurationSection(node, keys: ["ttl", "entries"])
        var settings = CacheSettings()
        if let ttl = try section.duration("ttl") { settings.ttl = ttl }
        if let entries = try section.integer("entries", in: 1...1_000_000) { settings.entries = entries }
        return settings
    }
}
