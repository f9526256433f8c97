import Foundation
package import ToolRouterFormats

/// What the section `audit` says: the settings of the store, and where the key of its hashes is.
package struct AuditSection: Hashable, Sendable {
    /// The settings, without the key.
    package var settings: AuditSettings
    /// Where the key is; nil goes without.
    package var hashKey: HashKey?

    /// Where a key is: never in the file itself.
    package enum HashKey: Hashable, Sendable {
        /// In this variable of the environment.
        case variable(String)
        /// In the file at this absolute path.
        case file(String)
    }

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
            let name = try node.name("the path of a folder", longest: 1_000)
            let url = URL(filePath: name, directoryHint: .isDirectory, relativeTo: URL(filePath: folder.path + "/"))
            settings.folder = RealPath.toBe(url.absoluteURL.standardized.path)
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
        if let node = section["hash_key_env"] {
            hashKey = .variable(try node.name("the name of a variable of the environment"))
        }
        guard let node = section["hash_key_file"] else { return }
        guard hashKey == nil else {
            throw node.fault(
                found: "a second place of the key", expected: "one of `hash_key_env`, `hash_key_file`",
                remedy: "remove one of the two")
        }
        hashKey = .file(try folder.file(node, "a file with the key"))
    }

    /// The settings with the key, which is read now.
    package func resolved(environment: [String: String]) throws(FileError) -> AuditSettings {
        guard let hashKey else { return settings }
        var resolved = settings
        switch hashKey {
        case .variable(let name):
            guard let key = environment[name], !key.isEmpty else {
                throw FileError(
                    path: name, found: "no such variable of the environment", expected: "the key of the audit hashes",
                    remedy: "set it, or correct `audit.hash_key_env`")
            }
            resolved.hashKey = try Self.checked(Array(key.utf8), name)
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw FileError(
                    aboutFile: path, found: "a file that can't be read", expected: "the key of the audit hashes",
                    remedy: "let this user read it")
            }
            var key = Array(data.prefix(65_536))
            // What an editor or `echo` puts behind it is no part of it.
            while let last = key.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { key.removeLast() }
            resolved.hashKey = try Self.checked(key, path)
        }
        return resolved
    }

    private static func checked(_ key: [UInt8], _ place: String) throws(FileError) -> [UInt8] {
        guard key.count >= shortestKey else {
            throw FileError(
                path: place, found: "a key of \(key.count) bytes", expected: "at least \(shortestKey) bytes",
                remedy: "make one with: openssl rand -hex 32")
        }
        return key
    }
}
