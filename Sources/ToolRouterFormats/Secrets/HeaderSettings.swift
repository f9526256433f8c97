package import ToolRouter

/// A header that is sent with each call of a service. A value that is a secret is named in the configuration, never written.
package struct HeaderSettings: Sendable {
    /// What its value is.
    package enum Value: Sendable {
        /// All of it.
        case text(String)
        /// What stands before the secret in the value, such as `Bearer `.
        case secret(SecretSource, prefix: String = "")
    }

    /// The name, in lower case.
    package let name: String
    private let value: Value

    /// - Parameter name: in lower case.
    package init(name: String, value: Value) {
        (self.name, self.value) = (name, value)
    }

    /// Headers that are written by whoever makes the call.
    private static let reserved: Set<String> = [
        "accept", "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
    /// What the names of headers with secrets hold: `x-goog-api-key`, `cf-aig-authorization`, `helicone-auth`.
    private static let secrets = ["auth", "key", "token", "secret", "password", "cookie", "credential"]

    /// Reads headers of one's own, in the order of the file.
    package static func all(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> [HeaderSettings] {
        var headers: [HeaderSettings] = []
        for entry in try node.entries("a mapping of headers to values") {
            let name = entry.name.lowercased()
            guard name.utf8.allSatisfy(isTokenByte), !reserved.contains(name) else {
                throw entry.key.fault(expected: "the name of a header of one's own", remedy: "correct or remove it")
            }
            headers.append(HeaderSettings(name: name, value: try value(entry.value, of: name, in: folder)))
        }
        return headers
    }

    /// The secret in it; nil where there is none.
    package var secret: SecretSource? {
        if case .secret(let source, _) = value { source } else { nil }
    }

    /// The whole value, its secret looked up.
    package func value(_ environment: [String: String]) throws(FileError) -> Secret {
        switch value {
        case .text(let text): Secret(text)
        case .secret(let source, let prefix): Secret(prefix + (try source.read(environment).reveal()))
        }
    }

    private static func value(
        _ node: ConfigurationNode, of name: String, in folder: ConfigurationFolder
    ) throws(FileError) -> Value {
        if case .mapping = node.content {
            let section = try ConfigurationSection(node, keys: ["env", "file", "prefix"])
            let expected = "what stands before the secret, such as \"Bearer \""
            let prefix = try section["prefix"].map { node throws(FileError) in
                try checked(node.name(expected), node, expected)
            }
            switch (section["env"], section["file"]) {
            case (let node?, nil): return .secret(try SecretSource.variable(node), prefix: prefix ?? "")
            case (nil, let node?): return .secret(try SecretSource.file(node, in: folder), prefix: prefix ?? "")
            default: throw node.fault(expected: "either `env` or `file`", remedy: "name one of them")
            }
        }
        guard !secrets.contains(where: name.contains) else {
            throw node.fault(
                found: "a secret in the file itself", expected: "`{env: NAME}` or `{file: PATH}`",
                remedy: "put it into the environment or a file, name that, and take this one out of use")
        }
        let expected = "a value on one line"
        return .text(try checked(node.name(expected, longest: 1_000), node, expected))
    }

    /// A value that a header can have.
    package static func checked(
        _ text: String, _ node: ConfigurationNode, _ expected: String
    ) throws(FileError) -> String {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw node.fault(expected: "\(expected), in ASCII", remedy: "percent-encode the rest")
        }
        return text
    }

    /// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte.isWordByte || "!#$%&'*+-.^`|~".utf8.contains(byte)
    }
}
