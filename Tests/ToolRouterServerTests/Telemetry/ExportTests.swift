import RouterTesting
import SwiftProtobuf
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation
import Tracing

@testable import ToolRouterServer

/// Exports in virtual time, through a scripted transport.
@Suite struct ExportTests {
    private final class World: Sendable {
        let scheduler = SimulatedScheduler(start: SpanWorld.start)
        let traces: ScriptedTransport
        let metrics: ScriptedTransport
        let options: TelemetryOptions
        let answers = Mutex<[Duration]>([])
        let tally = Mutex(ExportTally())
        /// How long stopping took.
        let stopping = Mutex(Duration.zero)

        init(
            _ traces: [ScriptedTransport.Line], metrics: [ScriptedTransport.Line]? = nil, closing: Duration = .zero,
            _ configure: (inout TelemetryOptions) -> Void = { _ in }
        ) {
            let scheduler = scheduler
            self.traces = ScriptedTransport(traces, scheduler, closing: closing)
            self.metrics = ScriptedTransport(metrics ?? [.take()], scheduler, closing: closing)
            var options = TelemetryOptions()
            options.traces = OTLPEndpoint(url: "traces")
            if metrics != nil { options.metrics = OTLPEndpoint(url: "metrics") }
            configure(&options)
            self.options = options
        }

        /// Runs `body` beside a telemetry that is stopped after it, within `patience`.
        func run(patience: Duration = .seconds(5), _ body: @escaping @Sendable (Telemetry) async -> Void) throws {
            try scheduler.run { [self] in
                let telemetry = Telemetry(options, version: "1", scheduler: scheduler, ids: CountedSpanIDs()) {
                    [self] in
                    $0.url == "traces" ? traces : metrics
                }
                await body(telemetry)
                let before = scheduler.now
                let result = await telemetry.stop(by: before + patience)
                stopping.withLock { $0 = scheduler.now - before }
                tally.withLock { $0 = result }
            }
        }

        func wait(_ duration: Duration) async { try? await scheduler.sleep(for: duration) }

        /// Ends so many spans now.
        func end(_ count: Int, _ telemetry: Telemetry) {
            for number in 0..<count {
                let span = telemetry.tracer?.startSpan("span \(number)", at: scheduler.now.tracing)
                span?.end(at: scheduler.now.tracing)
            }
        }

        var result: ExportTally { tally.withLock { $0 } }
        var stopped: Duration { stopping.withLock { $0 } }
        /// When each message came, in milliseconds from the start.
        var moments: [Int64] { traces.messages.map { ($0.at - SpanWorld.start).wholeMicroseconds / 1_000 } }
    }

    @Test func `a batch leaves when it is full, or its first span has waited`() throws {
        let world = World([.take()]) { $0.batchedSpans = 10 }
        try world.run { telemetry in
            await world.wait(.seconds(1))
            world.end(25, telemetry)
            await world.wait(.seconds(20))
            world.end(3, telemetry)
            await world.wait(.seconds(20))
        }
        #expect(world.traces.spanCounts == [10, 10, 5, 3])
        #expect(world.result.exportedSpans == 28)
        #expect(world.result.droppedSpans == 0)
        #expect(world.traces.isClosed)
    }

    @Test func `while the receiver is away the queue stays within its bound and the newest are dropped`() throws {
        let world = World([.take(after: .seconds(100))]) { options in
            options.queuedSpans = 50
            options.batchedSpans = 10
            options.traces?.timeout = .seconds(200)
        }
        try world.run { telemetry in
            await world.wait(.milliseconds(1))
            world.end(10, telemetry)
            await world.wait(.seconds(1))
            world.end(500, telemetry)
        }
        #expect(world.result.droppedSpans + world.result.exportedSpans + world.result.failedSpans == 510)
        #expect(world.result.droppedSpans >= 450)
    }

    @Test func `what may pass is tried again, as long as the receiver asks to wait`() throws {
        let world = World([.status(503, retryAfter: .seconds(7)), .refuseConnection, .take()])
        try world.run(patience: .seconds(60)) { telemetry in
            world.end(1, telemetry)
        }
        #expect(world.traces.messages.count == 3)
        #expect(world.moments[1] >= 7_000)
        #expect(world.result.exportedSpans == 1)
        #expect(world.result.retries == 2)
    }

    @Test(arguments: [400, 401, 404, 413, 415, 301, 500])
    func `what does not pass by waiting is not tried again`(status: Int) throws {
        let world = World([.status(status)])
        try world.run { world.end(4, $0) }
        #expect(world.traces.messages.count == 1)
        #expect(world.result.failedSpans == 4)
        #expect(world.result.lastFailure == .status(status))
    }

    @Test func `after five tries a batch is given up`() throws {
        let world = World([.status(503)])
        try world.run(patience: .seconds(600)) { world.end(4, $0) }
        #expect(world.traces.messages.count == 5)
        #expect(world.result.failedSpans == 4 && world.result.retries == 4)
    }

