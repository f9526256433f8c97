import ToolRouter
import ToolRouterFormats

/// What an exchange tells of a planner.
struct ProviderAnswer {
    /// Why an exchange is no answer of a planner.
    enum Omission: Hashable {
        /// The address is not that of a model which writes text.
        case foreign
        /// The reply is in a form that is not read.
        case unsupported
    }

    /// How long a call took whose exchange does not say so.
    static let latency = Duration.seconds(1)
    /// How far requests are apart: none meets the circuit, the limits or a call of another one.
    static let gap = Duration.seconds(120)
    /// The question of an exchange that was recorded without one.
    static let unknownQuestion = "(no question was recorded)"

    /// What came of the call; nil when the exchange is left out.
    let attempt: RecordedAttempt?
    /// Why it is left out.
    let omission: Omission?
    /// The endpoint, for people.
    let endpoint: String
    /// What was asked; nil when the exchange does not tell.
    let question: String?
    /// Whether it is a success without a reply that can be read.
    let isUnreadable: Bool
    /// Whether the exchange says how long it took.
    let isTimed: Bool

    init(_ exchange: HTTPExchange) {
        let (address, response) = (exchange.address, exchange.response)
        endpoint = address.endpoint
        question = exchange.request.question
        let isSuccess = 200...299 ~= response.status
        let api: ProviderAPI
        switch address.kind {
        case .replies(let its):
            api = its
            omission = nil
        case .refusals:
            api = .bedrockConverse
            omission = isSuccess ? .unsupported : nil
        case .foreign:
            api = .openAIChat
            omission = .foreign
        }
        let asked = exchange.request.model ?? address.model ?? "unknown"
        // Moments in a head without a date of its own say nothing.
        let result = api.read(response, asked: asked, at: ExchangesScenario.epoch)
        let time = Self.time(of: response)
        isTimed = time != nil
        isUnreadable = isSuccess && omission == nil && result.isUnreadable
        guard omission == nil, let outcome = RecordedOutcome(result) else {
            attempt = nil
            return
        }
        attempt = RecordedAttempt(latency: time ?? Self.latency, model: result.model ?? asked, outcome: outcome)
    }

    /// The time that OpenAI says a whole reply took; of a stream it says when that began.
    private static func time(of response: ProviderResponse) -> Duration? {
        guard let text = response.header("openai-processing-ms").first, let time = Int64(text),
            1...3_600_000 ~= time,
            response.header("content-type").first?.hasPrefix("text/event-stream") != true
        else { return nil }
        return .milliseconds(time)
    }

    /// The exchange as request `index` of a recording. Traps when it is left out.
    func exchange(_ index: Int, line: Int) -> RecordedExchange {
        guard let attempt else { preconditionFailure("line \(line) is left out") }
        return RecordedExchange(
            id: RequestID("line-\(line)"), atMicroseconds: (Self.gap * index).wholeMicroseconds,
            caller: RecordedCaller(tenant: TenantID("exchanges")), question: question ?? Self.unknownQuestion,
            planner: [attempt])
    }
}

extension Result<PlannerReply, PlannerFailure> {
    fileprivate var isUnreadable: Bool {
        switch self {
        case .failure(.unreadable), .failure(.metered(.unreadable, _, _)): true
        case .success, .failure: false
        }
    }

    /// The model that answered.
    fileprivate var model: String? {
        switch self {
        case .success(let reply): reply.model
        case .failure(.metered(_, _, let model)): model
        case .failure: nil
        }
    }
}
