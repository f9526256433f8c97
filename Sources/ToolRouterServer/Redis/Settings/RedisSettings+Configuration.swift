package import ToolRouterFormats

extension RedisSettings {
    private static let keys = [
        "url", "limits_url", "prefix", "key_env", "key_file", "user", "password_env", "password_file", "connections",
        "connect_timeout", "timeout", "answers", "limits",
    ]
    private static let longestConnectTimeout = Duration.seconds(60)
    private static let longestTimeout = Duration.seconds(10)

    /// Reads the section; paths of files start at `folder`.
    package init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(node)
        for name in ["password", "key"] {
            guard let literal = section[name] else { continue }
            throw literal.fault(
                found: "a \(name) in the file itself", expected: "`\(name)_env` or `\(name)_file`",
                remedy: "put the \(name) into the environment or a file, name that, and take this \(name) out of use")
        }
        try section.refuseKeys(notIn: Self.keys)
        self.init(try Self.address(section.required("url", "where the Redis is, such as redis://127.0.0.1:6379")), node)
        if let url = section["limits_url"] { limitsAddress = try Self.address(url) }
        if let node = section["prefix"] { prefix = try Self.prefix(node) }
        key = try Self.secret("key", section, in: folder)
        password = try Self.secret("password", section, in: folder)
        if let node = section["user"] {
            user = try node.name("the name of a user")
            guard password != nil else {
                throw node.fault(
                    found: "a user without a password", expected: "both, or none of them",
                    remedy: "name the password with `password_env` or `password_file`")
            }
        }
        if let connections = try section.integer("connections", in: 1...16) { self.connections = connections }
        if let node = section["connect_timeout"] {
            connectTimeout = try Self.time(node, atMost: Self.longestConnectTimeout)
        }
        if let node = section["timeout"] { commandTimeout = try Self.time(node, atMost: Self.longestTimeout) }
        try readUses(section)
    }

    private mutating func readUses(_ section: ConfigurationSection) throws(FileError) {
        if let node = section["answers"] { keepsAnswers = try node.choice(["true": true, "false": false]) }
        if let node = section["limits"] { keepsLimits = try node.choice(["true": true, "false": false]) }
        guard keepsAnswers || keepsLimits else {
            throw section.node.fault(
                found: "neither answers nor limits", expected: "at least one of them to be kept there",
                remedy: "remove the section, or one of `answers: false` and `limits: false`")
        }
        if let node = section["limits_url"], !keepsLimits {
            throw node.fault(
                found: "an address for limits, which are not kept there", expected: "`limits: true`",
                remedy: "remove `limits_url` or `limits: false`")
        }
    }

    private static func address(_ node: ConfigurationNode) throws(FileError) -> RedisAddress {
        let text = try node.text("where the Redis is, such as redis://127.0.0.1:6379")
        do throws(FileError.Reason) { return try RedisAddress.parse(text) } catch {
            throw node.fault(found: error.found, expected: error.expected ?? "", remedy: error.remedy)
        }
    }

    private static func prefix(_ node: ConfigurationNode) throws(FileError) -> String {
        let expected = "1 to 64 letters of ASCII, digits and . _ : -"
        let prefix = try node.text(expected)
        guard prefix.utf8.count <= 64, prefix.utf8.allSatisfy(isPrefixByte) else {
            throw node.fault(expected: expected, remedy: "choose another one")
        }
        return prefix
    }

    private static func isPrefixByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._:-".utf8.contains(byte)
        }
    }

    private static func time(_ node: ConfigurationNode, atMost longest: Duration) throws(FileError) -> Duration {
        let time = try node.duration()
        guard time >= .milliseconds(1), time <= longest else {
            throw node.fault(
                expected: "a duration from 1ms to \(longest.components.seconds)s", remedy: "correct the number")
        }
        return time
    }

    private static func secret(
        _ name: String, _ section: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> SecretSource? {
        switch (section["\(name)_env"], section["\(name)_file"]) {
        case (nil, nil): nil
        case (let node?, nil): .variable(try node.name("the name of a variable of the environment"), node)
        case (nil, let node?): .file(try folder.path(node, "the path of a file with the \(name)"), node)
        case (_?, let node?):
            throw node.fault(expected: "either `\(name)_env` or `\(name)_file`", remedy: "remove one of them")
        }
    }
}
