import ToolRouter
import ToolRouterFormats

/// One call of a model as other people's software wrote it down.
struct ImportedCall {
    /// Unique within the import.
    var id: String
    /// When it began.
    var start: Timestamp
    /// How long it took; never negative.
    var latency: Duration
    /// The organisation, or what comes nearest to one.
    var tenant: String?
    /// Who asked.
    var user: String?
    /// From which address.
    var ip: String?
    /// The model that answered or was asked.
    var model: String?
    /// Why the model stopped.
    var finishReason: String?
    /// What was charged.
    var usage: TokenUsage?
    /// Why there was no reply.
    var error: RecordedErrorKind?
    /// What was asked; nil where nobody stored it, or nobody wants it.
    var question: String?
    /// What the model wrote.
    var reply: String?

    /// Whether all that was said is there: an error has no reply.
    var hasContent: Bool { question != nil && (reply != nil || error != nil) }

    /// The call as a request that came then, `microseconds` behind the epoch.
    ///
    /// - Parameter tenant: for calls that name none.
    func exchange(at microseconds: Int64, tenant other: String) -> RecordedExchange {
        let outcome: RecordedOutcome =
            if let error {
                .error(error, retryAfter: nil, usage: usage)
            } else {
                .reply(content: reply ?? ContentStandIn.reply, usage: usage, finishReason: finishReason)
            }
        let exchange = RecordedExchange(
            id: RequestID(id), atMicroseconds: microseconds,
            caller: RecordedCaller(tenant: TenantID(tenant ?? other), user: user.map { UserID($0) }, ip: ip),
            question: question ?? "", planner: [RecordedAttempt(latency: latency, model: model, outcome: outcome)])
        return hasContent ? exchange : exchange.withoutContent()
    }
}

/// The counts of a call as its source wrote them.
struct ImportedCounts {
    var input: Int64?
    var cachedInput: Int64?
    var cacheWrite: Int64?
    var output: Int64?
    var reasoning: Int64?

    private static let most: Int64 = 1_000_000_000_000

    /// The counts taken apart. Most sources count parts with the whole; where the parts are larger, they can't have been.
    /// Nil where nobody knows what the call took.
    var usage: TokenUsage? {
        guard let input, let output else { return nil }
        let all = [input, cachedInput ?? 0, cacheWrite ?? 0, output, reasoning ?? 0]
        guard all.allSatisfy({ 0...Self.most ~= $0 }) else { return nil }
        let counts = ProviderTokenCounts(
            input: Int(all[0]), cachedInput: Int(all[1]), cacheWrite: Int(all[2]), output: Int(all[3]),
            reasoning: Int(all[4]))
        for convention in [UsageConvention.inclusive, .inclusiveReply, .inclusivePrompt, .disjoint] {
            if let usage = try? TokenUsage(counted: counts, by: convention) { return usage }
        }
        return nil
    }
}
