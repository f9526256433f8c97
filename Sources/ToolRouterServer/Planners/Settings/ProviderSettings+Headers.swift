import ToolRouterFormats

extension ProviderSettings {
    /// Headers that are written by the planner, or whose value is a secret whoever sets it.
    private static let reserved: Set<String> = [
        "accept", "accept-encoding", "connection", "content-length", "content-type", "host", "te", "transfer-encoding",
    ]
    /// What the names of headers with secrets hold: `x-goog-api-key`, `cf-aig-authorization`, `helicone-auth`.
    private static let secrets = ["auth", "key", "token", "secret", "password", "cookie", "credential"]

    /// Reads the headers of one's own, in the order of the file.
    static func headers(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> [Header] {
        var headers: [Header] = []
        for entry in try node.entries("a mapping of headers to values") {
            let name = entry.name.lowercased()
            guard name.utf8.allSatisfy(isTokenByte), !reserved.contains(name) else {
                throw entry.key.fault(expected: "the name of a header of one's own", remedy: "correct or remove it")
            }
            headers.append(Header(name: name, value: try headerValue(entry.value, of: name, in: folder)))
        }
        return headers
    }

    private static func headerValue(
        _ node: ConfigurationNode, of name: String, in folder: ConfigurationFolder
    ) throws(FileError) -> Header.Value {
        if case .mapping = node.content {
            let section = try ConfigurationSection(node, keys: ["env", "file"])
            switch (section["env"], section["file"]) {
            case (let node?, nil): return .secret(try variable(node))
            case (nil, let node?): return .secret(try file(node, in: folder))
            default: throw node.fault(expected: "either `env` or `file`", remedy: "name one of them")
            }
        }
        guard !secrets.contains(where: name.contains) else {
            throw node.fault(
                found: "a secret in the file itself", expected: "`{env: NAME}` or `{file: PATH}`",
                remedy: "put it into the environment or a file, name that, and take this one out of use")
        }
        let expected = "a value on one line"
        return .text(try headerValue(node.name(expected, longest: 1_000), node, expected))
    }

    /// A value that a header can have.
    static func headerValue(
        _ text: String, _ node: ConfigurationNode, _ expected: String
    ) throws(FileError) -> String {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw node.fault(expected: "\(expected), in ASCII", remedy: "percent-encode the rest")
        }
        return text
    }

    /// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isVariableByte(byte) || "!#$%&'*+-.^`|~".utf8.contains(byte)
    }
}
