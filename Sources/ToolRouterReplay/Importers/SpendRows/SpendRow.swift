import ToolRouter
import ToolRouterFormats

/// One row of LiteLLM's table `LiteLLM_SpendLogs`, as an export has it: JSON values may be texts.
struct SpendRow {
    private let row: ForeignValue
    private let metadata: ForeignValue
    private let json: JSONLineReader

    init(_ row: ForeignValue, by json: JSONLineReader) {
        self.row = row
        self.json = json
        metadata = Self.parsed(row["metadata"], json) ?? .null
    }

    private static func parsed(_ value: ForeignValue?, _ json: JSONLineReader) -> ForeignValue? {
        guard case .text(let text)? = value else { return value }
        return text.isEmpty ? nil : ForeignValue.read(text, by: json) ?? value
    }

    /// What kind of call it is, in LiteLLM's word.
    var callType: String { row["call_type"]?.text ?? "" }

    /// Whether it is one of a model that writes text; what does not say is, where it has tokens.
    var isCall: Bool {
        if callType.isEmpty { return (row["total_tokens"]?.integer ?? 0) > 0 || isFailure }
        return ["completion", "responses", "anthropic_messages", "generate_content"].contains { callType.hasSuffix($0) }
    }

    private var isFailure: Bool { row["status"]?.text == "failure" || metadata["status"]?.text == "failure" }

    /// Whether LiteLLM answered from its own cache: no provider was asked.
    var isCacheHit: Bool { row["cache_hit"]?.text?.lowercased() == "true" }

    /// How often LiteLLM asked again.
    var retries: Int64 { metadata["attempted_retries"]?.integer ?? 0 }

    /// Whether the reason of a failure is not known.
    var isUnknownError: Bool { isFailure && knownError == nil }

    private var knownError: RecordedErrorKind? {
        let error = metadata["error_information"]
        let words = [
            error?["error_code"].flatMap { $0.text ?? $0.integer.map(String.init) }, error?["error_class"]?.text,
        ].compactMap { $0 }
        // A timeout has a code, too.
        if let kind = ImportedErrorWords.kind(of: words.suffix(1)), kind == .timeout || kind == .connection {
            return kind
        }
        return ImportedErrorWords.kind(of: words)
    }

    /// What LiteLLM calls the call; nil where that is no name for a request.
    var name: String? {
        guard let name = row["request_id"]?.text, 1...200 ~= name.utf8.count,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        return name
    }

    /// The call.
    ///
    /// - Parameters:
    ///   - id: what it is called in the recording.
    ///   - takesContent: whether question and reply are taken along where they are.
    func call(id: String, takesContent: Bool) throws(FileError.Reason) -> ImportedCall {
        let start = try moment("startTime")
        var call = ImportedCall(id: id, start: start, latency: max(.zero, try moment("endTime") - start))
        call.tenant = row["team_id"]?.text ?? row["organization_id"]?.text
        call.user = row["end_user"]?.text ?? row["user"]?.text
        call.ip = row["requester_ip_address"]?.text
        call.model = row["model"]?.text ?? row["model_group"]?.text
        call.usage = isCacheHit ? TokenUsage() : counts.usage
        if isFailure {
            call.error = knownError ?? .http(status: 500)
            // A row of a failure says 0 where nothing is known.
            if call.usage?.totalInput == 0 { call.usage = nil }
        }
        guard takesContent else { return call }
        call.question = Self.parsed(row["messages"], json).flatMap { question($0) }
        if !isFailure {
            let choice = Self.parsed(row["response"], json)?["choices"]?.elements?.first
            call.reply = choice?["message"]?["content"]?.text ?? choice?["text"]?.text
            call.finishReason = choice?["finish_reason"]?.text
        }
        return call
    }

    /// Whether the call ended before it began.
    func isBackward() -> Bool {
        guard let start = try? moment("startTime"), let end = try? moment("endTime") else { return false }
        return end < start
    }

    private var counts: ImportedCounts {
        let usage = metadata["usage_object"]
        let details = usage?["prompt_tokens_details"]
        let more = metadata["additional_usage_values"]
        return ImportedCounts(
            input: row["prompt_tokens"]?.integer,
            cachedInput: (details?["cached_tokens"] ?? usage?["cache_read_input_tokens"]
                ?? more?["cache_read_input_tokens"])?.integer,
            cacheWrite: (usage?["cache_creation_input_tokens"] ?? more?["cache_creation_input_tokens"])?.integer,
            output: row["completion_tokens"]?.integer,
            reasoning: usage?["completion_tokens_details"]?["reasoning_tokens"]?.integer)
    }

    private func question(_ messages: ForeignValue) -> String? {
        if let text = messages.text { return text == "{}" || text == "[]" ? nil : text }
        let last = messages.elements?.last { $0["role"]?.text == "user" }
        if let text = last?["content"]?.text { return text }
        let parts = last?["content"]?.elements?.compactMap { $0["text"]?.text } ?? []
        return parts.isEmpty ? nil : parts.joined(separator: "\n")
    }

    /// PostgreSQL writes moments without a zone, which are in UTC here, or with hours only; Prisma writes RFC 3339.
    private func moment(_ name: String) throws(FileError.Reason) -> Timestamp {
        if let text = row[name]?.text {
            let isShort = text.utf8.suffix(3).first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
            for form in [text, text + "Z"] + (isShort ? [text + ":00"] : []) {
                if let moment = RFC3339.timestamp(ofAnyForm: form), moment.nanoseconds > 0 { return moment }
            }
        }
        throw FileError.Reason(
            field: name, found: row[name]?.words ?? "nothing", expected: "a moment such as 2026-11-29 06:22:51.278",
            remedy: "export the rows again, or remove this one")
    }
}
