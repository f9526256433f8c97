import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

/// Calls of `rest` are answered with what was recorded of them, and of no other call.
struct RecordedServiceCallTests {
    private let world: RecordedWorld

    init() throws {
        world = try RecordedWorld()
    }

    private static func call(
        _ body: String? = nil, endpoint: String? = nil, parameters: [String: String]? = nil, status: Int? = nil,
        type: String? = nil, error: ErrorCode? = nil, isTruncated: Bool = false
    ) -> RecordedToolCall {
        RecordedToolCall(
            latency: .milliseconds(5), status: status, contentType: type, body: body, isTruncated: isTruncated,
            error: error, endpoint: endpoint, parameters: parameters)
    }

    private static let section = """
        endpoints:
          weather: {url: 'https://a.example/{city}', parameters: {city: {type: string, default: Rome}}, headers: {x-a: {env: K}}}
          news: {url: https://a.example/news, content_types: [text/plain]}
        """

    /// What comes of calls for one request, and the miss.
    private func run(
        own: [RecordedToolCall], others: [RecordedToolCall] = [],
        _ calls: [(endpoint: String, parameters: [String: PlanArgument])]
    ) async throws -> (results: [String], miss: String?) {
        let exchange = RecordedExchange.asked("r-1", tools: own.isEmpty ? [:] : ["rest": own])
        let other = RecordedExchange.asked("r-0", "How  many? ", tools: others.isEmpty ? [:] : ["rest": others])
        let path = try world.recording("traffic-\(UUID().uuidString).jsonl", [other, exchange])
        let episodes = Episodes(paths: [path], planners: ["main"], foldsCase: false)
        episodes.begin(LocatedExchange(exchange: exchange, line: 2, offset: 0, bytes: 1))
        let settings = try RESTSettings(
            ConfigurationNode(yaml: Self.section, file: "scenario.yaml"),
            in: ConfigurationFolder(URL(filePath: "/"), called: "the folder"))
        // No secret is looked up.
        let tool = try settings.open(scratch: "", environment: nil).tool(
            in: ToolWorld(transport: RecordedTransport(episodes: episodes), scheduler: LateScheduler()))
        let request = Request(id: "r-1", caller: Caller(tenant: "emea"), question: "How many?")
        var results: [String] = []
        for call in calls {
            let plan = Plan(
                tool: "rest",
                arguments: ["endpoint": .string(call.endpoint), "parameters": .object(call.parameters)])
            do throws(RouterError) {
                let approved = try await tool.approve(plan, for: request, at: Timestamp(nanoseconds: 0))
                guard case .body(let body) = try await approved.run(at: Timestamp(nanoseconds: 0)) else { continue }
                results.append("\(body.status) \(body.contentType) \(body.text)\(body.isTruncated ? "…" : "")")
            } catch {
                results.append(error.code.rawValue)
            }
        }
        return (results, episodes.end("r-1").miss)
    }

    private static let paris: (endpoint: String, parameters: [String: PlanArgument]) = (
        "weather", ["city": .string("Paris")]
    )

    @Test func `a request's calls are answered in order, beyond the last one with the last one again`() async throws {
        let outcome = try await run(
            own: [Self.call("1"), Self.call("2", status: 200, type: "application/json")],
            [Self.paris, Self.paris, Self.paris])
        #expect(outcome.results == ["200 application/json 1", "200 application/json 2", "200 application/json 2"])
        #expect(outcome.miss == nil)
    }

    @Test func `calls are told apart by endpoint and by what the plan said`() async throws {
        let outcome = try await run(
            own: [
                Self.call("n", endpoint: "news"), Self.call("r", endpoint: "weather", parameters: [:]),
                Self.call("p", endpoint: "weather", parameters: ["city": "Paris"]),
            ], [Self.paris, ("weather", [:]), ("news", [:])])
        #expect(outcome.results == ["200 application/json p", "200 application/json r", "200 text/plain n"])
        #expect(outcome.miss == nil)
    }

    @Test(
        arguments: [
            ("nothing recorded", [], [], "no call of rest is recorded for this question, and the plan calls weather"),
            (
                "another endpoint", [call("n", endpoint: "news")], [],
                "the recorded call of rest differs in its field `endpoint`"
            ),
            (
                "other parameters", [call("o", endpoint: "weather", parameters: ["city": "Oslo"])], [],
                "the recorded call of rest differs in its field `parameters`"
            ),
            (
                "a time and no reply", [RecordedToolCall(latency: .milliseconds(1))], [],
                "no call of rest is recorded for this question, and the plan calls weather"
            ),
            (
                "another one's call of something else", [],
                [call("o", endpoint: "weather", parameters: ["city": "Oslo"])],
                "no call of rest is recorded for this question, and the plan calls weather"
            ),
        ] as [(String, [RecordedToolCall], [RecordedToolCall], String)])
    func `a call that was not recorded is a miss`(
        name: String, own: [RecordedToolCall], others: [RecordedToolCall], miss: String
    ) async throws {
        let outcome = try await run(own: own, others: others, [Self.paris])
        #expect(outcome.results == ["service_unreachable"], "\(name)")
        #expect(outcome.miss == miss, "\(name)")
    }

    @Test func `a request without calls of its own takes those of the same question`() async throws {
        let outcome = try await run(
            own: [],
            others: [
                Self.call("o", endpoint: "weather", parameters: ["city": "Oslo"]),
                Self.call("p", endpoint: "weather", parameters: ["city": "Paris"]),
            ], [Self.paris])
        #expect(outcome.results == ["200 application/json p"])
        #expect(outcome.miss == nil)
    }

    @Test(
        arguments: [
            (call(error: .serviceTimeout), "service_timeout"),
            (call(error: .serviceUnreachable), "service_unreachable"),
            (call(error: .addressDenied), "address_denied"), (call("x", status: 503), "service_failed"),
            (call("x", status: 404), "service_rejected"), (call("x", status: 302), "service_redirected"),
            (call("x", type: "text/html"), "service_unreadable"),
            (call("x", isTruncated: true), "200 application/json x…"), (call(status: 200), "200 application/json "),
        ] as [(RecordedToolCall, String)])
    func `what went wrong goes wrong again`(recorded: RecordedToolCall, result: String) async throws {
        let outcome = try await run(own: [recorded], [Self.paris])
        #expect(outcome.results == [result])
        #expect(outcome.miss == nil)
    }
}

/// A replay's calls wait for nothing here.
private final class LateScheduler: Scheduler {
    var now: Timestamp { Timestamp(nanoseconds: 0) }
    func sleep(until moment: Timestamp) async throws(CancellationError) {}
    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict { .cancelled }
    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict { .cancelled }
    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> { Task {} }
}
