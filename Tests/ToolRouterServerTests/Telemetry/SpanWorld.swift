import RouterTesting
import Synchronization
import ToolRouter
import ToolRouterServer
import ToolRouterSimulation
import Tracing

/// A router between scripted parts, in virtual time, and the spans that come of it.
final class SpanWorld: Sendable {
    static let start = Timestamp(microseconds: 1_795_165_200_000_000)

    let scheduler = SimulatedScheduler(start: SpanWorld.start)
    let router: Router
    let spans: RequestSpans
    let metrics: GenAIMetrics
    private let finished = SpanList()

    init(
        _ script: ScriptedReply..., next: ScriptedReply? = nil, candidate: ScriptedReply? = nil,
        candidateBudget: BudgetLimits = BudgetLimits(),
        behaviours: [String: ScriptedTool.Behaviour] = [:], model: String = "gpt-4o",
        sampler: TraceSampler = .parentBased(.always), options: TelemetryOptions = TelemetryOptions(),
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) {
        let tracer = OTLPTracer(ids: CountedSpanIDs(), sampler: sampler) { [finished] in finished.add($0) }
        let scheduler = scheduler
        spans = RequestSpans(tracer, options)
        metrics = GenAIMetrics(options)
        var configuration = RouterConfiguration()
        configuration.prices = PriceCatalogue([
            "model-a": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)
        ])
        configure(&configuration)
        router = Router(
            configuration: configuration, scheduler: scheduler,
            planners: [ScriptedPlanner(script, model: model, scheduler: scheduler)]
                + (next.map { [ScriptedPlanner([$0], name: "backup", scheduler: scheduler)] } ?? []),
            shadows: candidate.map { line in
                var shadow = ShadowPlanner(planner: ScriptedPlanner([line], name: "candidate", scheduler: scheduler))
                shadow.budget = candidateBudget
                return [shadow]
            } ?? [],
            tools: [ScriptedTool(scheduler: scheduler, behaviours: behaviours)],
            store: InMemoryAnswerStore(ttl: .seconds(3_600), entries: 100),
            observer: Both(first: spans, second: metrics))
    }

    /// Asks all at once and waits for everything to end; returns the spans in the order they ended.
    @discardableResult
    func askAtOnce(_ requests: Request...) throws -> [FinishedSpan] {
        try scheduler.run { [self] in
            for request in requests {
                scheduler.start { [self] in _ = await router.answer(request) }
            }
        }
        return finished.all
    }

    /// Asks one after the other and waits for everything to end; returns the spans in the order they ended.
    @discardableResult
    func ask(_ requests: Request...) throws -> [FinishedSpan] {
        try scheduler.run { [self] in
            for request in requests {
                _ = await router.answer(request)
                // An answer is stored after it has left.
                try? await scheduler.sleep(for: .milliseconds(1))
            }
        }
        return finished.all
    }
}

/// Spans in the order they ended.
final class SpanList: Sendable {
    private let spans = Mutex<[FinishedSpan]>([])

    func add(_ span: FinishedSpan) { spans.withLock { $0.append(span) } }

    var all: [FinishedSpan] { spans.withLock { $0 } }
}

private struct Both: EventObserver {
    let first: any EventObserver
    let second: any EventObserver

    func observe(_ event: RouterEvent) {
        first.observe(event)
        second.observe(event)
    }
}

extension [FinishedSpan] {
    /// The spans as an indented tree, with times in milliseconds since `start` and every attribute.
    func tree(from start: Timestamp = SpanWorld.start, attributes: Bool = true) -> String {
        var lines: [String] = []
        func write(_ span: FinishedSpan, depth: Int) {
            let indent = String(repeating: "  ", count: depth)
            let times = [span.start, span.end].map { "\(($0 - start).wholeMicroseconds / 1_000)" }
            let status = span.status.map { $0.code == .error ? " error" : " ok" } ?? ""
            lines.append("\(indent)\(span.name) [\(span.kind) \(times[0])–\(times[1])]\(status)")
            if attributes {
                for (name, value) in span.attributes.pairs {
                    lines.append("\(indent)  · \(name) = \(Self.text(value))")
                }
            }
            for event in span.events { lines.append("\(indent)  ! \(event.name)") }
            let children = filter { $0.parent?.span == span.context.span }.sorted { left, right in
                (left.start, left.context.span.number) < (right.start, right.context.span.number)
            }
            for child in children { write(child, depth: depth + 1) }
        }
        for root in self where !contains(where: { $0.context.span == root.parent?.span }) { write(root, depth: 0) }
        return lines.joined(separator: "\n")
    }

    /// The first span of this name.
    func named(_ name: String) -> FinishedSpan? { first { $0.name == name } }

    private static func text(_ value: SpanAttribute) -> String {
        switch value {
        case .string(let text): text
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .stringArray(let texts): "\(texts)"
        default: "\(value)"
        }
    }
}
