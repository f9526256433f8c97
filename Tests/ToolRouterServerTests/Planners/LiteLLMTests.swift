import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Another implementation as the provider.
@Suite(
    .enabled(
        if: OutsidePython.has("litellm", "fastapi", "uvicorn"),
        "needs LiteLLM's proxy: pip install 'litellm[proxy]', and TOOLROUTER_PYTHON if it is another Python than python3"
    ),
    .serialized)
struct LiteLLMTests {
    private static let rows: [(api: ProviderAPI, model: String, failure: PlannerFailure?)] = [
        (.openAIChat, "planner", nil), (.anthropicMessages, "planner", nil),
        (.openAIChat, "busy", .http(status: 429, retryAfter: nil)),
        (.openAIChat, "broken", .http(status: 500, retryAfter: nil)),
        (.openAIChat, "full", .http(status: 400, retryAfter: nil)),
        (.openAIChat, "nobody", .http(status: 400, retryAfter: nil)),
    ]

    private static func world(_ proxy: LiteLLMProxy, _ api: ProviderAPI, _ model: String) throws -> PlannerWorld {
        try PlannerWorld(proxy.url, api: api, model: model, environment: ["KEY": "sk-key"]) {
            $0.key = .variable("KEY", .nowhere)
        }
    }

    @Test func `its proxy answers through our planner, fails as itself, and is found again after a crash`() async throws
    {
        let proxy = try await LiteLLMProxy()
        try await proxy.start()
        for row in Self.rows {
            let world = try Self.world(proxy, row.api, row.model)
            let result = await world.ask()
            if let failure = row.failure {
                #expect(result == .failure(failure), "\(row.model)")
            } else {
                let reply = try result.get()
                #expect(reply.text == Replies.plan && reply.model == "planner", "\(row.api)")
                #expect((reply.usage?.input ?? 0) > 0 && (reply.usage?.output ?? 0) > 0)
                #expect(world.notices.all.isEmpty)
            }
            await world.close()
        }
        let world = try Self.world(proxy, .openAIChat, "planner")
        #expect(try await world.ask().get().text == Replies.plan)
        proxy.kill()
        #expect(await world.ask() == .failure(.connection))
        try await proxy.start()
        #expect(try await world.ask().get().text == Replies.plan)
        await world.close()
        proxy.kill()
    }
}
