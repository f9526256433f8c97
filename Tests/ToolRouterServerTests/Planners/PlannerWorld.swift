import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// A planner before a provider, on the real clock.
struct PlannerWorld: Sendable {
    /// What those who run the service are told.
    final class Notices: Sendable {
        private let texts = Mutex<[String]>([])

        var all: [String] { texts.withLock { $0 } }

        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    /// Longer than any machine takes that is merely busy.
    static let patience = Duration.seconds(600)

    let scheduler = LiveScheduler()
    let planner: HTTPPlanner
    let notices = Notices()
    private let connections: ProviderConnections

    init(
        _ url: String, calls: Int = 8, api: ProviderAPI = .openAIChat, model: String = "gpt-4o",
        environment: [String: String] = [:],
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws {
        var provider = ProviderSettings(api: api, address: ProviderAddress(url))
        change(&provider)
        let notices = notices
        connections = ProviderConnections(calls: calls)
        planner = HTTPPlanner(
            name: "main", model: model,
            endpoint: try ProviderEndpoint(provider, named: "here", for: model, environment),
            prompt: PlanPrompt(schemaBytes: provider.schemaBytes), connections: connections, scheduler: scheduler,
            notice: { notices.add($0) })
    }

    /// Asks the planner about two tables.
    func ask(
        _ question: String = "How many singers are there?", within time: Duration? = patience,
        repair: PlannerRepair? = nil
    ) async -> Result<PlannerReply, PlannerFailure> {
        var inquiry = PlannerInquiry(
            request: Request(id: "r-1", caller: Caller(tenant: "emea"), question: question), tool: nil, attempt: 1,
            deadline: time.map { scheduler.now + $0 }, catalogue: ToolCatalogue(tools: [DescribedTool.concerts]))
        inquiry.repair = repair
        return await planner.propose(inquiry)
    }

    func close() async { await connections.close() }
}

/// A tool that can be described, and nothing else.
struct DescribedTool: Tool {
    let name: ToolName
    let description: ToolDescription?

    static let concerts = DescribedTool(
        name: .sql,
        description: ToolDescription(
            tool: .sql,
            sources: [
                .init(
                    name: "singer",
                    fields: [.init(name: "id", type: "INTEGER", isKey: true), .init(name: "name", type: "TEXT")]),
                .init(
                    name: "concert",
                    fields: [
                        .init(name: "title"),
                        .init(
                            name: "singer_id", type: "INTEGER", references: .init(source: "singer", field: "id")),
                    ]),
            ]))

    func describe(for request: Request) async -> ToolDescription? { description }

    func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        ToolFingerprint(data: "concerts", version: "1", policy: "")
    }

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        throw RouterError(.sqlInvalid, at: .guard, "nothing is approved")
    }
}

/// Replies as providers write them.
enum Replies {
    static let plan = #"{"tool":"sql","sql":"SELECT count(*) FROM singer","confidence":0.9}"#

    /// A chat completion with a text.
    static func chat(_ content: String = plan, model: String = "gpt-4o-2024-08-06") -> String {
        var writer = JSONWriter()
        writer.object { reply in
            reply.member("id", "chatcmpl-1")
            reply.member("object", "chat.completion")
            reply.member("created", 1_700_000_000)
            reply.member("model", model)
            reply.member(
                "choices",
                array: { choices in
                    choices.object { choice in
                        choice.member("index", 0)
                        choice.member(
                            "message",
                            object: { message in
                                message.member("role", "assistant")
                                message.member("content", content)
                            })
                        choice.member("finish_reason", "stop")
                    }
                })
            reply.member(
                "usage",
                object: { usage in
                    usage.member("prompt_tokens", 120)
                    usage.member("completion_tokens", 20)
                    usage.member("total_tokens", 140)
                })
        }
        return writer.text
    }

    /// A message with a text.
    static func message(_ text: String = plan) -> String {
        var writer = JSONWriter()
        writer.object { reply in
            reply.member("id", "msg_1")
            reply.member("type", "message")
            reply.member("role", "assistant")
            reply.member("model", "claude-sonnet-4-5")
            reply.member(
                "content",
                array: { parts in
                    parts.object { part in
                        part.member("type", "text")
                        part.member("text", text)
                    }
                })
            reply.member("stop_reason", "end_turn")
            reply.member(
                "usage",
                object: { usage in
                    usage.member("input_tokens", 120)
                    usage.member("output_tokens", 20)
                })
        }
        return writer.text
    }

    /// An error as OpenAI writes it.
    static func error(_ message: String, parameter: String? = nil, code: String? = nil) -> String {
        var writer = JSONWriter()
        writer.object { reply in
            reply.member(
                "error",
                object: { error in
                    error.member("message", message)
                    error.member("type", "invalid_request_error")
                    error.member("param", parameter)
                    error.member("code", code)
                })
        }
        return writer.text
    }
}
