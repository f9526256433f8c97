import Foundation
package import ToolRouter

/// A file with the rules of a router: the list that `rules` is in `scenario.yaml`, alone or under that key.
package enum RulesFile {
    private static let key = "rules"
    private static let kind = "a file with rules"

    /// Reads the rules at `path`, as strictly as in a scenario.
    package static func read(path: String) throws(FileError) -> RuleSet { try RuleSet(list(path: path)) }

    /// Whether the YAML file at `path` is likely one: a list, or `rules` alone, whose first element names a tool.
    package static func isLikely(path: String) -> Bool {
        guard let node = try? list(path: path), case .list(let elements) = node.content,
            case .mapping(let entries)? = elements.first?.content
        else { return false }
        return entries.contains { $0.name == "tool" }
    }

    /// The list in the file at `path`.
    static func list(path: String) throws(FileError) -> ConfigurationNode {
        let root = try ConfigurationNode(yaml: ConfigurationText(path: path, kind: kind))
        guard case .mapping = root.content else { return root }
        return try ConfigurationSection(root, keys: [key]).required(key, "a list of rules")
    }
}

extension ConfigurationNode {
    /// Reads a scenario's or a server's file whole: with the rules of the file that `rules` may name.
    package init(settingsFile path: String, kind: String) throws(FileError) {
        let folder = URL(filePath: path, directoryHint: .notDirectory).deletingLastPathComponent()
        self = try ConfigurationNode(yamlFile: path, kind: kind)
            .inliningRules(in: ConfigurationFolder(folder, called: "the folder of the file"))
    }

    /// The same settings with the rules of the file that `rules` names in their place, where it names one: a path from
    /// `folder`.
    package func inliningRules(in folder: ConfigurationFolder) throws(FileError) -> ConfigurationNode {
        guard case .mapping(let entries) = content, let node = entries.first(where: { $0.name == "rules" })?.value,
            case .scalar = node.content
        else { return self }
        let path = try folder.file(node, "a list of rules, or the path of a file with them")
        let list = try RulesFile.list(path: path)
        guard case .list = list.content else { throw list.fault(expected: "a list of rules", remedy: "write one") }
        return replacing("rules", by: list.moved(to: "rules"))
    }

    /// The same under another path.
    private func moved(to path: String) -> ConfigurationNode {
        let content: Content =
            switch content {
            case .scalar: content
            case .list(let elements):
                .list(elements.enumerated().map { $1.moved(to: "\(path)[\($0)]") })
            case .mapping(let entries):
                .mapping(
                    entries.map { entry in
                        let path = path + "." + Excerpt.of(entry.name)
                        return Entry(key: entry.key.moved(to: path), value: entry.value.moved(to: path))
                    })
            }
        return ConfigurationNode(file: file, path: path, line: line, column: column, content: content)
    }
}
