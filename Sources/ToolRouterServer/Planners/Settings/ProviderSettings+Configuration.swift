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
        if let headers = section["headers"] { settings.headers = try HeaderSettings.all(headers, in: folder) }
        if let organization = section["organization"] {
            let expected = "the name of an organization"
            settings.organization = try HeaderSettings.checked(organization.name(expected), organization, expected)
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
        if let prompt = section["prompt"] {
            settings.prompt = try PromptTemplate(file: try folder.file(prompt, "a prompt template"))
        }
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
        case (let node?, nil): return try SecretSource.variable(node)
        case (nil, let node?): return try SecretSource.file(node, in: folder)
        case (_?, let node?): throw node.fault(expected: "either `key_env` or `key_file`", remedy: "remove one of them")
        }
    }

    // MARK: Secrets

    /// A key that stands in the file itself, under one of the names that people try.
    private static func literalKey(in section: ConfigurationSection) -> ConfigurationNode? {
        ["key", "api_key", "apikey", "apiKey", "token", "secret"].lazy.compactMap { section[$0] }.first
    }

    // MARK: Characters

    private static func isVersionByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (byte.isWordByte && byte != UInt8(ascii: "_"))
    }
}
