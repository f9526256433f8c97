/// Reads a configuration file to its end although parts of it are at fault.
///
/// The readers of keys end at the first fault. So what is at fault is taken out and the rest read again, until nothing
/// is; and what must be there is replaced by something that no reader objects to.
package enum ConfigurationFaults {
    /// The key that says what all others mean.
    private static let version = "version"
    /// The most faults that are looked for.
    package static let most = 100

    /// What `read` makes of `node` without what is at fault, nil when nothing can be made of it; and all faults.
    ///
    /// - Parameter standIns: a mapping of what takes the place of keys at the top that must be there.
    package static func all<Result>(
        in node: ConfigurationNode, standIns: ConfigurationNode,
        _ read: (ConfigurationNode) throws(FileError) -> Result
    ) -> (result: Result?, faults: [FileError]) {
        var rest = node
        var faults: [FileError] = []
        var removed: [String] = []
        var replaced: Set<String> = []
        while faults.count < most {
            do throws(FileError) {
                return (try read(rest), faults)
            } catch {
                let field = error.reason.field ?? ""
                if !isConsequence(error, of: removed) { faults.append(error) }
                if field == version { return (nil, faults) }
                if error.reason.found == ConfigurationNode.nothing, replaced.insert(field).inserted,
                    let standIn = standIns.entry(at: field), rest.add(standIn, to: String(parent(of: field)))
                {
                    continue
                }
                guard let path = rest.deepest(on: field) else {
                    guard replaced.insert(field).inserted, rest.replace(field, from: standIns) else { break }
                    continue
                }
                removed.append(path)
                if rest.isTop(path), standIns.isTop(path) {
                    guard replaced.insert(path).inserted, rest.replace(path, from: standIns) else { break }
                } else {
                    rest.remove(path)
                }
            }
        }
        return (nil, faults)
    }

    /// Whether something is missing because it was taken out, or because it was taken out under a misspelt name: that is no
    /// fault of the file's own.
    private static func isConsequence(_ error: FileError, of removed: [String]) -> Bool {
        let field = error.reason.field ?? ""
        if removed.contains(where: { ConfigurationNode.isPath(field, at: $0) }) { return true }
        return error.reason.found == ConfigurationNode.nothing
            && removed.contains { parent(of: $0) == parent(of: field) }
    }

    /// The path of what is around the value at `path`.
    private static func parent(of path: String) -> Substring {
        path.lastIndex { $0 == "." || $0 == "[" }.map { path[..<$0] } ?? ""
    }
}

extension ConfigurationNode {
    /// Whether `path` leads to what is at `other`: it is the same, or of something around it.
    fileprivate static func isPath(_ path: String, at other: String) -> Bool {
        guard other.hasPrefix(path) else { return false }
        return path.isEmpty || other == path || [".", "["].contains(other.dropFirst(path.count).first)
    }

    /// The path of the innermost value in this one that contains what is at `path`, or would; nil when there is none.
    fileprivate func deepest(on path: String) -> String? {
        for child in children {
            guard let own = child.path, Self.isPath(own, at: path) else { continue }
            return child.deepest(on: path) ?? own
        }
        return nil
    }

    private var children: [ConfigurationNode] {
        switch content {
        case .scalar: []
        case .list(let elements): elements
        case .mapping(let entries): entries.map(\.value)
        }
    }

    /// Whether `path` is that of an entry of this mapping.
    fileprivate func isTop(_ path: String) -> Bool { children.contains { $0.path == path } }

    fileprivate mutating func remove(_ path: String) {
        self = with { content in
            switch content {
            case .scalar: content
            case .list(let elements): .list(elements.filter { $0.path != path }.map { $0.without(path) })
            case .mapping(let entries):
                .mapping(
                    entries.filter { $0.value.path != path }.map { Entry(key: $0.key, value: $0.value.without(path)) })
            }
        }
    }

    /// The entry at `path`, at any depth.
    fileprivate func entry(at path: String) -> Entry? {
        guard case .mapping(let entries) = content else { return nil }
        for entry in entries {
            if entry.value.path == path { return entry }
            if let found = entry.value.entry(at: path) { return found }
        }
        return nil
    }

    /// Adds an entry to the mapping at `place`, the top when that is empty; false when there is none.
    fileprivate mutating func add(_ added: Entry, to place: String) -> Bool {
        guard case .mapping(let entries) = content else { return false }
        if place == path ?? "" {
            self = with { _ in .mapping(entries + [added]) }
            return true
        }
        guard let index = entries.firstIndex(where: { $0.value.path.map { Self.isPath($0, at: place) } ?? false })
        else { return false }
        var (changed, value) = (entries, entries[index].value)
        guard value.add(added, to: place) else { return false }
        changed[index] = Entry(key: entries[index].key, value: value)
        self = with { _ in .mapping(changed) }
        return true
    }

    private func without(_ path: String) -> ConfigurationNode {
        guard let own = self.path, Self.isPath(own, at: path) else { return self }
        var rest = self
        rest.remove(path)
        return rest
    }

    /// Puts the entry at `path` of another mapping into this one; false when there is none.
    fileprivate mutating func replace(_ path: String, from others: ConfigurationNode) -> Bool {
        guard case .mapping(let entries) = content, case .mapping(let standIns) = others.content,
            let standIn = standIns.first(where: { $0.value.path == path })
        else { return false }
        self = with { _ in .mapping(entries.filter { $0.value.path != path } + [standIn]) }
        return true
    }

    private func with(_ change: (Content) -> Content) -> ConfigurationNode {
        ConfigurationNode(file: file, path: path, line: line, column: column, content: change(content))
    }
}
