import Crypto
import Foundation
import ToolRouter

/// The settings of a configuration file as a flat list: the path of each value with its text.
///
/// Whatever key a file has is listed, so that none can be forgotten. Prices, secrets and long values are listed as
/// digests; of a list of named mappings (rules, say) each element is one entry, by its name.
enum SettingsListing {
    /// What answers do not depend on, and the seed, which a header has apart.
    private static let passedOver: Set<String> = ["version", "description", "seed", "gates", "drift", "golden"]
    /// The longest value that is listed as it is, in bytes.
    private static let longest = 120
    /// The last words of the names of secrets.
    private static let secrets = ["key", "secret", "password", "token", "authorization", "credential", "credentials"]

    /// Lists `file`, a mapping.
    static func settings(of file: ConfigurationNode) -> [String: String] {
        guard case .mapping(let entries) = file.content else { return [:] }
        var settings: [String: String] = [:]
        for entry in entries where !passedOver.contains(entry.name) {
            add(entry.value, entry.name, to: &settings, isHidden: entry.name == "prices")
        }
        return settings
    }

    private static func add(
        _ node: ConfigurationNode, _ path: String, to settings: inout [String: String], isHidden: Bool
    ) {
        switch node.content {
        case .scalar(let text, _):
            settings[path] = isHidden || isSecret(path) || text.utf8.count > longest ? digest(node) : text
        case .mapping(let entries) where isHidden && path.contains("."):
            settings[path] = entries.isEmpty ? "{}" : digest(node)
        case .mapping(let entries):
            if entries.isEmpty { settings[path] = "{}" }
            for entry in entries {
                add(entry.value, "\(path).\(entry.name)", to: &settings, isHidden: isHidden)
            }
        case .list(let elements):
            if let names = names(of: elements) {
                for (name, element) in zip(names, elements) { settings["\(path).\(name)"] = digest(element) }
                settings["\(path) (order)"] = digest(names.joined(separator: "\n"))
            } else {
                let texts = elements.compactMap(\.plainText)
                let text = "[\(texts.joined(separator: ", "))]"
                settings[path] = texts.count < elements.count || text.utf8.count > longest ? digest(node) : text
            }
        }
    }

    /// The names of the elements when each is a mapping with a name of its own.
    private static func names(of elements: [ConfigurationNode]) -> [String]? {
        let names = elements.compactMap { element -> String? in
            guard case .mapping(let entries) = element.content else { return nil }
            return entries.first { $0.name == "name" }?.value.plainText
        }
        return names.isEmpty || names.count < elements.count || Set(names).count < names.count ? nil : names
    }

    private static func isSecret(_ path: String) -> Bool {
        let name = path.split(separator: ".").last?.lowercased() ?? ""
        return secrets.contains { name == $0 || name.hasSuffix("_" + $0) }
    }

    private static func digest(_ node: ConfigurationNode) -> String {
        var writer = JSONWriter()
        node.write(to: &writer)
        return digest(writer.text)
    }

    private static func digest(_ text: String) -> String {
        GoldenInputs.digestMark
            + SHA256.hash(data: Data(text.utf8)).prefix(8).hexadecimal
    }
}

extension ConfigurationNode {
    fileprivate var plainText: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// Writes it as JSON, scalars as texts and keys sorted: the same for two texts that mean the same.
    fileprivate func write(to writer: inout JSONWriter) {
        switch content {
        case .scalar(let text, _): writer.string(text)
        case .list(let elements):
            writer.array { list in
                for element in elements { element.write(to: &list) }
            }
        case .mapping(let entries):
            writer.object { object in
                for entry in entries.sorted(by: { $0.name < $1.name }) {
                    object.key(entry.name)
                    entry.value.write(to: &object)
                }
            }
        }
    }
}
