import RouterTesting
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

@testable import ToolRouterReplay

/// A router between scripted parts whose calls a fault plan spoils, in virtual time.
final class FaultyWorld: Sendable {
    static let start = Timestamp(microseconds: 1_795_165_200_000_000)

    let scheduler = SimulatedScheduler(start: FaultyWorld.start)
    let planner: ScriptedPlanner
    let candidate: ScriptedPlanner
    let tool: ScriptedTool
    let log = EventLog()
    let faults = FaultLog()
    private let injector: FaultInjector
    private let router: Router

    /// - Parameters:
    ///   - rules: the rules of the plan, as the file has them.
    ///   - script: what the planner says, call by call.
    ///   - backup: what a planner named `backup` says that is asked when the first can't; there is none without.
    ///   - candidate: what a candidate named `next` says, when it is asked.
    ///   - behaviours: what the tool does with which statement.
    ///   - cache: what the answer cache keeps; nil goes without.
    init(
        _ rules: String, script: [ScriptedReply] = [.plan()], backup: [ScriptedReply] = [],
        candidate: [ScriptedReply] = [], seed: UInt64 = 7, behaviours: [String: ScriptedTool.Behaviour] = [:],
        cache: CacheSettings? = nil, configure: (inout RouterConfiguration) -> Void = { _ in }
    ) throws {
        planner = ScriptedPlanner(script, scheduler: scheduler)
        self.candidate = ScriptedPlanner(candidate, name: "next", scheduler: scheduler)
        tool = ScriptedTool(scheduler: scheduler, behaviours: behaviours)
        injector = FaultInjector(try .test(rules), seed: seed, start: Self.start, observer: faults)
        var configuration = RouterConfiguration()
        configuration.retry.retries = 0
        configuration.breaker.failures = 1_000
        configuration.prices = PriceCatalogue([
            "model-a": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)
        ])
        configure(&configuration)
        var world = World(
            configuration: configuration,
            planners: [planner]
                + (backup.isEmpty ? [] : [ScriptedPlanner(backup, name: "backup", scheduler: scheduler)]),
            shadows: candidate.isEmpty ? [] : [ShadowPlanner(planner: self.candidate)], tools: [tool],
            store: cache?.store(), observer: log)
        FaultDecoration(injector: injector, cache: cache).decorate(&world, scheduler: scheduler)
        router = Router(
            configuration: world.configuration, scheduler: scheduler, planners: world.planners, shadows: world.shadows,
            tools: world.tools, store: world.store, limiter: world.limiter, observer: world.observer)
    }

    /// How often each rule came to bear, as `wanted injected`.
    var counts: [String: String] {
        injector.counts.reduce(into: [:]) { $0[$1.rule] = "\($1.wanted) \($1.injected)" }
    }

    /// Asks requests `r-0`, `r-1`, … at those moments, and waits for everything to end.
    func answers(at moments: [Duration]) throws -> [Answer] {
        let answers = Mutex<[Int: Answer]>([:])
        try scheduler.run { [self] in
            for (number, moment) in moments.enumerated() {
                try? await scheduler.sleep(until: Self.start + moment)
                scheduler.start { [self] in
                    let request = Request.asking(id: RequestID("r-\(number)"))
                    await ReplayedRequest(request, at: scheduler.now).bind {
                        let answer = await router.answer(request)
                        answers.withLock { $0[number] = answer }
                    }
                }
            }
        }
        return moments.indices.map { number in answers.withLock { $0[number]! } }
    }

    /// Asks one request.
    func answer() throws -> Answer { try answers(at: [.zero])[0] }

    /// From the arrival of the first request to its answer.
    var latency: Duration { log.settled[0].at - Self.start }
}

/// Keeps every fault, in order.
final class FaultLog: FaultObserver {
    private let state = Mutex<[InjectedFault]>([])

    func observe(_ fault: InjectedFault) { state.withLock { $0.append(fault) } }

    var all: [InjectedFault] { state.withLock { $0 } }
}

extension FaultPlan {
    /// A plan of `rules`, as the file has them.
    static func test(_ rules: String) throws -> FaultPlan {
        try FaultPlan(yaml: "version: 1\nrules:\n" + rules, file: "faults.yaml")
    }
}

extension Answer {
    /// The outcome, or the code of its error.
    var ending: String { outcome.error?.code.rawValue ?? outcome.name }
}
