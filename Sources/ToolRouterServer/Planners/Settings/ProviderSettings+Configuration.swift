import Foundation
import ToolRouter
package import ToolRouterFormats

extension ProviderSettings {
    /// The protocols that planners can ask in, and where they are when the file does not say.
    private static let addresses: [ProviderAPI: String] = [
        .openAIChat: "https://api.openai.com/v1", .anthropicMessages: "https://api.anthropic.com/v1",
    ]

    private static let keys = [
        "api", "url", "key_env", "key_file", "headers", "organization", "deployment", "api_version", "structured",
        "max_output_tokens", "temperature", "timeouts", "prompt", "schema_bytes",
    ]

    /// Reads one provider. Paths start from `folder`; no secret is looked up yet.
    package static func read(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> ProviderSettings {
        let section = try ConfigurationSection(node)
        if let literal = Self.literalKey(in: section) {
            throw literal.fault(
                found: "a key in the file itself", expected: "`key_env` or `key_file`",
                remedy: "put the key into the environment or a file, name that, and take this key out of use")
        }
        try section.refuseKeys(notIn: keys)
        let api = try section.required("api", "the protocol the provider speaks").choice(
            [
                "openai-chat": ProviderAPI.openAIChat, "azure-openai": .azureOpenAI,
                "anthropic-messages": .anthropicMessages,
            ])
        var settings = ProviderSettings(api: api, address: try Self.address(section, of: api))
        settings.key = try Self.key(section, in: folder)
        if let headers = section["headers"] { settings.headers = try Self.headers(headers, in: folder) }
        if let organization = section["organization"] {
            let expected = "the name of an organization"
            settings.organization = try Self.headerValue(organization.name(expected), organization, expected)
        }
        if let structured = section["structured"] {
            settings.structured = try structured.choice(of: StructuredOutput.self)
        }
        if let most = try section.integer("max_output_tokens", in: 1...1_000_000) {
            settings.maximumOutputTokens = most
        }
        if let temperature = section["temperature"] {
            settings.temperature =
                try temperature.text("a number, or `none`") == "none"
                ? nil : temperature.ratio(upTo: .init(millionths: 2_000_000)).decimalText
        }
        if let timeouts = section["timeouts"] {
            let timeouts = try ConfigurationSection(timeouts, keys: ["connect", "silence"])
            if let connect = try timeouts.duration("connect") { settings.connectTimeout = connect }
            settings.silence = try timeouts.duration("silence")
        }
        if let prompt = section["prompt"] { settings.promptFile = try folder.file(prompt, "a prompt template") }
        if let bytes = try section.integer("schema_bytes", in: 1_024...1_048_576) { settings.schemaBytes = bytes }
        return settings
    }

    private static func address(
        _ section: ConfigurationSection, of api: ProviderAPI
    ) throws(FileError) -> ProviderAddress {
        for key in ["deployment", "api_version"] where api != .azureOpenAI {
            guard let node = section[key] else { continue }
            throw node.fault(expected: "`api: azure-openai` beside it", remedy: "remove it, or correct the protocol")
        }
        guard let node = section["url"] else {
            guard let standard = addresses[api] else {
                throw section.node.missing("url", expected: "the address of the resource")
            }
            return ProviderAddress(standard)
        }
        let expected = "an address such as http://localhost:8000/v1"
        let text = try node.text(expected)
        if let (found, remedy) = ProviderAddress.trouble(text) {
            throw node.fault(found: found, expected: expected, remedy: remedy)
        }
        let version = try section["api_version"]?.name("a version such as \(ProviderAddress.azureVersion)", longest: 40)
        if let version, let node = section["api_version"], !version.utf8.allSatisfy(isVersionByte) {
            throw node.fault(expected: "a version such as \(ProviderAddress.azureVersion)", remedy: "correct it")
        }
        return ProviderAddress(text, deployment: try section["deployment"]?.name("a deployment"), version: version)
    }

    private static func key(
        _ section: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> SecretSource? {
        switch (section["key_env"], section["key_file"]) {
        case (nil, nil): return nil
        case (let node?, nil): return try variable(node)
        case (nil, let node?): return try file(node, in: folder)
        case (_?, let node?): throw node.fault(expected: "either `key_env` or `key_file`", remedy: "remove one of them")
        }
    }

    private static func variable(_ node: ConfigurationNode) throws(FileError) -> SecretSource {
        let expected = "the name of a variable of the environment"
        let name = try node.text(expected)
        guard name.utf8.allSatisfy(isVariableByte), name.utf8.first.map({ $0 > UInt8(ascii: "9") }) == true,
            name.utf8.count <= 100
        else {
            // It may be the key itself.
            throw node.fault(
                found: "a text that is no such name", expected: expected, remedy: "name it, as OPENAI_API_KEY")
        }
        return .variable(name, node)
    }

    private static func file(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> SecretSource {
        .file(try folder.path(node, "the path of a file with the key"), node)
    }

    // MARK: Headers

    /// Headers that are written by the planner, or whose value is a secret whoever sets it.
    private static let reserved: Set<String> = [
        "accept", "accept-encoding", "connection", "content-length", "content-type", "host", "te", "transfer-encoding",
    ]
    private static let secrets: Set<String> = [
        "authorization", "api-key", "x-api-key", "cookie", "proxy-authorization",
    ]

    private static func headers(
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
        guard !secrets.contains(name) else {
            throw node.fault(
                found: "a secret in the file itself", expected: "`{env: NAME}` or `{file: PATH}`",
                remedy: "put it into the environment or a file, name that, and take this one out of use")
        }
        let expected = "a value on one line"
        return .text(try headerValue(node.name(expected, longest: 1_000), node, expected))
    }

    private static func headerValue(
        _ text: String, _ node: ConfigurationNode, _ expected: String
    ) throws(FileError) -> String {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw node.fault(expected: "\(expected), in ASCII", remedy: "percent-encode the rest")
        }
        return text
    }

    /// A key that stands in the file itself, under one of the names that people try.
    private static func literalKey(in section: ConfigurationSection) -> ConfigurationNode? {
        ["key", "api_key", "apikey", "apiKey", "token", "secret"].lazy.compactMap { section[$0] }.first
    }

    // MARK: Characters

    private static func isVariableByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isVersionByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (isVariableByte(byte) && byte != UInt8(ascii: "_"))
    }

    /// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isVariableByte(byte) || "!#$%&'*+-.^`|~".utf8.contains(byte)
    }
}
