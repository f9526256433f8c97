import ToolRouter

extension ConfigurationNode {
    /// A scalar that stands in no file.
    package static func made(_ text: String, isPlain: Bool = false) -> ConfigurationNode {
        ConfigurationNode(file: "", path: nil, line: 1, column: 1, content: .scalar(text, isPlain: isPlain))
    }

    /// A list that stands in no file.
    package static func made(_ elements: [ConfigurationNode]) -> ConfigurationNode {
        ConfigurationNode(file: "", path: nil, line: 1, column: 1, content: .list(elements))
    }

    /// A mapping that stands in no file.
    package static func made(_ entries: [(name: String, value: ConfigurationNode)]) -> ConfigurationNode {
        let entries = entries.map { Entry(key: made($0.name), value: $0.value) }
        return ConfigurationNode(file: "", path: nil, line: 1, column: 1, content: .mapping(entries))
    }

    /// The same mapping with another value for one of its keys, which it has.
    package func replacing(_ name: String, by value: ConfigurationNode) -> ConfigurationNode {
        guard case .mapping(let entries) = content else { return self }
        let replaced = entries.map { $0.name == name ? Entry(key: $0.key, value: value) : $0 }
        return ConfigurationNode(file: file, path: path, line: line, column: column, content: .mapping(replaced))
    }

    /// The same mapping without one of its keys.
    package func removing(_ name: String) -> ConfigurationNode {
        guard case .mapping(let entries) = content else { return self }
        let rest = entries.filter { $0.name != name }
        return ConfigurationNode(file: file, path: path, line: line, column: column, content: .mapping(rest))
    }

    /// A mapping as lines of YAML that mean the same. Words that were written without quotes have none here either, since a
    /// number in quotes is another value.
    package var yaml: String {
        var lines: [String] = []
        write(indent: 0, to: &lines)
        return lines.map { $0 + "\n" }.joined()
    }

    private func write(indent: Int, to lines: inout [String]) {
        let space = String(repeating: "  ", count: indent)
        switch content {
        case .scalar: lines.append(space + scalarText)
        case .list(let elements):
            for element in elements {
                if element.isOneWord {
                    lines.append("\(space)- \(element.scalarText)")
                } else {
                    lines.append("\(space)-")
                    element.write(indent: indent + 1, to: &lines)
                }
            }
        case .mapping(let entries):
            for entry in entries {
                let key = space + Self.quoted(entry.name) + ":"
                if entry.value.isOneWord {
                    lines.append("\(key) \(entry.value.scalarText)")
                } else {
                    lines.append(key)
                    entry.value.write(indent: indent + 1, to: &lines)
                }
            }
        }
    }

    /// Whether it fits behind its key.
    private var isOneWord: Bool {
        switch content {
        case .scalar: true
        case .list(let elements): elements.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }

    private var scalarText: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? text : Self.quoted(text)
        case .list: "[]"
        case .mapping: "{}"
        }
    }

    /// A text of letters, digits and `_` that is no word of YAML's own as it is, else in double quotes, as in JSON.
    private static func quoted(_ text: String) -> String {
        let isName = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        if isName, text.utf8.count > 1, !["null", "true", "false", "yes", "no", "on", "off"].contains(text) {
            return text
        }
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}
