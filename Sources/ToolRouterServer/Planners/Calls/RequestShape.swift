import ToolRouterFormats

/// What a request has besides the prompt. Providers that speak one protocol take different parts of it, and a model that is
/// new may refuse what all others take: what is refused is left out from then on.
struct RequestShape: Hashable, Sendable {
    /// What holds the model to the form of a plan.
    var structured: ProviderSettings.StructuredOutput
    /// Whether the bound of the reply's tokens goes by the newer name, `max_completion_tokens`.
    var countsCompletion = false
    /// Whether the temperature is sent.
    var hasTemperature: Bool

    /// Where nothing was refused yet.
    init(_ endpoint: ProviderEndpoint) {
        structured = endpoint.structured
        hasTemperature = endpoint.temperature != nil
        // Anthropic has nothing between a schema and the prompt alone.
        if endpoint.api == .anthropicMessages, structured == .json { structured = .none }
    }

    /// The shape without what `response` complains of; nil when that is nothing that can be left out.
    func without(refusedBy response: ProviderResponse, of api: ProviderAPI) -> RequestShape? {
        guard response.status == 400 || response.status == 422 else { return nil }
        let complaint = Self.complaint(response)
        func mentions(_ words: String...) -> Bool { words.contains { complaint.contains($0) } }
        var shape = self
        if !countsCompletion, mentions("max_completion_tokens"), api != .anthropicMessages {
            shape.countsCompletion = true
        } else if hasTemperature, mentions("temperature") {
            shape.hasTemperature = false
        } else if structured == .schema,
            mentions(
                "response_format", "json_schema", "output_config", "output_format", "structured", "schema", "grammar")
        {
            shape.structured = api == .anthropicMessages ? .none : .json
        } else if structured == .json, mentions("response_format", "json_object", "json mode") {
            shape.structured = .none
        } else {
            return nil
        }
        return shape
    }

    /// What it lacks that `other` has, in words.
    func losses(against other: RequestShape) -> String {
        var losses: [String] = []
        if structured != other.structured { losses.append("structured: \(other.structured.rawValue)") }
        if countsCompletion != other.countsCompletion { losses.append("max_tokens") }
        if hasTemperature != other.hasTemperature { losses.append("temperature") }
        return losses.joined(separator: ", ")
    }

    /// What the provider wrote, in lower case: servers name the part that they mean wherever they like. A few thousand bytes
    /// are enough.
    private static func complaint(_ response: ProviderResponse) -> String {
        String(decoding: response.body.prefix(4_096), as: UTF8.self).lowercased()
    }
}
