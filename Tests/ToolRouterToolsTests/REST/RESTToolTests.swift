import Testing
import ToolRouter

@testable import ToolRouterTools

struct RESTToolTests {
    /// Answers each call with one reply, and tells what was called.
    private struct OneReply: RESTTransport {
        var reply = ResponseBody(status: 200, contentType: "application/json", text: "{}")

        func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
            var reply = reply
            if reply.text == "{}" {
                reply.text = "\(call.endpoint.method.rawValue) \(call.url.text) \(call.body ?? "")"
            }
            return reply
        }
    }

    private static func weather() throws -> RESTEndpoint {
        var endpoint = RESTEndpoint(
            "weather",
            try URLTemplate("https://api.example.com/v1/{city}?days={days}&units={units}&lat={lat}&all={all}"))
        endpoint.parameters = [
            try RESTParameter("city", .text(longest: 10)),
            try RESTParameter("days", .integer(1...14), standard: .number("3")),
            try RESTParameter("units", .choice(["metric", "imperial"]), standard: .string("metric")),
            try RESTParameter("lat", .number(-90_000_000_000...90_000_000_000), standard: .number("0.5")),
            try RESTParameter("all", .boolean, standard: .bool(false)),
        ]
        endpoint.contentTypes = ["application/json", "text/plain"]
        return endpoint
    }

    private static func mine() throws -> RESTEndpoint {
        var endpoint = RESTEndpoint("mine", try URLTemplate("https://api.example.com/orders/{tenant}?user={user}"))
        endpoint.parameters = [try RESTParameter("tenant", .tenant), try RESTParameter("user", .user)]
        return endpoint
    }

    private static func search() throws -> RESTEndpoint {
        var endpoint = RESTEndpoint("search", try URLTemplate("https://api.example.com/search"))
        endpoint.method = .post
        endpoint.parameters = [
            try RESTParameter("words", .text(longest: 40)),
            try RESTParameter("most", .integer(1...9), standard: .number("5")),
        ]
        endpoint.body = .object([
            .init("query", .list([.parameter("words"), .text("x")])), .init("most", .parameter("most")),
            .init("exact", .literal("false")),
        ])
        return endpoint
    }

    private func tool(_ reply: ResponseBody? = nil) throws -> RESTTool {
        RESTTool(
            [try Self.weather(), try Self.mine(), try Self.search()], digest: "d",
            over: reply.map { OneReply(reply: $0) } ?? OneReply())
    }

    private func request(user: UserID? = "u-1") -> Request {
        Request(id: "r", caller: Caller(tenant: "emea", user: user), question: "q")
    }

    private func plan(_ endpoint: String, _ parameters: [String: PlanArgument]) -> Plan {
        Plan(tool: "rest", arguments: ["endpoint": .string(endpoint), "parameters": .object(parameters)])
    }

    private func run(
        _ plan: Plan, _ reply: ResponseBody? = nil, for request: Request? = nil
    ) async throws -> Result<ResponseBody, RouterError> {
        let tool = try tool(reply)
        do throws(RouterError) {
            let call = try await tool.approve(
                plan, for: request ?? self.request(), at: Timestamp(nanoseconds: 0))
            guard case .body(let body) = try await call.run(at: Timestamp(nanoseconds: 0)) else {
                return .failure(RouterError(.sqlFailed, at: .run, "no body"))
            }
            return .success(body)
        } catch {
            return .failure(error)
        }
    }

    @Test(
        arguments: [
            (["city": .string("Paris")], "Paris?days=3&units=metric&lat=0.5&all=false"),
            (
                ["city": .string("São Paulo"), "days": .number("14")],
                "S%C3%A3o%20Paulo?days=14&units=metric&lat=0.5&all=false"
            ),
            (
                ["city": .string("x"), "days": .string("7"), "all": .bool(true)],
                "x?days=7&units=metric&lat=0.5&all=true"
            ),
            (
                ["city": .string("x"), "lat": .number("-89.999"), "all": .string("true")],
                "x?days=3&units=metric&lat=-89.999&all=true"
            ),
            (["city": .string("x"), "units": .string("imperial")], "x?days=3&units=imperial&lat=0.5&all=false"),
        ] as [([String: PlanArgument], String)])
    func `a plan fills the template`(parameters: [String: PlanArgument], rest: String) async throws {
        let body = try await run(plan("weather", parameters)).get()
        #expect(body.text == "GET https://api.example.com/v1/\(rest) ")
    }

    @Test(
        arguments: [
            ([:], .argumentInvalid), (["city": .string("")], .argumentInvalid),
            (["city": .string("12345678901")], .argumentInvalid), (["city": .number("1")], .argumentInvalid),
            (["city": .list([.string("Paris")])], .argumentInvalid), (["city": .object([:])], .argumentInvalid),
            (["city": .string("a\nb")], .argumentInvalid), (["city": .string("a\u{85}b")], .argumentInvalid),
            (["city": .string("a/b")], .argumentInvalid), (["city": .string("..")], .argumentInvalid),
            (["city": .string("%2e%2e")], .argumentInvalid),
            (["city": .string("x"), "url": .string("http://127.0.0.1")], .argumentInvalid),
            (["city": .string("x"), "days": .number("0")], .argumentInvalid),
            (["city": .string("x"), "days": .number("15")], .argumentInvalid),
            (["city": .string("x"), "days": .number("3.0")], .argumentInvalid),
            (["city": .string("x"), "days": .number("1e1")], .argumentInvalid),
            (["city": .string("x"), "days": .string("+3")], .argumentInvalid),
            (["city": .string("x"), "days": .string("３")], .argumentInvalid),
            (["city": .string("x"), "days": .number("99999999999999999999")], .argumentInvalid),
            (["city": .string("x"), "units": .string("Metric")], .argumentInvalid),
            (["city": .string("x"), "lat": .number("90.000000001")], .argumentInvalid),
            (["city": .string("x"), "lat": .number("1e1")], .argumentInvalid),
            (["city": .string("x"), "lat": .string("NaN")], .argumentInvalid),
            (["city": .string("x"), "lat": .string("0x1")], .argumentInvalid),
            (["city": .string("x"), "all": .number("1")], .argumentInvalid),
            (["city": .string("x"), "days": .null], .argumentInvalid),
        ] as [([String: PlanArgument], ErrorCode)])
    func `what the parameters do not allow is refused`(parameters: [String: PlanArgument], code: ErrorCode) async throws
    {
        let result = try await run(plan("weather", parameters))
        #expect(throws: RouterError.self) { try result.get() }
        if case .failure(let error) = result {
            #expect(error.code == code)
            #expect(error.stage == .guard)
        }
    }

    @Test func `a plan has no way to say more than endpoint and parameters`() async throws {
        for (name, value) in [("url", "http://127.0.0.1/"), ("method", "DELETE"), ("headers", "x")] {
            var plan = plan("weather", ["city": .string("x")])
            plan.arguments[name] = .string(value)
            let result = try await run(plan)
            #expect(throws: RouterError.self) { try result.get() }
        }
        let unknown = try await run(plan("Weather", [:]))
        if case .failure(let error) = unknown { #expect(error.code == .endpointUnknown) }
        #expect(throws: RouterError.self) { try unknown.get() }
        let none = try await run(Plan(tool: "rest", arguments: [:]))
        #expect(throws: RouterError.self) { try none.get() }
    }

    @Test func `who asks is never said by a plan`() async throws {
        #expect(
            try await run(plan("mine", [:])).get().text == "GET https://api.example.com/orders/emea?user=u-1 ")
        for name in ["user", "tenant"] {
            let result = try await run(plan("mine", [name: .string("other")]))
            if case .failure(let error) = result { #expect(error.code == .argumentInvalid) }
            #expect(throws: RouterError.self) { try result.get() }
        }
        let nobody = try await run(plan("mine", [:]), for: request(user: nil))
        if case .failure(let error) = nobody { #expect(error.code == .callerUnknown) }
        #expect(throws: RouterError.self) { try nobody.get() }
        let call = try await tool().approve(plan("mine", [:]), for: request(), at: Timestamp(nanoseconds: 0))
        #expect(call.footprint.dependsOnCaller)
        #expect(call.footprint.lifetime == .zero)
    }

    @Test func `a body holds values whole and escaped`() async throws {
        let body = try await run(plan("search", ["words": .string(#"a","most":99,"x":""#)])).get()
        #expect(
            body.text
                == #"POST https://api.example.com/search {"query":["a\",\"most\":99,\"x\":\"","x"],"most":5,"exact":false}"#
        )
    }

    @Test(
        arguments: [
            (200, "application/json", nil), (200, "text/plain", nil), (201, "application/json", nil),
            (200, "text/html", .serviceUnreadable), (301, "application/json", .serviceRedirected),
            (302, "", .serviceRedirected), (304, "", .serviceRedirected), (400, "", .serviceRejected),
            (401, "", .serviceRejected), (404, "", .serviceRejected), (429, "", .serviceFailed),
            (500, "", .serviceFailed), (503, "", .serviceFailed),
        ] as [(Int, String, ErrorCode?)])
    func `a status decides what a reply is`(status: Int, type: String, code: ErrorCode?) async throws {
        let reply = ResponseBody(status: status, contentType: type, text: "[]")
        let result = try await run(plan("weather", ["city": .string("x")]), reply)
        switch result {
        case .success(let body): #expect(code == nil && body == reply)
        case .failure(let error): #expect(error.code == code)
        }
    }

    @Test func `a reply over the limit is cut at a whole character`() async throws {
        let reply = ResponseBody(
            status: 200, contentType: "application/json", text: "x" + String(repeating: "ä", count: 40_000))
        let body = try await run(plan("weather", ["city": .string("x")]), reply).get()
        #expect(body.isTruncated)
        #expect(body.text.utf8.count == 65_535)
        #expect(!body.text.contains("\u{FFFD}"))
    }

    @Test func `a model and a client are told what may be said`() async throws {
        let description = try #require(await tool().describe(for: request()))
        #expect(description.sources.map(\.name) == ["weather", "mine", "search"])
        #expect(description.sources[0].fields.map(\.name) == ["city", "days", "units", "lat", "all"])
        #expect(description.sources[0].fields[1].type == "a whole number from 1 to 14, default 3")
        #expect(description.sources[0].fields[3].type == "a number from -90 to 90, default 0.5")
        #expect(description.sources[1].fields == [])
        let inputs = try tool().inputs
        #expect(inputs.map(\.name) == ["endpoint", "parameters"])
        guard case .object(let parameters?) = inputs[1].kind else {
            Issue.record("\(inputs[1].kind)")
            return
        }
        #expect(parameters.map(\.name) == ["city", "days", "units", "lat", "all", "words", "most"])
    }
}
