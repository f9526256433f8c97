import ToolRouter

/// A reply while it is put together, from one document or from the events of a stream.
struct ReplyDraft {
    /// A call of a tool in the protocol of a provider.
    struct Call {
        /// What its parts are told apart by in a stream.
        let place: Int64
        /// The tool.
        var name: String
        /// The arguments as JSON.
        var arguments: String
    }

    /// The most calls that a reply may hold: two are more than a plan has.
    static let maximumCalls = 64
    /// The longest name of a model, in bytes: what is longer is none.
    static let longestModel = 256
    /// Words are cut behind this byte: longer than any that means something, so that a cut one means nothing.
    static let longestFinishReason = 80

    /// What the model wrote.
    var text = ""
    /// Why the model did not want to answer, in its words.
    var refusal = ""
    /// The tools it calls, in order.
    private(set) var calls: [Call] = []
    /// The model that answered.
    private(set) var model: String?
    /// Why it stopped, in the provider's word.
    private(set) var finishReason: String?
    /// The tokens it took; nil when the provider does not say or contradicts itself.
    var usage: TokenUsage?
    /// What Anthropic has counted so far.
    var messageCounts = MessageCounts()
    /// Why it failed after all.
    var error: ProviderError?

    /// Takes the name of the model, the first that is one.
    mutating func take(model name: String?) {
        guard model == nil, let name, 1...Self.longestModel ~= name.utf8.count else { return }
        model = name
    }

    /// Takes the word for the end; the last one counts.
    mutating func take(finishReason word: String?) {
        guard let word else { return }
        finishReason =
            word.utf8.count <= Self.longestFinishReason ? word : String(word.prefix(Self.longestFinishReason))
    }

    /// Adds to the call at `place`, or begins it.
    mutating func add(
        callAt place: Int64, name: String? = nil, arguments: String? = nil
    ) throws(FileError.Reason) {
        if let index = calls.firstIndex(where: { $0.place == place }) {
            if calls[index].name.isEmpty { calls[index].name = name ?? "" }
            calls[index].arguments += arguments ?? ""
            return
        }
        guard calls.count < Self.maximumCalls else {
            throw FileError.Reason(
                field: nil, found: "more than \(Self.maximumCalls) calls of tools", expected: "one plan",
                remedy: "ask again")
        }
        calls.append(Call(place: place, name: name ?? "", arguments: arguments ?? ""))
    }

    /// Adds a call behind the others.
    mutating func add(call name: String, arguments: String) throws(FileError.Reason) {
        try add(callAt: (calls.last?.place ?? -1) + 1, name: name, arguments: arguments)
    }

    /// What is to be told of the reply, once it is whole.
    ///
    /// - Parameters:
    ///   - status: the status it came with.
    ///   - pause: what the provider asked for.
    ///   - asked: the model that was asked.
    func outcome(
        of status: Int, _ pause: ProviderPause, asked: String
    ) -> Result<PlannerReply, PlannerFailure> {
        if let error {
            // Beside something that the model wrote, an error is no refusal: it took tokens.
            guard isEmpty else { return .failure(failure(.unreadable)) }
            return error.outcome(of: status, pause, asked: asked)
                .map { reply in
                    // What the provider refused to show may have been counted all the same.
                    var reply = reply
                    reply.usage = reply.usage ?? usage
                    reply.model = model ?? reply.model
                    return reply
                }
                .mapError { failure($0) }
        }
        return .success(
            PlannerReply(
                text: content, model: model ?? asked, usage: usage,
                finishReason: refusal.isEmpty ? finishReason : "refusal"))
    }

    /// A failure, and what is known of its cost.
    func failure(_ failure: PlannerFailure) -> PlannerFailure {
        usage.map { .metered(failure, $0, model: model) } ?? failure
    }

    private var isEmpty: Bool { text.isEmpty && refusal.isEmpty && calls.isEmpty }

    /// The text, and the calls in the form that plans are looked for in.
    private var content: String {
        guard !calls.isEmpty else { return text.isEmpty ? refusal : text }
        var writer = JSONWriter()
        writer.object { message in
            if !text.isEmpty { message.member("content", text) }
            message.member(
                "tool_calls",
                array: { list in
                    for call in calls {
                        list.object {
                            $0.member("name", call.name)
                            $0.member("arguments", call.arguments)
                        }
                    }
                })
        }
        return writer.text
    }
}
