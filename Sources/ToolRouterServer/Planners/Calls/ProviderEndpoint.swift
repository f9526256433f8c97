import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// Where and as whom a planner asks its provider: all that is the same for each of its calls.
struct ProviderEndpoint: Sendable {
    /// The version of Anthropic's interface that requests are written for.
    private static let anthropicVersion = "2023-06-01"

    /// The name of the provider in the configuration.
    let name: String
    let api: ProviderAPI
    let url: String
    let structured: ProviderSettings.StructuredOutput
    let maximumOutputTokens: Int
    let temperature: String?
    let connectTimeout: Duration
    let silence: Duration?
    /// They hold secrets.
    private let fields: [(name: String, value: Secret)]

    /// Looks up the secrets of `provider`.
    init(
        _ provider: ProviderSettings, named name: String, for model: String, _ environment: [String: String]
    ) throws(FileError) {
        self.name = name
        api = provider.api
        url = provider.address.url(of: provider.api, for: model)
        structured = provider.structured
        maximumOutputTokens = provider.maximumOutputTokens
        temperature = provider.temperature
        connectTimeout = provider.connectTimeout
        silence = provider.silence
        var fields: [(name: String, value: Secret)] = []
        if let key = try provider.key?.read(environment) {
            switch provider.api {
            case .anthropicMessages: fields.append(("x-api-key", key))
            case .azureOpenAI: fields.append(("api-key", key))
            default: fields.append(("authorization", Secret("Bearer \(key.reveal())")))
            }
        }
        if provider.api == .anthropicMessages { fields.append(("anthropic-version", Secret(Self.anthropicVersion))) }
        if let organization = provider.organization { fields.append(("openai-organization", Secret(organization))) }
        for header in provider.headers { fields.append((header.name, try header.value(environment))) }
        self.fields = fields
    }

    /// The headers of a call; those of the configuration replace those of the protocol.
    var headers: HTTPHeaders {
        var headers: HTTPHeaders = [
            "content-type": "application/json", "accept": "application/json", "user-agent": "toolrouter",
        ]
        for field in fields { headers.replaceOrAdd(name: field.name, value: field.value.reveal()) }
        return headers
    }
}
