import ToolRouter
import ToolRouterFormats

/// A span that is a call of a model, by the names of three generations of OpenTelemetry's conventions and of OpenInference.
///
/// Until 1.27: `gen_ai.system`, `gen_ai.usage.prompt_tokens`. From 1.28: `gen_ai.usage.input_tokens`. From 1.37:
/// `gen_ai.provider.name`. OpenInference: `llm.*`.
enum ModelSpan {
    /// What a span is.
    enum Kind {
        /// A call of a model that writes text.
        case call
        /// Something else, in words for a person.
        case other(String)
    }

    private static let writing: Set<String> = [
        "chat", "text_completion", "generate_content", "completion", "message", "responses", "response",
    ]

    /// What the span with `attributes` is.
    static func kind(of attributes: OTelAttributes) -> Kind {
        if let kind = attributes.text("openinference.span.kind") {
            return kind.uppercased() == "LLM" ? .call : .other("\(Excerpt.of(kind.uppercased())) of OpenInference")
        }
        if let operation = attributes.text("gen_ai.operation.name", "llm.request.type") {
            return writing.contains(operation) ? .call : .other("\(Excerpt.of(operation)) of a model")
        }
        let isModels = attributes["gen_ai.system", "gen_ai.provider.name", "llm.system"] != nil
        let isCall = attributes["gen_ai.request.model", "gen_ai.response.model", "llm.model_name"] != nil
        return isModels && isCall ? .call : .other("no call of a model")
    }

    /// The call that `span` is.
    ///
    /// - Parameters:
    ///   - service: the name of the service that made it.
    ///   - content: takes what was said out of the span; nil leaves it there.
    static func call(_ span: OTelSpan, service: String?, content: SpanContent?) -> ImportedCall {
        let attributes = span.attributes
        var call = ImportedCall(id: span.id, start: span.start, latency: max(.zero, span.end - span.start))
        call.tenant = service
        call.user = attributes.text(
            "enduser.id", "user.id", "gen_ai.user", "gen_ai.user.id", "traceloop.association.properties.user_id")
        call.model =
            attributes.text(
                "gen_ai.response.model", "llm.response.model_name", "llm.model_name", "gen_ai.request.model",
                "llm.request.model_name") ?? askedModel(attributes)
        call.usage =
            ImportedCounts(
                input: attributes.integer(
                    "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"),
                cachedInput: attributes.integer(
                    "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
                    "llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"),
                cacheWrite: attributes.integer(
                    "gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
                    "gen_ai.usage.cache_creation_input_tokens", "llm.token_count.prompt_details.cache_write"),
                output: attributes.integer(
                    "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion"),
                reasoning: attributes.integer(
                    "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
                    "llm.token_count.completion_details.reasoning")
            ).usage
        if span.isError || attributes["error.type"] != nil {
            call.error = error(of: span)
        } else {
            call.finishReason = finishReason(attributes)
        }
        call.question = content?.question(span)
        call.reply = call.error == nil ? content?.reply(span) : nil
        return call
    }

    /// Whether nothing that is known says what the error of `span` was.
    static func isUnknownError(_ span: OTelSpan) -> Bool {
        (span.isError || span.attributes["error.type"] != nil) && knownError(of: span) == nil
    }

    /// What OpenInference keeps of a request, where no reply names its model.
    private static func askedModel(_ attributes: OTelAttributes) -> String? {
        attributes.text("llm.invocation_parameters").flatMap { ForeignValue.read($0, by: JSONLineReader()) }?["model"]?
            .text
    }

    private static func finishReason(_ attributes: OTelAttributes) -> String? {
        attributes["gen_ai.response.finish_reasons"]?.elements?.first?.text
            ?? attributes.text("gen_ai.response.finish_reason", "gen_ai.response.stop_reason", "llm.finish_reason")
    }

    /// What is not known is an error of the server: nobody answered.
    private static func error(of span: OTelSpan) -> RecordedErrorKind { knownError(of: span) ?? .http(status: 500) }

    private static func knownError(of span: OTelSpan) -> RecordedErrorKind? {
        for name in ["http.response.status_code", "http.status_code"] {
            if let status = span.attributes.integer(name), 300...599 ~= status { return .http(status: Int(status)) }
        }
        let exceptions = span.events.filter { $0.name == "exception" }.map(\.attributes)
        let words =
            [span.attributes["error.type"].flatMap { $0.text ?? $0.integer.map(String.init) }]
            + exceptions.map { $0.text("exception.type") } + [span.message.split(separator: ":").first.map(String.init)]
        return ImportedErrorWords.kind(of: words.compactMap { $0 })
            ?? ([span.message] + exceptions.compactMap { $0.text("exception.message") }).lazy
            .compactMap { ImportedErrorWords.status(in: $0) }.first
    }
}
