import RouterTesting
import Testing
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouter
@testable import ToolRouterServer

/// What a recorder keeps of calls of services.
@Suite struct ServiceRecordingTests {
    private static let epoch = Timestamp(microseconds: 1_000_000_000)
    private static let plan = Plan(
        tool: "rest",
        arguments: [
            "endpoint": .string("weather"),
            "parameters": .object(["city": .string("ana@acme.example"), "days": .number("3"), "all": .bool(true)]),
        ])
    private static let parameters = ["city": "ana@acme.example", "days": "3", "all": "true"]

    private func line(_ run: RouterEvent.Kind, _ outcome: Answer.Outcome) throws -> RecordedExchange {
        var events = RecordedEvents(at: Self.epoch)
        events.add(.approved(Self.plan, Footprint()))
        events.wait(41_000)
        events.add(run)
        events.settle(outcome, plan: Self.plan)
        var open = OpenExchanges(candidateModels: [:])
        var maker = ExchangeMaker(epoch: Self.epoch, first: "gpt", prompts: [:])
        for note in events.all.compactMap(RecorderNote.init) { _ = open.take(note) }
        return try #require(open.takeComplete().compactMap { maker.exchange(of: $0, at: Self.epoch) }.first)
    }

    private static let body = ResponseBody(
        status: 200, contentType: "application/json", text: #"{"to":"ana@acme.example"}"#, isTruncated: true)

    @Test func `a reply is recorded with the call that it is a reply to`() throws {
        let line = try line(.ran(Self.plan, .body(Self.body)), .answered(.body(Self.body)))
        #expect(
            line.tools == [
                "rest": [
                    RecordedToolCall(
                        latency: .milliseconds(41), status: 200, contentType: "application/json", body: Self.body.text,
                        isTruncated: true, endpoint: "weather", parameters: Self.parameters)
                ]
            ])
        #expect(line.answered?.result == ResultDigest(Self.body.table, orderMatters: true))
    }

    @Test(arguments: RecordedToolCall.errors)
    func `an error of a service is recorded as it was`(code: ErrorCode) throws {
        let error = RouterError.service(code, of: "weather")
        let line = try line(.runFailed(Self.plan, error), Answer.Outcome(error))
        #expect(
            line.tools == [
                "rest": [
                    RecordedToolCall(
                        latency: .milliseconds(41), error: code, endpoint: "weather", parameters: Self.parameters)
                ]
            ])
    }

    @Test func `of a call that was cut off only the time is known`() throws {
        let error = RouterError(.deadlineExceeded, at: .run, "late")
        let line = try line(.runFailed(Self.plan, error), Answer.Outcome(error))
        #expect(line.tools == ["rest": [RecordedToolCall(latency: .milliseconds(41))]])
    }

    @Test func `a note of a large reply weighs what it holds`() throws {
        let large = ResponseBody(status: 200, contentType: "a/b", text: String(repeating: "x", count: 50_000))
        let note = RecorderNote(
            RouterEvent(request: "r", at: Self.epoch, .ran(Self.plan, .body(large))))
        #expect(try #require(note).bytes >= 50_000)
    }

    @Test func `rules of redaction hold for what services are asked and what they say`() throws {
        let pattern = try LinearPattern("[a-z]+@[a-z.]+")
        var settings = RecordSettings()
        settings.redaction = [RedactionRule(.pattern(pattern), .text("[mail]"))]
        let redactor = Redactor(settings, secrets: ["hunter2-hunter2-hunter2"], keys: [], environment: [:])
        var exchange = try line(.ran(Self.plan, .body(Self.body)), .answered(.body(Self.body)))
        exchange.answered?.tool = "rest"
        exchange.tools["rest"]?[0].body?.append(" hunter2-hunter2-hunter2")
        let text = String(decoding: redactor.line(of: exchange, under: .disjoint), as: UTF8.self)
        #expect(!text.contains("ana@") && !text.contains("hunter2-hunter2-hunter2"))
        #expect(text.contains(#""parameters":{"all":"true","city":"[mail]","days":"3"}"#))
        #expect(text.contains(#"{\"to\":\"[mail]\"}"#))
        // The digest is that of what a replay will find.
        #expect(!text.contains(ResultDigest(Self.body.table, orderMatters: true).ordered))
    }
}
