import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// Calls over real sockets, on the real clock.
@Suite(.timeLimit(.minutes(20))) struct HTTPPlannerTests {
    private static let reply = PlannerReply(
        text: Replies.plan, model: "gpt-4o-2024-08-06", usage: TokenUsage(input: 120, output: 20), finishReason: "stop")

    // MARK: What is answered

    @Test func `a reply is read, and the request says what was asked`() async throws {
        let server = try await ProviderServer(.answer(200, Replies.chat()))
        let world = try PlannerWorld(server.url, environment: ["KEY": "sk-1"]) { provider in
            provider.key = .variable("KEY", .nowhere)
            provider.organization = "org-1"
            provider.headers = [.init(name: "x-title", value: .text("toolrouter"))]
        }
        #expect(await world.ask() == .success(Self.reply))
        let arrival = try #require(server.arrivals.first)
        #expect(arrival.head.method == .POST && arrival.head.uri == "/v1/chat/completions")
        let headers = arrival.head.headers
        #expect(headers["authorization"] == ["Bearer sk-1"])
        #expect(headers["openai-organization"] == ["org-1"] && headers["x-title"] == ["toolrouter"])
        #expect(headers["content-type"] == ["application/json"] && headers["traceparent"].isEmpty)
        #expect(headers["content-length"] == ["\(arrival.body.utf8.count)"])
        #expect(arrival.body.hasPrefix(#"{"model":"gpt-4o","messages":[{"role":"system","content":"You plan how"#))
        #expect(arrival.body.contains("How many singers are there?"))
        await world.close()
        await server.close()
    }

    @Test func `Anthropic's messages are asked in their own words`() async throws {
        let server = try await ProviderServer(.answer(200, Replies.message()))
        let world = try PlannerWorld(
            server.url, api: .anthropicMessages, model: "claude-sonnet-4-5", environment: ["KEY": "sk-ant"]
        ) { $0.key = .variable("KEY", .nowhere) }
        #expect(try await world.ask().get().text == Replies.plan)
        let arrival = try #require(server.arrivals.first)
        #expect(arrival.head.uri == "/v1/messages")
        #expect(arrival.head.headers["x-api-key"] == ["sk-ant"] && arrival.head.headers["authorization"].isEmpty)
        #expect(arrival.head.headers["anthropic-version"] == ["2023-06-01"])
        #expect(arrival.body.contains(#""output_config":{"format":{"type":"json_schema""#))
        #expect(!arrival.body.contains(#""temperature""#))
        await world.close()
        await server.close()
    }

    static let refusals: [(name: String, act: ProviderServer.Act, failure: PlannerFailure)] = [
        ("a wrong key", .answer(401, Replies.error("Incorrect API key provided")), .http(status: 401, retryAfter: nil)),
        ("no such model", .answer(404, Replies.error("The model does not exist")), .http(status: 404, retryAfter: nil)),
        (
            "too many requests", .answer(429, "{}", [("retry-after", "2"), ("content-type", "application/json")]),
            .http(status: 429, retryAfter: .seconds(2))
        ),
        ("overloaded", .answer(529, "{}"), .http(status: 529, retryAfter: nil)),
        (
            "a redirect", .answer(307, "", [("location", "http://127.0.0.1:1/")]), .http(status: 307, retryAfter: nil)
        ),
        ("a page instead of JSON", .answer(200, "<html>login</html>", [("content-type", "text/html")]), .unreadable),
        ("half an answer", .answer(200, String(Replies.chat().prefix(40))), .unreadable),
        ("a hang-up", .hangUp, .connection),
        ("a reset", .reset, .connection),
    ]

    @Test(arguments: refusals.indices)
    func `what is no reply has its failure`(index: Int) async throws {
        let (name, act, failure) = Self.refusals[index]
        let server = try await ProviderServer(act)
        let world = try PlannerWorld(server.url)
        #expect(await world.ask() == .failure(failure), "\(name)")
        #expect(server.arrivals.count == 1, "\(name): it was asked once")
        await world.close()
        await server.close()
    }

    @Test func `a body that is cut off is no reply, however much of it came`() async throws {
        let server = try await ProviderServer(.cutOff(Replies.chat()))
        let world = try PlannerWorld(server.url)
        guard case .failure(let failure) = await world.ask() else {
            Issue.record("a reply without its end was read")
            return
        }
        #expect([.connection, .unreadable].contains(failure))
        await world.close()
        await server.close()
    }

    @Test func `a body beyond the bound is no reply, and its connection is closed`() async throws {
        let server = try await ProviderServer(
            .answer(200, Replies.chat(String(repeating: "x", count: 4 * ProviderResponse.maximumBody))))
        let world = try PlannerWorld(server.url)
        #expect(await world.ask() == .failure(.unreadable))
        await server.closed(1)
        await world.close()
        await server.close()
    }

    @Test func `nobody there is a lost connection, found out at once`() async throws {
        let server = try await ProviderServer(.hang)
        await server.close()
        let world = try PlannerWorld(server.url)
        // Nothing was sent, so nothing is charged.
        #expect(await world.ask(within: nil) == .failure(.metered(.connection, TokenUsage())))
        await world.close()
    }

    @Test func `a slow head and a slow body are waited for`() async throws {
        let (first, second) = (Gate(), Gate())
        let body = Replies.chat()
        let server = try await ProviderServer { number, _ in
            number == 0 ? .late(first, body) : .pieces([String(body.prefix(30)), String(body.dropFirst(30))], second)
        }
        let world = try PlannerWorld(server.url)
        async let slowHead = world.ask()
        await server.received(1)
        first.open()
        #expect(await slowHead == .success(Self.reply))
        async let slowBody = world.ask()
        await server.received(2)
        second.open()
        second.open()
        #expect(await slowBody == .success(Self.reply))
        await world.close()
        await server.close()
    }

    // MARK: Ends

    static let endless: [(name: String, act: ProviderServer.Act)] = [
        ("no head", .hang), ("no body", .stall("")), ("half a body", .stall(String(Replies.chat().prefix(60)))),
    ]

    @Test(arguments: endless.indices)
    func `a call ends with its deadline, and the provider sees it`(index: Int) async throws {
        let server = try await ProviderServer(Self.endless[index].act)
        let world = try PlannerWorld(server.url)
        let began = world.scheduler.now
        #expect(await world.ask(within: .milliseconds(200)) == .failure(.cancelled), "\(Self.endless[index].name)")
        #expect(world.scheduler.now - began >= .milliseconds(200))
        await server.closed(1)
        await world.close()
        await server.close()
    }

    @Test(arguments: endless.indices)
    func `a call that is cancelled closes its connection`(index: Int) async throws {
        let server = try await ProviderServer(Self.endless[index].act)
        let world = try PlannerWorld(server.url)
        let call = Task { await world.ask() }
        await server.received(1)
        call.cancel()
        #expect(await call.value == .failure(.cancelled), "\(Self.endless[index].name)")
        await server.closed(1)
        await world.close()
        await server.close()
    }

    @Test func `a provider of which nothing comes for too long has given up`() async throws {
        let server = try await ProviderServer(.stall("{"))
        let world = try PlannerWorld(server.url) { $0.silence = .seconds(2) }
        #expect(await world.ask() == .failure(.timeout))
        await server.closed(1)
        await world.close()
        await server.close()
    }

    @Test func `a router leaves a hanging provider at its deadline, and the provider sees it`() async throws {
        let server = try await ProviderServer(.hang)
        let world = try PlannerWorld(server.url)
        var configuration = RouterConfiguration()
        configuration.deadline = .seconds(2)
        configuration.minimumAttempt = .milliseconds(1)
        let router = Router(
            configuration: configuration, scheduler: world.scheduler, planner: world.planner,
            tools: [DescribedTool.concerts], store: nil, observer: Silence())
        let answer = await router.answer(
            Request(id: "r-1", caller: Caller(tenant: "emea"), question: "How many?"))
        guard case .failed(let error) = answer.outcome else {
            Issue.record("found \(answer.outcome)")
            return
        }
        #expect(error.code == .deadlineExceeded)
        await server.closed(1)
        await world.close()
        await server.close()
    }

    // MARK: Connections

    @Test func `calls one after the other share a connection, calls at once do not`() async throws {
        let gate = Gate()
        let server = try await ProviderServer { number, _ in
            number < 3 ? .answer(200, Replies.chat()) : .late(gate, Replies.chat())
        }
        let world = try PlannerWorld(server.url)
        for _ in 0..<3 { #expect(await world.ask() == .success(Self.reply)) }
        #expect(server.connections == 1)
        async let one = world.ask()
        async let two = world.ask()
        await server.received(5)
        for _ in 0..<2 { gate.open() }
        #expect(await [one, two] == [.success(Self.reply), .success(Self.reply)])
        #expect(server.connections == 2)
        await world.close()
        await server.close()
    }

    @Test func `as many calls are under way as the router lets pass`() async throws {
        let gate = Gate()
        let server = try await ProviderServer(.late(gate, Replies.chat()))
        let world = try PlannerWorld(server.url, calls: 30)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 { group.addTask { await world.ask() == .success(Self.reply) } }
            // None is answered before all have come.
            await server.received(30)
            for _ in 0..<30 { gate.open() }
            for await isReply in group { #expect(isReply) }
        }
        #expect(server.connections == 30)
        await world.close()
        await server.close()
    }

    static let races: [(name: String, act: ProviderServer.Act)] = [("hung up", .hangUp), ("reset", .reset)]

    @Test(arguments: races.indices)
    func `a call that meets the end of an idle connection is sent once more, over a fresh one`(index: Int) async throws
    {
        let end = Self.races[index].act
        let server = try await ProviderServer { _, place in place == 2 ? end : .answer(200, Replies.chat()) }
        let world = try PlannerWorld(server.url)
        #expect(await world.ask() == .success(Self.reply))
        #expect(await world.ask() == .success(Self.reply), "\(Self.races[index].name)")
        #expect(server.arrivals.map(\.connection) == [1, 1, 2])
        try #require(server.arrivals.count == 3)
        #expect(server.arrivals[1].body == server.arrivals[2].body)
        await world.close()
        await server.close()
    }

    @Test(arguments: races.indices)
    func `a fresh connection that ends is not tried again`(index: Int) async throws {
        let end = Self.races[index].act
        let server = try await ProviderServer { number, _ in number == 0 ? .answer(200, Replies.chat()) : end }
        let world = try PlannerWorld(server.url)
        #expect(await world.ask() == .success(Self.reply))
        // Once over the idle connection, once over a fresh one.
        #expect(await world.ask() == .failure(.connection))
        #expect(server.arrivals.map(\.connection) == [1, 1, 2])
        await world.close()
        await server.close()
    }

    @Test func `an answer with an error on an idle connection is no reason to send again`() async throws {
        let server = try await ProviderServer { _, place in
            place == 1 ? .answer(200, Replies.chat()) : .cutOff(String(Replies.chat().prefix(20)))
        }
        let world = try PlannerWorld(server.url)
        #expect(await world.ask() == .success(Self.reply))
        guard case .failure = await world.ask() else {
            Issue.record("half a reply was read")
            return
        }
        #expect(server.arrivals.count == 2)
        await world.close()
        await server.close()
    }

    @Test func `after the end nothing is asked`() async throws {
        let server = try await ProviderServer(.answer(200, Replies.chat()))
        let world = try PlannerWorld(server.url)
        await world.close()
        await world.close()
        #expect(await world.ask() == .failure(.metered(.connection, TokenUsage())))
        #expect(server.arrivals.isEmpty)
        await server.close()
    }

    @Test func `a tool that can't be described is not asked about`() async throws {
        let server = try await ProviderServer(.answer(200, Replies.chat()))
        let world = try PlannerWorld(server.url)
        let inquiry = PlannerInquiry(
            request: Request(id: "r-1", caller: Caller(tenant: "emea"), question: "How many?"), tool: nil, attempt: 1,
            catalogue: ToolCatalogue(tools: [DescribedTool(name: .sql, description: nil)]))
        #expect(
            await world.planner.propose(inquiry)
                == .failure(.unavailable("no tool says at the moment what it can answer from")))
        #expect(server.arrivals.isEmpty)
        await world.close()
        await server.close()
    }
}

/// Nobody listens.
private struct Silence: EventObserver {
    func observe(_ event: RouterEvent) {}
}
