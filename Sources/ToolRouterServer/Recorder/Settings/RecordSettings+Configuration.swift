package import ToolRouterFormats

extension RecordSettings {
    private static let keys = [
        "directory", "segment_bytes", "segment_age", "keep_bytes", "queue_bytes", "content", "redact", "recent",
    ]

    /// Reads the section `record`.
    package init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let node = section["directory"] {
            directory = RealPath.toBe(try folder.path(node, "the path of a folder"))
        }
        if let bytes = try section.integer("segment_bytes", in: 4_096...1 << 34) { segmentBytes = bytes }
        if let age = try section.duration("segment_age") { segmentAge = age }
        if let bytes = try section.integer("keep_bytes", in: 1 << 20...1 << 50) { keepBytes = bytes }
        if let bytes = try section.integer("queue_bytes", in: 1 << 16...1 << 34) { queueBytes = bytes }
        if let node = section["content"] { content = try node.choice(of: RecordedContent.self) }
        if let node = section["redact"] { redaction = try Self.rules(node) }
        if let node = section["recent"] { recent = try Self.recent(node) }
        guard directory != nil || recent != nil else {
            throw node.fault(
                found: "a recorder that keeps nothing", expected: "`directory`, `recent` or both",
                remedy: "name a folder, or remove the section")
        }
    }

    private static func recent(_ node: ConfigurationNode) throws(FileError) -> Recent? {
        if case .scalar = node.content {
            _ = try node.choice(["off": true])
            return nil
        }
        let section = try ConfigurationSection(node, keys: ["minutes", "bytes"])
        var recent = Recent()
        if let minutes = try section.integer("minutes", in: 1...1_440) { recent.period = .seconds(60 * minutes) }
        if let bytes = try section.integer("bytes", in: 1 << 16...1 << 34) { recent.bytes = bytes }
        return recent
    }

    private static func rules(_ node: ConfigurationNode) throws(FileError) -> [RedactionRule] {
        let elements = try node.someElements("a list of rules")
        var rules: [RedactionRule] = []
        for element in elements { rules.append(try RedactionRule(element)) }
        return rules
    }
}

extension RedactionRule {
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["pattern", "with", "field", "action"])
        switch (section["pattern"], section["field"]) {
        case (let pattern?, nil):
            let text = try pattern.name("a regular expression", longest: 1_000)
            do throws(LinearPattern.Fault) {
                place = .pattern(try LinearPattern(text))
            } catch {
                throw pattern.fault(
                    found: error.words, expected: "a regular expression that is searched for in linear time",
                    remedy: "write it as RE2 does: without look-around and back-references")
            }
        case (nil, let field?): place = .field(try field.choice(of: Field.self))
        case (nil, nil), (.some, .some):
            throw node.fault(expected: "either `pattern` or `field`", remedy: "write one rule for each")
        }
        substitute = .removal
        if let action = section["action"] { substitute = try action.choice(["remove": .removal, "hash": .hash]) }
        guard let with = section["with"] else {
            try checkStatement(node)
            return
        }
        guard case .pattern = place, section["action"] == nil else {
            throw with.fault(
                expected: "a text only beside `pattern`, and without `action`", remedy: "remove one of the keys")
        }
        guard case .scalar(let text, _) = with.content else {
            throw with.fault(expected: "a text", remedy: "write it in quotes")
        }
        substitute = .text(text)
    }

    /// A statement that is a hash is none that could be replayed.
    private func checkStatement(_ node: ConfigurationNode) throws(FileError) {
        guard case .field(.sql) = place, substitute == .hash else { return }
        throw node.fault(
            found: "a hash in place of statements", expected: "`action: remove` for `sql`",
            remedy: "remove them: the recording then says that it has no content")
    }
}
