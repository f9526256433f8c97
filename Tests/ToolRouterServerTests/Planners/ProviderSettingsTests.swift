import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

@Suite struct ProviderSettingsTests {
    private static func read(_ yaml: String, in folder: URL = URL(filePath: "/nowhere", directoryHint: .isDirectory))
        throws -> Providers
    {
        let node = try ConfigurationNode(yaml: yaml, file: "server.yaml")
        return try Providers.read(node, in: ConfigurationFolder(folder, called: "the folder of server.yaml"))
    }

    @Test func `all is read, and what is not said has its default`() throws {
        let providers = try Self.read(
            """
            openai: {api: openai-chat, key_env: OPENAI_API_KEY}
            claude: {api: anthropic-messages, key_file: secrets/claude, structured: none}
            azure:
              api: azure-openai
              url: https://shop.openai.azure.com
              deployment: prod
              api_version: 2025-01-01-preview
              key_env: AZURE
              headers: {x-team: shop, x-gateway: {env: GATEWAY}}
              max_output_tokens: 500
              temperature: 0.2
              timeouts: {connect: 2s, silence: 30s}
              schema_bytes: 2048
            """)
        #expect(providers.names == ["azure", "claude", "openai"])
        let openai = try providers.provider("openai", for: "planner.provider").1
        #expect(openai.api == .openAIChat && openai.address.base == "https://api.openai.com/v1")
        #expect(openai.structured == .schema && openai.maximumOutputTokens == 4_096 && openai.temperature == "0")
        #expect(openai.connectTimeout == .seconds(5) && openai.silence == nil && openai.schemaBytes == 24_576)
        let claude = try providers.provider("claude", for: "planner.provider").1
        #expect(claude.structured == .none && claude.temperature == nil)
        #expect(claude.key == .file("/nowhere/secrets/claude", .nowhere))
        let azure = try providers.provider("azure", for: "planner.provider").1
        #expect(
            azure.address
                == ProviderAddress("https://shop.openai.azure.com", deployment: "prod", version: "2025-01-01-preview"))
        #expect(azure.maximumOutputTokens == 500 && azure.temperature == "0.2" && azure.silence == .seconds(30))
        #expect(azure.headers.map(\.name) == ["x-team", "x-gateway"] && azure.schemaBytes == 2_048)
    }

    private static let faults: [(yaml: String, words: String)] = [
        ("p: {}", "`p.api`: found nothing, expected the protocol the provider speaks"),
        (
            "p: {api: openai}",
            "expected one of `openai-chat`, `azure-openai`, `anthropic-messages`"
        ),
        (
            "p: {api: openai-chat, key: sk-live-1}",
            "`p.key`: found a key in the file itself, expected `key_env` or `key_file`"
        ),
        ("p: {api: openai-chat, api_key: sk-live-1}", "`p.api_key`: found a key in the file itself"),
        ("p: {api: openai-chat, key_env: sk-live-1}", "`p.key_env`: found a text that is no such name"),
        ("p: {api: openai-chat, key_env: A, key_file: b}", "expected either `key_env` or `key_file`"),
        ("p: {api: openai-chat, headers: {authorization: Bearer sk-live-1}}", "found a secret in the file itself"),
        ("p: {api: openai-chat, headers: {X-API-Key: sk-live-1}}", "found a secret in the file itself"),
        ("p: {api: openai-chat, headers: {Host: a}}", "expected the name of a header of one's own"),
        ("p: {api: openai-chat, headers: {x-a: {env: A, file: b}}}", "expected either `env` or `file`"),
        ("p: {api: openai-chat, url: localhost}", "found a text that is no address"),
        ("p: {api: openai-chat, url: 'ftp://host'}", "found an address of another scheme"),
        ("p: {api: openai-chat, url: 'https://me:sk-live-1@host/v1'}", "found an address with a user or a password"),
        ("p: {api: openai-chat, url: 'https://host/v1?key=sk-live-1'}", "found an address with a query"),
        ("p: {api: azure-openai}", "`p.url`: found nothing, expected the address of the resource"),
        ("p: {api: openai-chat, deployment: prod}", "expected `api: azure-openai` beside it"),
        ("p: {api: azure-openai, url: 'https://h', api_version: 'v1&x=y'}", "expected a version such as"),
        ("p: {api: openai-chat, structured: yaml}", "expected one of `schema`, `json`, `none`"),
        ("p: {api: openai-chat, temperature: 3}", "expected a number from 0 to 2"),
        ("p: {api: openai-chat, timeouts: {read: 1s}}", "`p.timeouts.read`: found an unknown key"),
        ("p: {api: openai-chat, modell: x}", "`p.modell`: found an unknown key"),
        ("p: {api: openai-chat, prompt: none.txt}", "which is not a file"),
        ("{}", "found an empty mapping"),
    ]

    @Test(arguments: faults.indices)
    func `what can't be meant is refused, and no key is repeated`(index: Int) throws {
        let (yaml, words) = Self.faults[index]
        let error = #expect(throws: FileError.self) { try Self.read(yaml) }
        let text = try #require(error?.description)
        #expect(text.contains(words) && text.hasPrefix("server.yaml:1:"), "\(text)")
        #expect(!text.contains("sk-live-1"))
    }

    // MARK: Secrets

    @Test func `a secret is shown by nothing that describes it`() throws {
        let secret = Secret("sk-live-1")
        var provider = ProviderSettings(api: .openAIChat, address: ProviderAddress("http://127.0.0.1/v1"))
        provider.key = .variable("KEY", .nowhere)
        provider.headers = [.init(name: "x-gateway", value: .secret(.variable("KEY", .nowhere)))]
        let endpoint = try ProviderEndpoint(provider, named: "p", for: "m", ["KEY": "sk-live-1"])
        #expect(
            endpoint.headers["authorization"] == ["Bearer sk-live-1"] && endpoint.headers["x-gateway"] == ["sk-live-1"])
        let planner = HTTPPlanner(
            name: "main", model: "m", endpoint: endpoint, prompt: PlanPrompt(schemaBytes: 1_024),
            connections: ProviderConnections(calls: 1), scheduler: LiveScheduler(), notice: { _ in })
        var dumped = ""
        dump(secret, to: &dumped)
        dump(endpoint, to: &dumped)
        dump(provider, to: &dumped)
        dump(planner, to: &dumped)
        dumped +=
            "\(secret) \(endpoint) \(provider) \(planner)" + String(reflecting: endpoint) + String(reflecting: secret)
        #expect(dumped.contains("<secret>") && !dumped.contains("sk-live-1"))
    }

    private static let lookups: [(environment: [String: String], words: String)] = [
        ([:], "found \"KEY\", which is not set"), (["KEY": ""], "which is empty"), (["KEY": " \n"], "which is empty"),
        (["KEY": "sk-live-1\nsecond"], "which holds what no header can"),
        (["KEY": "sk-live-1\u{E9}"], "which holds what no header can"),
        (["KEY": String(repeating: "sk-live-1", count: 2_000)], "which holds what no header can"),
    ]

    @Test(arguments: lookups.indices)
    func `a key that can't be sent is refused where it is named`(index: Int) throws {
        let (environment, words) = Self.lookups[index]
        let provider = try Self.read("p: {api: openai-chat, key_env: KEY}").provider("p", for: "planner.provider").1
        let error = #expect(throws: FileError.self) { try provider.key?.read(environment) }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("server.yaml:1:") && text.contains("`p.key_env`") && text.contains(words), "\(text)")
        #expect(!text.contains("sk-live-1"))
    }

    @Test func `a key in a file loses the end of its line`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "providers-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let provider = try Self.read("p: {api: openai-chat, key_file: key}", in: folder).provider("p", for: "x").1
        let missing = #expect(throws: FileError.self) { try provider.key?.read([:]) }
        #expect(missing?.description.contains("which is no file") == true)
        try Data("sk-live-1\n".utf8).write(to: folder.appending(path: "key"))
        #expect(try provider.key?.read([:]).reveal() == "sk-live-1")
    }
}

extension ConfigurationNode {
    /// What stands nowhere.
    static let nowhere = try! ConfigurationNode(yaml: "KEY", file: "nowhere.yaml")
}