    @Test func `what a receiver refuses of a message is counted`() throws {
        let world = World([.take(rejected: 3)])
        try world.run { world.end(10, $0) }
        #expect(world.result.exportedSpans == 7 && world.result.failedSpans == 3)
        #expect(world.result.lastFailure == .partial)
    }

    @Test(arguments: [
        ScriptedTransport.Line.take(), .hang, .refuseConnection, .status(503, retryAfter: .seconds(86_400)),
    ])
    func `whatever the receiver does, a request takes as long as without it`(line: ScriptedTransport.Line) throws {
        let world = World([line], metrics: [line]) { options in
            options.spanDelay = .milliseconds(10)
            options.metricInterval = .milliseconds(10)
            options.queuedSpans = 8
            options.batchedSpans = 4
        }
        try world.run { telemetry in
            let router = Router(
                configuration: RouterConfiguration(), scheduler: world.scheduler,
                planner: ScriptedPlanner([.plan()], scheduler: world.scheduler),
                tools: [ScriptedTool(scheduler: world.scheduler)], store: nil, observer: telemetry)
            for number in 0..<20 {
                let before = world.scheduler.now
                _ = await router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
                world.answers.withLock { $0.append(world.scheduler.now - before) }
            }
        }
        #expect(world.answers.withLock { $0 } == Array(repeating: .milliseconds(830), count: 20))
        let result = world.result
        #expect(result.exportedSpans + result.failedSpans + result.droppedSpans == 80)
    }

    @Test func `stopping sends what waits, and never takes longer than it may`() throws {
        for (line, sent) in [(ScriptedTransport.Line.take(), 3), (.hang, 0)] {
            let world = World([line], metrics: [line])
            let end = Mutex(Timestamp(nanoseconds: 0))
            try world.scheduler.run {
                let telemetry = Telemetry(
                    world.options, version: "1", scheduler: world.scheduler, ids: CountedSpanIDs()
                ) { _ in world.traces }
                world.end(3, telemetry)
                let tally = await telemetry.stop(by: world.scheduler.now + .seconds(2))
                #expect(tally.exportedSpans == sent)
                end.withLock { $0 = world.scheduler.now }
            }
            #expect(end.withLock { $0 } - SpanWorld.start <= .seconds(2))
        }
    }

