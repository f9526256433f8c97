extension ConfigurationNode {
    /// The elements of a list; `expected` says what they are.
    package func elements(_ expected: String) throws(FileError) -> [ConfigurationNode] {
        guard case .list(let elements) = content else {
            throw fault(expected: expected, remedy: "write it in brackets: [first, second]")
        }
        return elements
    }

    /// The elements of a list that has some.
    package func someElements(_ expected: String) throws(FileError) -> [ConfigurationNode] {
        let elements = try elements(expected)
        guard !elements.isEmpty else {
            throw fault(found: "an empty list", expected: expected, remedy: "add one, or remove the key")
        }
        return elements
    }

    /// The entries of a mapping whose keys are names that the file's author chose.
    package func entries(_ expected: String) throws(FileError) -> [Entry] {
        guard case .mapping(let entries) = content else {
            throw fault(expected: expected, remedy: "write it as `name: value`")
        }
        for entry in entries { _ = try entry.key.name() }
        return entries
    }

    /// The entries of a mapping that has some.
    package func someEntries(_ expected: String) throws(FileError) -> [Entry] {
        let entries = try entries(expected)
        guard !entries.isEmpty else {
            throw fault(found: "an empty mapping", expected: expected, remedy: "add one, or remove the key")
        }
        return entries
    }
}

extension [ConfigurationNode] {
    /// What `value` makes of each element, none of which may come twice.
    package func distinct<Value: Hashable>(
        _ value: (ConfigurationNode) throws(FileError) -> Value
    ) throws(FileError) -> [Value] {
        var lines = [Value: Int]()
        var values = [Value]()
        for node in self {
            let value = try value(node)
            if let line = lines[value] {
                throw node.fault(
                    found: "\(node.words) again, after line \(line)", expected: "each only once", remedy: "remove one")
            }
            lines[value] = node.line
            values.append(value)
        }
        return values
    }
}
