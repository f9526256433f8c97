import NIOHTTP1
import RouterTesting
import SwiftProtobuf
import Testing
import ToolRouter
import Tracing

@testable import ToolRouterServer

/// Exports over real sockets, on the real clock.
@Suite struct OTLPHTTPTests {
    private static let partial: [UInt8] = {
        let response = WireExportTraceServiceResponse.with { response in
            response.partialSuccess.rejectedSpans = 2
            response.partialSuccess.errorMessage = "too old"
        }
        return (try? response.serializedBytes()) ?? []
    }()

    private static let answers: [(HTTPReceiver.Behaviour, SendOutcome)] = [
        (.answer(.ok), .taken(rejected: 0)),
        (.answer(.ok, body: partial), .taken(rejected: 2)),
        (.answer(.ok, body: Array("<html>not protobuf".utf8)), .taken(rejected: 0)),
        (.answer(.ok, body: Array(repeating: 0xFF, count: 200_000)), .taken(rejected: 0)),
        (.answer(.accepted), .taken(rejected: 0)),
        (
            .answer(.serviceUnavailable, headers: ["retry-after": "3"]),
            .failed(.status(503), isRetryable: true, retryAfter: .seconds(3))
        ),
        (
            .answer(.tooManyRequests, headers: ["retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"]),
            .failed(.status(429), isRetryable: true, retryAfter: nil)
        ),
        (.answer(.unsupportedMediaType), .failed(.status(415), isRetryable: false, retryAfter: nil)),
        (.answer(.internalServerError), .failed(.status(500), isRetryable: false, retryAfter: nil)),
        (
            .answer(.temporaryRedirect, headers: ["location": "http://127.0.0.1:1/"]),
            .failed(.status(307), isRetryable: false, retryAfter: nil)
        ),
        (.hang, .failed(.timeout, isRetryable: true, retryAfter: nil)),
        (.hangUp, .failed(.connection, isRetryable: true, retryAfter: nil)),
    ]

    @Test(arguments: answers.indices)
    func `each answer of a receiver has its outcome`(index: Int) async throws {
        let (behaviour, outcome) = Self.answers[index]
        let receiver = try await HTTPReceiver(behaviour)
        let timeout: Duration = if case .hang = behaviour { .seconds(2) } else { PlannerWorld.patience }
        let transport = OTLPHTTPTransport(
            OTLPEndpoint(url: receiver.url, headers: [("authorization", "Bearer token")], timeout: timeout))
        #expect(await transport.send([1, 2, 3]) == outcome)
        await transport.close()
        let delivery = try #require(receiver.received.first)
        #expect(delivery.head.method == .POST && delivery.head.uri == "/v1/traces")
        #expect(delivery.head.headers["content-type"] == ["application/x-protobuf"])
        #expect(delivery.head.headers["authorization"] == ["Bearer token"])
        #expect(delivery.head.headers["traceparent"] == [])
        #expect(delivery.body == [1, 2, 3])
        await receiver.close()
    }

    @Test func `nobody there is a failed connection`() async throws {
        let receiver = try await HTTPReceiver(.answer(.ok))
        await receiver.close()
        let transport = OTLPHTTPTransport(OTLPEndpoint(url: receiver.url))
        #expect(await transport.send([1]) == .failed(.connection, isRetryable: true, retryAfter: nil))
        await transport.close()
        await transport.close()
    }

    @Test func `a router's spans arrive, in the caller's trace`() async throws {
        let receiver = try await HTTPReceiver(.answer(.ok))
        let scheduler = LiveScheduler()
        let telemetry = try #require(
            try Telemetry.start(
                environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(receiver.port)"], version: "1",
                scheduler: scheduler))
        let router = Router(
            configuration: RouterConfiguration(), scheduler: scheduler,
            planner: ScriptedPlanner([.plan(after: .milliseconds(1))], scheduler: scheduler),
            tools: [ScriptedTool(scheduler: scheduler, duration: .milliseconds(1))], store: nil, observer: telemetry)
        var request = Request.asking()
        request.trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        let answer = await router.answer(request)
        #expect(answer.outcome.name == "answered")
        let tally = await telemetry.stop(by: scheduler.now + PlannerWorld.patience)
        #expect(tally.exportedSpans == 4 && tally.exportedMetrics == 1 && tally.droppedSpans == 0)
        let traces = try #require(receiver.received.first { $0.head.uri == "/v1/traces" })
        let spans = try WireExportTraceServiceRequest(serializedBytes: traces.body).resourceSpans[0].scopeSpans[0].spans
        #expect(
            spans.map(\.name) == ["chat model-a", "plan toolrouter", "execute_tool sql", "invoke_workflow toolrouter"])
        #expect(spans.allSatisfy { Array($0.traceID).hexadecimal == "4bf92f3577b34da6a3ce929d0e0e4736" })
        #expect(spans.map(\.flags) == [0x101, 0x101, 0x101, 0x301])
        #expect(receiver.received.contains { $0.head.uri == "/v1/metrics" })
        await receiver.close()
    }

    @Test func `stopping does not wait for a connection that is just being made`() async throws {
        let port = try await FullReceiver()
        let scheduler = LiveScheduler()
        let telemetry = try #require(
            try Telemetry.start(
                environment: [
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:\(port.number)/",
                    "OTEL_BSP_SCHEDULE_DELAY": "1", "OTEL_EXPORTER_OTLP_TIMEOUT": "600000",
                ], version: "1", scheduler: scheduler))
        telemetry.tracer?.startSpan("span").end()
        try await scheduler.sleep(for: .milliseconds(100))
        let before = scheduler.now
        let tally = await telemetry.stop(by: before + .milliseconds(200))
        #expect(scheduler.now - before < .seconds(300), "the connection is given ten minutes")
        // Whether the attempt had given up by itself, or was cut off, is a matter of moments.
        #expect(tally.exportedSpans == 0 && tally.droppedSpans + tally.failedSpans == 1, "\(tally)")
        port.close()
    }

    @Test(arguments: [HTTPReceiver.Behaviour.hang, .hangUp, .answer(.serviceUnavailable), .answer(.ok, body: [0xFF])])
    func `a router answers all the same beside a receiver in trouble`(behaviour: HTTPReceiver.Behaviour) async throws {
        let receiver = try await HTTPReceiver(behaviour)
        let scheduler = LiveScheduler()
        let telemetry = try #require(
            try Telemetry.start(
                environment: [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(receiver.port)", "OTEL_BSP_SCHEDULE_DELAY": "1",
                    "OTEL_BSP_MAX_QUEUE_SIZE": "8", "OTEL_METRIC_EXPORT_INTERVAL": "100",
                ], version: "1", scheduler: scheduler))
        let router = Router(
            configuration: RouterConfiguration(), scheduler: scheduler,
            planner: ScriptedPlanner([.plan(after: .zero)], scheduler: scheduler),
            tools: [ScriptedTool(scheduler: scheduler, duration: .zero)], store: nil, observer: telemetry)
        for number in 0..<50 {
            let answer = await router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
            #expect(answer.outcome.name == "answered")
        }
        let tally = await telemetry.stop(by: scheduler.now + .milliseconds(200))
        #expect(tally.exportedSpans + tally.failedSpans + tally.droppedSpans <= 200)
        await receiver.close()
    }
}
