import ToolRouter
import ToolRouterFormats

/// The body of a call, in the protocol of a provider.
enum ProviderRequestBody {
    /// Writes it.
    ///
    /// - Parameter schema: the JSON Schema of a plan; nil where no schema says what plans may be.
    static func write(
        _ prompt: PromptText, schema: PlanSchema?, model: String, to endpoint: ProviderEndpoint, _ shape: RequestShape
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { body in
            body.member("model", model)
            if endpoint.api == .anthropicMessages {
                writeMessages(prompt, schema, endpoint, shape, to: &body)
            } else {
                writeChat(prompt, schema, endpoint, shape, to: &body)
            }
            if shape.hasTemperature, let temperature = endpoint.temperature {
                body.key("temperature")
                body.literal(temperature)
            }
        }
        return writer.utf8
    }

    private static func writeChat(
        _ prompt: PromptText, _ schema: PlanSchema?, _ endpoint: ProviderEndpoint, _ shape: RequestShape,
        to body: inout JSONWriter
    ) {
        body.member(
            "messages",
            array: { messages in
                messages.message("system", prompt.system)
                messages.message("user", prompt.user)
            })
        body.member(shape.countsCompletion ? "max_completion_tokens" : "max_tokens", endpoint.maximumOutputTokens)
        switch (shape.structured, schema) {
        case (.none, _): break
        case (.schema, let schema?):
            body.member(
                "response_format",
                object: { format in
                    format.member("type", "json_schema")
                    format.member(
                        "json_schema",
                        object: { json in
                            json.member("name", "plan")
                            json.member("strict", true)
                            json.key("schema")
                            schema.write(to: &json)
                        })
                })
        case (.schema, nil), (.json, _):
            body.member("response_format", object: { $0.member("type", "json_object") })
        }
    }

    private static func writeMessages(
        _ prompt: PromptText, _ schema: PlanSchema?, _ endpoint: ProviderEndpoint, _ shape: RequestShape,
        to body: inout JSONWriter
    ) {
        body.member("max_tokens", endpoint.maximumOutputTokens)
        body.member("system", prompt.system)
        body.member("messages", array: { $0.message("user", prompt.user) })
        guard shape.structured == .schema, let schema else { return }
        body.member(
            "output_config",
            object: { config in
                config.member(
                    "format",
                    object: { format in
                        format.member("type", "json_schema")
                        format.key("schema")
                        schema.write(to: &format)
                    })
            })
    }
}

extension JSONWriter {
    fileprivate mutating func message(_ role: String, _ content: String) {
        object { message in
            message.member("role", role)
            message.member("content", content)
        }
    }
}
