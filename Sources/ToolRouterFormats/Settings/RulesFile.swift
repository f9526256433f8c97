package import ToolRouter

/// A file with the rules of a router: the list that `rules` is in `scenario.yaml`, alone or under that key.
package enum RulesFile {
    /// Reads the rules at `path`, as strictly as in a scenario.
    package static func read(path: String) throws(FileError) -> RuleSet {
        let root = try ConfigurationNode(yaml: ConfigurationText(path: path, kind: "a file with rules"))
        guard case .mapping = root.content else { return try RuleSet(root) }
        let section = try ConfigurationSection(root, keys: ["rules"])
        return try RuleSet(section.required("rules", "a list of rules"))
    }
}
