import Yams

extension ConfigurationNode {
    /// How deep a value may be nested.
    static let deepest = 32

    /// Reads the file at `path`; `kind` says in an error message what it should have been.
    package init(yamlFile path: String, kind: String) throws(FileError) {
        try self.init(yaml: try ConfigurationText(path: path, kind: kind))
    }

    /// Reads `yaml`, which stood in `file`.
    package init(yaml: String, file: String) throws(FileError) {
        try self.init(yaml: ConfigurationText(yaml, file: file))
    }

    /// Reads the one YAML document that `text` is. Keys are plain or quoted scalars, none twice; anchors, aliases, tags
    /// and directives are refused.
    init(yaml text: ConfigurationText) throws(FileError) {
        try YAMLRehearsal.refuseDangers(in: text)
        guard let root = try YAMLRehearsal.compose(text.text, of: text) else {
            throw FileError(
                path: text.file, found: "an empty file", expected: "`key: value` lines", remedy: "add them")
        }
        try self.init(root, file: text.file, path: nil, depth: 0)
    }

    private init(_ node: Node, file: String, path: String?, depth: Int) throws(FileError) {
        self.file = file
        self.path = path
        line = node.mark?.line ?? 1
        column = node.mark?.column ?? 1
        guard depth <= Self.deepest else {
            throw YAMLRehearsal.tooDeep(file: file, line: line, column: column, path: path)
        }
        switch node {
        case .scalar(let scalar):
            content = .scalar(scalar.string, isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            var elements = [ConfigurationNode]()
            for (index, element) in sequence.enumerated() {
                elements.append(try Self(element, file: file, path: "\(path ?? "")[\(index)]", depth: depth + 1))
            }
            content = .list(elements)
        case .mapping(let mapping):
            var entries = [Entry]()
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw FileError(
                        path: file, line: key.mark?.line, column: key.mark?.column, field: path,
                        found: "a list or mapping as a key", expected: "a name", remedy: "write a name before the colon"
                    )
                }
                let path = (path.map { $0 + "." } ?? "") + Excerpt.of(name.string)
                entries.append(
                    Entry(
                        key: try Self(key, file: file, path: path, depth: depth),
                        value: try Self(value, file: file, path: path, depth: depth + 1)))
            }
            content = .mapping(entries)
        case .alias:
            throw FileError(
                path: file, line: line, column: column, field: path, found: "an alias", expected: "a value",
                remedy: "write the value out")
        }
    }
}
