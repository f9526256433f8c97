import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What a provider refuses of a request is left out.
@Suite struct RequestShapeTests {
    private struct Complaint: Sendable {
        let name: String
        let status: Int
        let body: String
        /// What the second request lacks; nil when there is none.
        let lost: String?
    }

    private static let complaints: [Complaint] = [
        Complaint(
            name: "no schema", status: 400,
            body: Replies.error(
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
                parameter: "response_format"),
            lost: #""type":"json_schema""#),
        Complaint(
            name: "a server that validates by hand", status: 422,
            body:
                #"{"detail":[{"loc":["body","response_format","type"],"msg":"unexpected value; permitted: 'text'"}]}"#,
            lost: #""type":"json_schema""#),
        Complaint(
            name: "the newer name of the bound", status: 400,
            body: Replies.error(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                parameter: "max_tokens", code: "unsupported_parameter"),
            lost: #""max_tokens""#),
        Complaint(
            name: "a model without temperature", status: 400,
            body: Replies.error(
                "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
                parameter: "temperature", code: "unsupported_value"),
            lost: #""temperature""#),
        Complaint(
            name: "plain text", status: 400, body: "json_schema is unknown to me", lost: #""type":"json_schema""#),
        Complaint(
            name: "a question that is too long", status: 400,
            body: Replies.error(
                "This model's maximum context length is 8192 tokens.", parameter: "messages",
                code: "context_length_exceeded"),
            lost: nil),
        Complaint(
            name: "a failure that mentions it", status: 500, body: Replies.error("response_format crashed"), lost: nil),
        Complaint(name: "a wrong key", status: 401, body: Replies.error("temperature too high"), lost: nil),
    ]

    @Test(arguments: complaints.indices)
    func `a part that is refused is left out at once and from then on`(index: Int) async throws {
        let complaint = Self.complaints[index]
        let server = try await ProviderServer { number, _ in
            number == 0 ? .answer(complaint.status, complaint.body) : .answer(200, Replies.chat())
        }
        let world = try PlannerWorld(server.url)
        let first = await world.ask()
        guard let lost = complaint.lost else {
            #expect(throws: PlannerFailure.http(status: complaint.status, retryAfter: nil)) { try first.get() }
            #expect(server.arrivals.count == 1 && world.notices.all.isEmpty, "\(complaint.name)")
            await world.close()
            await server.close()
            return
        }
        #expect(try first.get().text == Replies.plan, "\(complaint.name)")
        #expect(try await world.ask().get().text == Replies.plan)
        #expect(server.arrivals.map { $0.body.contains(lost) } == [true, false, false], "\(complaint.name)")
        #expect(world.notices.all.count == 1)
        #expect(world.notices.all.first?.hasPrefix("planner main: provider here refuses ") == true)
        await world.close()
        await server.close()
    }

    @Test func `what is left out without helping is sent again the next time`() async throws {
        let server = try await ProviderServer(
            .answer(400, Replies.error("Your JSON schema, your temperature, your max_completion_tokens: all wrong")))
        let world = try PlannerWorld(server.url)
        for _ in 0..<2 {
            #expect(await world.ask() == .failure(.http(status: 400, retryAfter: nil)))
        }
        // The name of the bound, the temperature, the schema: each is left out once, and then it is the request itself.
        #expect(server.arrivals.count == 8)
        #expect(server.arrivals[0].body == server.arrivals[4].body)
        #expect(world.notices.all.isEmpty)
        await world.close()
        await server.close()
    }

    @Test func `Anthropic falls back to the prompt alone`() async throws {
        let server = try await ProviderServer { number, _ in
            number == 0
                ? .answer(
                    400,
                    #"{"type":"error","error":{"type":"invalid_request_error","message":"output_config: Extra inputs are not permitted"}}"#
                )
                : .answer(200, Replies.message())
        }
        let world = try PlannerWorld(server.url, api: .anthropicMessages, model: "claude-3-haiku")
        #expect(try await world.ask().get().text == Replies.plan)
        #expect(server.arrivals.map { $0.body.contains("output_config") } == [true, false])
        await world.close()
        await server.close()
    }
}
