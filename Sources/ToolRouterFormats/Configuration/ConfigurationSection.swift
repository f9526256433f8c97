package import ToolRouter

/// A mapping with a closed set of keys: one that is not on the list is refused, so that a typing error in an optional
/// key is never taken for its absence.
package struct ConfigurationSection {
    /// The mapping.
    package let node: ConfigurationNode
    private let members: [String: ConfigurationNode]

    /// Opens `node` without looking at its keys yet.
    package init(_ node: ConfigurationNode) throws(FileError) {
        guard case .mapping(let entries) = node.content else {
            throw node.fault(expected: "a mapping", remedy: "write it as `key: value`")
        }
        self.node = node
        members = Dictionary(entries.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Opens `node` and refuses keys that are not among `keys`.
    package init(_ node: ConfigurationNode, keys: [String]) throws(FileError) {
        try self.init(node)
        try refuseKeys(notIn: keys)
    }

    /// Refuses keys that are not among `keys`; the error names the nearest there is.
    package func refuseKeys(notIn keys: [String]) throws(FileError) {
        guard case .mapping(let entries) = node.content else { return }
        for entry in entries where !keys.contains(entry.name) {
            let nearest = Spelling.nearest(to: entry.name, among: keys)
            throw entry.key.fault(
                found: "an unknown key", expected: "one of " + keys.map { "`\($0)`" }.joined(separator: ", "),
                remedy: nearest.map { "did you mean `\($0)`?" } ?? "remove it")
        }
    }

    /// Refuses a version other than `version`; `format` says what there are versions of.
    package func checkVersion(_ version: Int, of format: String) throws(FileError) {
        let node = try required("version", "the version of the format, \(version)")
        let found = try node.integer(in: 1...1_000_000)
        guard found == version else {
            throw node.fault(
                found: "version \(found)", expected: "version \(version)",
                remedy: "use a toolrouter that reads version \(found) of \(format)")
        }
    }

    /// The value of `key`; nil when it is absent.
    package subscript(key: String) -> ConfigurationNode? { members[key] }

    /// The value of `key`, or an error that says what was `expected`.
    package func required(_ key: String, _ expected: String) throws(FileError) -> ConfigurationNode {
        guard let value = members[key] else { throw node.missing(key, expected: expected) }
        return value
    }

    /// A whole number within `range`; nil when the key is absent.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(FileError) -> Int? {
        try members[key]?.integer(in: range)
    }

    /// A duration above 0 and at most 24 hours; nil when the key is absent.
    package func duration(_ key: String) throws(FileError) -> Duration? {
        try members[key]?.duration()
    }

    /// A ratio from 0 to 1; nil when the key is absent.
    package func ratio(_ key: String) throws(FileError) -> Ratio? {
        try members[key]?.ratio()
    }
}
