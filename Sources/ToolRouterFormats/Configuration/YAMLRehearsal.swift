import Yams

/// Reads a YAML text once with its dangers defused, before it is really read.
///
/// Yams expands aliases while it parses, and hashes every key to find duplicates, however large the key is: a small text
/// can keep it busy for years, and the result looks innocent. In the rehearsal every character that could begin one of
/// them is replaced by one that may occur inside of any text but begin nothing (YAML 1.1, section 5.3, reserves `@`),
/// and braces by brackets, since a mapping in braces can have a mapping as a key. What then parses has no anchors,
/// aliases, tags, directives or `?` keys; and it is as deep as the rehearsal says, or less.
enum YAMLRehearsal {
    /// How deep the rehearsal may be: `{a: b}` has become a list of mappings there, which is one level more.
    private static let deepest = ConfigurationNode.deepest * 2

    /// The most values and keys.
    private static let mostNodes = 100_000

    /// Refuses what a configuration file does not need and a parser should not see.
    static func refuseDangers(in text: ConfigurationText) throws(FileError) {
        guard let root = try compose(defused(text.text), of: text) else { return }
        var nodes = [(node: root, depth: 0)]
        var count = 0
        while let (node, depth) = nodes.popLast() {
            count += 1
            guard count <= mostNodes else {
                throw FileError(
                    path: text.file, found: "more than \(mostNodes) values", expected: "fewer", remedy: "remove some")
            }
            guard depth <= deepest else {
                throw tooDeep(file: text.file, line: node.mark?.line, column: node.mark?.column, path: nil)
            }
            switch node {
            case .scalar, .alias: break
            case .sequence(let sequence): nodes += sequence.map { ($0, depth + 1) }
            case .mapping(let mapping):
                nodes += mapping.map { ($0.value, depth + 1) }
                nodes += mapping.map { ($0.key, depth + 1) }
            }
        }
    }

    /// Parses `yaml`, which is `text` or its rehearsal; the error quotes `text`.
    static func compose(_ yaml: String, of text: ConfigurationText) throws(FileError) -> Node? {
        do {
            // Without a resolver every scalar stays a text. The default encoding would depend on the environment.
            return try Yams.compose(yaml: yaml, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw FileError(error, in: text)
        } catch {
            throw FileError(
                path: text.file, found: "YAML that can't be read", expected: "valid YAML", remedy: "correct it")
        }
    }

    static func tooDeep(file: String, line: Int?, column: Int?, path: String?) -> FileError {
        FileError(
            path: file, line: line, column: column, field: path.map { Excerpt.of($0) }, found: "values within values",
            expected: "at most \(ConfigurationNode.deepest) levels", remedy: "remove some")
    }

    private static func defused(_ yaml: String) -> String {
        String(
            decoding: yaml.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "?"):
                    UInt8(ascii: "@")
                case UInt8(ascii: "{"): UInt8(ascii: "[")
                case UInt8(ascii: "}"): UInt8(ascii: "]")
                default: byte
                }
            }, as: UTF8.self)
    }
}
