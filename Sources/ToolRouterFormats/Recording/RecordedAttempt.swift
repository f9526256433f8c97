package import ToolRouter

/// One call of a planner, as it went.
package struct RecordedAttempt: Hashable, Sendable {
    /// The planner that was asked, where it is one of those that serve and not the first; a candidate's are named apart.
    package var planner: PlannerName?
    /// From sending the request to the last byte of the reply; never negative, kept in whole microseconds.
    package var latency: Duration
    /// The model that answered, as its provider names it.
    package var model: String?
    /// The digest of the prompt, to tell whether today's prompt is the recorded one.
    package var promptSHA256: String?
    /// What came of it.
    package var outcome: RecordedOutcome

    package init(
        planner: PlannerName? = nil, latency: Duration, model: String? = nil, promptSHA256: String? = nil,
        outcome: RecordedOutcome
    ) {
        self.planner = planner
        self.latency = latency
        self.model = model
        self.promptSHA256 = promptSHA256
        self.outcome = outcome
    }

    func write(to writer: inout JSONWriter, under convention: UsageConvention, _ holds: RecordedContent = .all) {
        writer.optionalMember("planner", planner?.text)
        writer.member("latency_us", Microseconds.of(latency))
        writer.optionalMember("model", model)
        writer.optionalMember("prompt_sha256", promptSHA256)
        switch outcome {
        case .reply(let content, let usage, let finishReason):
            if holds == .all { writer.member("content", content) }
            if let usage { writer.member("usage", object: { usage.write(to: &$0, under: convention) }) }
            writer.optionalMember("finish_reason", finishReason)
        case .error(let kind, let retryAfter, let usage):
            if let usage { writer.member("usage", object: { usage.write(to: &$0, under: convention) }) }
            writer.member("error", object: { RecordedFailure.write(kind, retryAfter: retryAfter, to: &$0) })
        }
    }
}

extension RecordedAttempt {
    private static let fields: [FieldName] = [
        "planner", "latency_us", "model", "prompt_sha256", "content", "usage", "finish_reason", "error",
    ]

    /// - Parameters:
    ///   - holds: how much of what was said there is, by the header.
    ///   - isCandidates: whether it is a candidate's, which is named where its attempts stand and nowhere else.
    init(
        _ json: JSONValue, countedBy convention: UsageConvention, holding holds: RecordedContent = .all,
        ofCandidate isCandidates: Bool = false
    ) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        planner = try object.optionalName("planner").map { PlannerName($0) }
        guard planner == nil || !isCandidates else {
            throw object.fault(
                "planner", found: "a name in an attempt of a candidate",
                expected: "one only in attempts under `planner`",
                remedy: "remove it")
        }
        latency = try object.duration("latency_us")
        model = try object.optionalText("model")
        promptSHA256 = try object.optionalText("prompt_sha256")
        let content = try object.optionalText("content")
        guard content == nil || holds == .all else {
            throw object.fault(
                "content", found: "a text in a recording whose header says that it has none", expected: "no `content`",
                remedy: "remove it, or `content` from the header")
        }
        let usage = try object.optional("usage") { json throws(FileError.Reason) in
            try RecordedUsage(json, under: convention)
        }
        let finishReason = try object.optionalText("finish_reason")
        switch (content, try object.optional("error", as: RecordedFailure.self)) {
        case (let content?, nil):
            outcome = .reply(content: content, usage: usage?.tokens, finishReason: finishReason)
        case (nil, let error?):
            guard finishReason == nil else {
                throw object.fault(
                    "finish_reason", found: "a value beside `error`", expected: "one of a reply only",
                    remedy: "remove it, or replace `error` by `content`")
            }
            outcome = .error(error.kind, retryAfter: error.retryAfter, usage: usage?.tokens)
        case (nil, nil) where holds == .none:
            outcome = .reply(content: ContentStandIn.reply, usage: usage?.tokens, finishReason: finishReason)
        case (nil, nil):
            throw object.fault(
                "content", found: "nothing", expected: "`content` or `error`", remedy: "add the one that happened")
        case (.some, .some):
            throw object.fault(
                "error", found: "both `content` and `error`", expected: "one of them", remedy: "remove the other one")
        }
    }
}
