import Testing
import ToolRouter

@testable import ToolRouterFormats

extension ProviderResponse {
    /// A response with a text for its body; JSON unless its head says otherwise.
    init(_ status: Int, _ body: String, _ heads: [String: String] = [:], isComplete: Bool = true) {
        let heads = ["content-type": "application/json"].merging(heads) { $1 }
        self.init(
            status: status, headers: heads.sorted { $0.key < $1.key }.map { Header($0.key, $0.value) },
            body: Array(body.utf8), isComplete: isComplete)
    }

    /// A stream of events with these data.
    static func stream(_ events: String..., status: Int = 200) -> ProviderResponse {
        ProviderResponse(
            status, events.map { "data: \($0)\n\n" }.joined(), ["content-type": "text/event-stream; charset=utf-8"])
    }
}

extension ProviderAPI {
    /// 2026-11-20T09:00:00Z.
    static let now = Timestamp(nanoseconds: 1_795_165_200_000_000_000)

    func read(_ response: ProviderResponse) -> Result<PlannerReply, PlannerFailure> {
        read(response, asked: "asked", at: Self.now)
    }
}

/// What a test expects, by name.
struct Reading: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let api: ProviderAPI
    let response: ProviderResponse
    let result: Result<PlannerReply, PlannerFailure>

    init(
        _ name: String, _ api: ProviderAPI, _ response: ProviderResponse, _ result: Result<PlannerReply, PlannerFailure>
    ) {
        testDescription = name
        self.api = api
        self.response = response
        self.result = result
    }

    /// A reply of the model that was asked.
    static func reply(
        _ text: String, _ finishReason: String? = "stop", model: String = "asked", usage: TokenUsage? = nil
    ) -> Result<PlannerReply, PlannerFailure> {
        .success(PlannerReply(text: text, model: model, usage: usage, finishReason: finishReason))
    }

    static func http(_ status: Int, _ retryAfter: Duration? = nil) -> Result<PlannerReply, PlannerFailure> {
        .failure(.http(status: status, retryAfter: retryAfter))
    }

    func check() -> Bool { api.read(response) == result }
}
