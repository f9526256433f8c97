import ToolRouter
package import ToolRouterFormats

/// What the section `audit` says: the settings of the store, and where the key of its hashes is.
package struct AuditSection: Sendable {
    /// The settings, without the key.
    package var settings: AuditSettings
    /// Where the key is; nil goes without.
    package var hashKey: SecretSource?

    package init(_ settings: AuditSettings) {
        self.settings = settings
    }
}

extension AuditSection {
    private static let keys = [
        "folder", "durability", "when_full", "queue", "segment_bytes", "texts", "hash_key_env", "hash_key_file",
        "retention",
    ]
    /// The folder that records go to, beside the configuration, when the file does not say.
    private static let usualFolder = "audit"
    /// The fewest bytes of a key.
    private static let shortestKey = 16

    /// What goes for a file without the section.
    package static func usual(in folder: ConfigurationFolder) -> AuditSection {
        AuditSection(AuditSettings(folder: folder.path + "/" + usualFolder))
    }

    /// Reads the section, or `off`, which is nil.
    package static func read(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> AuditSection? {
        if case .scalar = node.content {
            guard try node.text("a mapping or `off`") == "off" else {
                throw node.fault(
                    expected: "a mapping or `off`", remedy: "write `off`, or leave the key out for the defaults")
            }
            return nil
        }
        return try AuditSection(node, in: folder)
    }

    private init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        self = .usual(in: folder)
        if let node = section["folder"] {
            settings.folder = RealPath.toBe(try folder.path(node, "the path of a folder"))
        }
        if let node = section["durability"] { settings.durability = try node.choice(of: AuditSettings.Durability.self) }
        if let node = section["when_full"] { settings.whenFull = try node.choice(of: AuditSettings.WhenFull.self) }
        if let queue = try section.integer("queue", in: 1...1_000_000) { settings.queue = queue }
        if let bytes = try section.integer("segment_bytes", in: 1 << 20...1 << 40) { settings.segmentBytes = bytes }
        if let node = section["texts"] { settings.texts = try node.choice(["true": true, "false": false]) }
        if let node = section["retention"] {
            let expected = "a number of days, months or years such as 90d, 13mo or 7y"
            guard let period = AuditPeriod(try node.text(expected)) else {
                throw node.fault(expected: expected, remedy: "write a number and one of the units d, mo, y")
            }
            settings.retention = period
        }
        try readHashKey(section, in: folder)
    }

    private mutating func readHashKey(
        _ section: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) {
        switch (section["hash_key_env"], section["hash_key_file"]) {
        case (nil, nil): break
        case (let node?, nil):
            hashKey = .variable(try node.name("the name of a variable of the environment"), node)
        case (nil, let node?): hashKey = .file(try folder.path(node, "the path of a file with the key"), node)
        case (_?, let node?):
            throw node.fault(expected: "either `hash_key_env` or `hash_key_file`", remedy: "remove one of them")
        }
    }

    /// The settings with the key, which is looked up now.
    package func resolved(environment: [String: String]) throws(FileError) -> AuditSettings {
        guard let hashKey else { return settings }
        let key = Array(try hashKey.read(environment).reveal().utf8)
        guard key.count >= Self.shortestKey else {
            throw hashKey.node.fault(
                found: "a key of \(key.count) bytes", expected: "at least \(Self.shortestKey) bytes",
                remedy: "make one with: openssl rand -hex 32")
        }
        var resolved = settings
        resolved.hashKey = key
        return resolved
    }
}

extension SecretSource {
    /// Where the configuration names it.
    fileprivate var node: ConfigurationNode {
        switch self {
        case .variable(_, let node), .file(_, let node): node
        }
    }
}
