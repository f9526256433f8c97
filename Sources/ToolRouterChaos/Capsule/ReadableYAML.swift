import ToolRouter
import ToolRouterFormats

/// Writes nodes as YAML the way a person would: what fits on a line stands on one.
struct ReadableYAML {
    /// The longest line of a mapping or a list, in characters.
    private static let widest = 110

    /// Whether words that need no quotes have none, though they had some in the source, as in one that is JSON.
    let unquotesWords: Bool

    /// The lines of `node`, a mapping, each with its end; a blank line stands before each section of several lines.
    func text(_ node: ConfigurationNode) -> String {
        guard case .mapping(let entries) = node.content else { return line(node) + "\n" }
        var text = ""
        for entry in entries {
            let lines = lines(entry, indent: 0)
            if lines.count > 1, !text.isEmpty { text += "\n" }
            text += lines.map { $0 + "\n" }.joined()
        }
        return text
    }

    private func lines(_ entry: ConfigurationNode.Entry, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let key = space + quoted(entry.name) + ":"
        if isScalar(entry.value) { return [key + " " + line(entry.value)] }
        let whole = line(entry.value)
        if key.count + 1 + whole.count <= Self.widest, !isLong(entry.value) { return [key + " " + whole] }
        return [key] + lines(entry.value, indent: indent + 2)
    }

    private func lines(_ node: ConfigurationNode, indent: Int) -> [String] {
        switch node.content {
        case .scalar: return [String(repeating: " ", count: indent) + line(node)]
        case .mapping(let entries): return entries.flatMap { lines($0, indent: indent) }
        case .list(let elements):
            let space = String(repeating: " ", count: indent)
            return elements.flatMap { element -> [String] in
                let whole = line(element)
                if indent + 2 + whole.count <= Self.widest || isScalar(element) { return ["\(space)- \(whole)"] }
                var lines = lines(element, indent: indent + 2)
                lines[0] = space + "- " + lines[0].dropFirst(indent + 2)
                return lines
            }
        }
    }

    private func isScalar(_ node: ConfigurationNode) -> Bool {
        switch node.content {
        case .scalar: true
        case .list(let elements): elements.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }

    /// Whether it is a list of mappings, of which each has a line of its own.
    private func isLong(_ node: ConfigurationNode) -> Bool {
        guard case .list(let elements) = node.content else { return false }
        return elements.contains { if case .mapping = $0.content { true } else { false } }
    }

    /// All of it on one line.
    func line(_ node: ConfigurationNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): isPlain ? plain(text) : quoted(text)
        case .list(let elements): "[" + elements.map(line).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { quoted($0.name) + ": " + line($0.value) }.joined(separator: ", ") + "}"
        }
    }

    /// What had no quotes keeps having none, since a number in quotes is another value, but where it would end early.
    private func plain(_ text: String) -> String {
        if text.isEmpty { return "null" }
        return text.contains(where: { ",[]{}".contains($0) }) ? quoted(text, always: true) : text
    }

    private func quoted(_ text: String, always: Bool = false) -> String {
        if !always, Self.isKey(text) || (unquotesWords && Self.isWord(text)) { return text }
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    /// Words of YAML's own, in any case.
    private static let special: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// Whether it can only be meant as a name.
    private static func isKey(_ text: String) -> Bool {
        guard text.utf8.first.map({ Self.isLetter($0) }) ?? false, !special.contains(text.lowercased()) else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-".utf8.contains($0) }
    }

    /// The same, or a duration, a version, odds or a path.
    private static func isWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || isDigit(first), !special.contains(text.lowercased()),
            Double(text) == nil, !text.hasPrefix("0x"), !text.hasPrefix("0o"), !text.hasPrefix("0b")
        else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || isDigit(byte) || "_-./%".utf8.contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