    /// Something to be told as a metric.
    private func answer(_ world: World, _ telemetry: Telemetry) async {
        let router = Router(
            configuration: RouterConfiguration(), scheduler: world.scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: world.scheduler),
            tools: [ScriptedTool(scheduler: world.scheduler)], store: nil, observer: telemetry)
        _ = await router.answer(.asking())
    }

    @Test(arguments: [
        (ScriptedTransport.Line.hang, ScriptedTransport.Line.take(after: .milliseconds(100)), 0, 1),
        (.take(after: .milliseconds(100)), .hang, 4, 0),
    ])
    func `a receiver that hangs takes no time from the other one`(
        traces: ScriptedTransport.Line, metrics: ScriptedTransport.Line, spans: Int, exports: Int
    ) throws {
        let world = World([traces], metrics: [metrics])
        try world.run(patience: .seconds(2)) { await self.answer(world, $0) }
        #expect(world.result.exportedSpans == spans && world.result.exportedMetrics == exports)
        #expect(world.result.droppedSpans == 4 - spans)
        #expect(world.stopped == .seconds(2))
    }

    @Test func `stopping does not wait for connections that won't close`() throws {
        let world = World([.take()], metrics: [.take()], closing: .seconds(60))
        try world.run(patience: .seconds(2)) { await self.answer(world, $0) }
        #expect(world.stopped == .seconds(2))
        #expect(world.result.exportedSpans == 4 && world.result.exportedMetrics == 1)
        #expect(world.traces.isClosed && world.metrics.isClosed)
    }

    @Test func `a receiver that asks for a long pause has it, and the queue keeps its bound`() throws {
        let world = World([.status(503, retryAfter: .seconds(600)), .take()]) { options in
            options.queuedSpans = 20
            options.batchedSpans = 10
        }
        try world.run { telemetry in
            await world.wait(.milliseconds(1))
            for _ in 0..<10 {
                world.end(10, telemetry)
                await world.wait(.seconds(30))
            }
            #expect(world.traces.messages.count == 1)
            await world.wait(.seconds(400))
        }
        #expect(world.moments.count == 3)
        #expect(world.moments[1] >= 600_000)
        #expect(world.traces.spanCounts == [10, 10, 10])
        let result = world.result
        #expect(result.failedSpans == 10 && result.exportedSpans == 20 && result.droppedSpans == 70)
        #expect(ExportTally.Fate.allCases.map(result.spans) == [20, 10, 70])
    }

    @Test(arguments: [
        (ScriptedTransport.Line.take(), 3, 20, 10, 0),
        (.status(429, retryAfter: .seconds(600)), 2, 0, 20, 10),
    ])
    func `at the end it is tried once more, and whoever still asks for a pause has it`(
        last: ScriptedTransport.Line, messages: Int, exported: Int, failed: Int, dropped: Int
    ) throws {
        let world = World([.status(503, retryAfter: .seconds(600)), last]) { $0.batchedSpans = 10 }
        try world.run { telemetry in
            await world.wait(.milliseconds(1))
            world.end(10, telemetry)
            await world.wait(.seconds(30))
            world.end(20, telemetry)
            await world.wait(.seconds(30))
            #expect(world.traces.messages.count == 1)
        }
        #expect(world.traces.messages.count == messages)
        #expect(world.stopped == .zero)
        let result = world.result
        #expect([result.exportedSpans, result.failedSpans, result.droppedSpans] == [exported, failed, dropped])
    }

    @Test func `a long pause that is asked for holds back metrics, too`() throws {
        let world = World([.take()], metrics: [.status(503, retryAfter: .seconds(600)), .take()]) {
            $0.metricInterval = .seconds(10)
        }
        try world.run { telemetry in
            await self.answer(world, telemetry)
            await world.wait(.seconds(605))
            #expect(world.metrics.messages.count == 1)
            await world.wait(.seconds(10))
            #expect(world.metrics.messages.count == 2)
        }
        #expect(world.result.exportedMetrics == 2 && world.result.failedMetrics == 1)
        #expect(ExportTally.Fate.allCases.map(world.result.metricExports) == [2, 1, 0])
    }

    @Test func `metrics are sent at each interval and at the end, and run from the start`() throws {
        let world = World([.take()], metrics: [.take(), .status(400), .take()]) { $0.metricInterval = .seconds(10) }
        try world.run { telemetry in
            let router = Router(
                configuration: RouterConfiguration(), scheduler: world.scheduler,
                planner: ScriptedPlanner([.plan()], scheduler: world.scheduler),
                tools: [ScriptedTool(scheduler: world.scheduler)], store: nil, observer: telemetry)
            for number in 0..<3 {
                _ = await router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
                await world.wait(.seconds(9))
            }
        }
        let sums = try world.metrics.messages.map { message in
            let request = try WireExportMetricsServiceRequest(serializedBytes: message.bytes)
            let metrics = try #require(request.resourceMetrics.first?.scopeMetrics.first?.metrics)
            let counter = try #require(metrics.first { $0.name == "gen_ai.client.inference.usage.input_tokens" })
            #expect(counter.sum.isMonotonic && counter.sum.aggregationTemporality == .cumulative)
            #expect(counter.unit == "{token}")
            let point = try #require(counter.sum.dataPoints.first)
            #expect(point.startTimeUnixNano == UInt64(SpanWorld.start.nanoseconds))
            return point.asInt
        }
        #expect(sums == [1_000, 2_000, 3_000])
        #expect(world.result.exportedMetrics == 2 && world.result.failedMetrics == 1)
    }

    @Test func `a message holds the resource, the scope and every part of a span`() throws {
        let world = World([.take()]) { $0.resource = [("service.name", "router")] }
        try world.run { telemetry in
            guard let tracer = telemetry.tracer else { return }
            let parent = tracer.startSpan("parent", ofKind: .server, at: world.scheduler.now.tracing)
            let child = tracer.startSpan(
                "child", context: parent.context, ofKind: .client, at: world.scheduler.now.tracing)
            child.attributes = ["n": .int64(-5), "d": .double(0.5), "b": .bool(true), "l": .stringArray(["x", "y"])]
            child.addEvent(SpanEvent(name: "event", at: world.scheduler.now.tracing, attributes: ["a": "b"]))
            child.addLink(SpanLink(context: parent.context, attributes: [:]))
            child.setStatus(SpanStatus(code: .error, message: "why"))
            await world.wait(.milliseconds(3))
            child.end(at: world.scheduler.now.tracing)
            parent.end(at: world.scheduler.now.tracing)
        }
        let bytes = try #require(world.traces.messages.first?.bytes)
        let group = try #require(try WireExportTraceServiceRequest(serializedBytes: bytes).resourceSpans.first)
        #expect(group.resource.attributes == [.text("service.name", "router")])
        let scope = try #require(group.scopeSpans.first)
        #expect(scope.scope.name == "toolrouter" && scope.scope.version == "1")
        let (child, parent) = (scope.spans[0], scope.spans[1])
        #expect(parent.traceID.count == 16 && parent.spanID.count == 8 && parent.parentSpanID.isEmpty)
        #expect(child.parentSpanID == parent.spanID && child.traceID == parent.traceID)
        #expect(child.kind == .client && parent.kind == .server)
        #expect(child.endTimeUnixNano - child.startTimeUnixNano == 3_000_000)
        #expect(child.attributes.map(\.key) == ["b", "d", "l", "n"])
        #expect(child.attributes[3].value.intValue == -5)
        #expect(child.attributes[2].value.arrayValue.values.map(\.stringValue) == ["x", "y"])
        #expect(child.events.first?.name == "event" && child.links.first?.spanID == parent.spanID)
        #expect(child.status.code == .error && child.status.message == "why")
        #expect(child.flags == 0x101)
    }
}
