import RouterTesting
import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

@testable import ToolRouterReplay

/// A router between scripted parts, in virtual time. Whatever it is made to do, no invariant may break.
final class ScriptedWorld: Sendable {
    static let start = Timestamp(microseconds: 1_795_165_200_000_000)

    let scheduler: SimulatedScheduler
    let planner: ScriptedPlanner
    let tool: ScriptedTool
    let docs: ScriptedTool
    /// The planners that are asked when `planner` can't.
    let next: [ScriptedPlanner]
    let candidates: [ScriptedPlanner]
    let log = EventLog()
    private let configuration: RouterConfiguration
    private let ttl: Duration?
    private let staleIfError: Duration
    private let budgets: InMemoryBudgetStore
    private let candidateBudgets: [PlannerName: BudgetLimits]
    let router: Router

    /// - Parameters:
    ///   - script: what the planner says, call by call.
    ///   - next: what each planner after it says, call by call; its model has the price of the first one's.
    ///   - candidates: what each candidate says, and the share of requests it is asked about.
    ///   - behaviours: what the tool `sql` does with which statement.
    ///   - toolDuration: how long its calls take.
    ///   - judges: how many statements it judges at once.
    ///   - ttl: how long answers are kept; nil goes without a cache.
    ///   - staleIfError: how much longer they stand in when the planner fails.
    ///   - entryBytes: the size of the largest answer that is kept.
    ///   - audit: takes the records of the answers.
    ///   - candidateBudgets: what may be spent on candidates.
    ///   - numbersDecisions: whether decisions are numbered, as for a recorder.
    ///   - budgetPause: how long the store of budgets takes to tell what it has decided.
    init(
        script: [ScriptedReply], next: [(name: PlannerName, script: [ScriptedReply])] = [],
        candidates: [(name: PlannerName, script: [ScriptedReply], sample: Ratio)] = [],
        behaviours: [String: ScriptedTool.Behaviour] = [:], toolDuration: Duration = .milliseconds(30),
        judges: Int = .max, ttl: Duration? = .seconds(3_600), staleIfError: Duration = .zero,
        entryBytes: Int = .max, audit: any AuditLog = InMemoryAuditLog(),
        candidateBudgets: [PlannerName: BudgetLimits] = [:], budgetPause: Duration? = nil,
        numbersDecisions: Bool = false,
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) {
        let scheduler = SimulatedScheduler(start: Self.start)
        self.scheduler = scheduler
        planner = ScriptedPlanner(script, scheduler: scheduler)
        tool = ScriptedTool(scheduler: scheduler, duration: toolDuration, behaviours: behaviours, judges: judges)
        docs = ScriptedTool(name: "docs", scheduler: scheduler, rawPrefix: "DOCS ")
        self.next = next.map {
            ScriptedPlanner($0.script, name: $0.name, model: "model-b", prompt: "prompt-2", scheduler: scheduler)
        }
        self.candidates = candidates.map { ScriptedPlanner($0.script, name: $0.name, scheduler: scheduler) }
        var configuration = RouterConfiguration()
        configuration.prices = PriceCatalogue([
            "model-a": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)
        ])
        configuration.maximumRequestsInFlight = 100_000
        configuration.plannerCalls.inFlight = 10_000
        configuration.candidateCalls.inFlight = 10_000
        configure(&configuration)
        self.configuration = configuration
        self.ttl = ttl
        self.staleIfError = staleIfError
        self.candidateBudgets = candidateBudgets
        let shadows = zip(self.candidates, candidates).map { planner, candidate in
            var shadow = ShadowPlanner(planner: planner, sample: candidate.sample)
            shadow.budget = candidateBudgets[planner.name] ?? BudgetLimits()
            return shadow
        }
        let budgets = InMemoryBudgetStore(configuration.budgets, shadows: shadows)
        self.budgets = budgets
        router = Router(
            configuration: configuration, scheduler: scheduler, planners: [planner] + self.next, shadows: shadows,
            tools: [tool, docs],
            store: ttl.map {
                InMemoryAnswerStore(ttl: $0, entries: 100, staleIfError: staleIfError, entryBytes: entryBytes)
            },
            budgets: budgetPause.map { pause -> any BudgetStore in
                SlowBudgetStore(budgets: budgets, pause: pause, scheduler: scheduler)
            } ?? budgets,
            audit: audit,
            decisions: numbersDecisions ? DecisionNumbers(scheduler) : nil, observer: log)
    }

    /// A world without candidates.
    convenience init(
        _ script: ScriptedReply..., behaviours: [String: ScriptedTool.Behaviour] = [:],
        toolDuration: Duration = .milliseconds(30), ttl: Duration? = .seconds(3_600),
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) {
        self.init(
            script: script, behaviours: behaviours, toolDuration: toolDuration, ttl: ttl, configure: configure)
    }

    /// A request on its way.
    struct Arrival: Sendable {
        var at: Duration
        var request: Request
        /// When the caller hangs up, counted from the arrival.
        var hangsUpAfter: Duration?
        /// What changes in the world just before.
        var before: (@Sendable (ScriptedWorld) -> Void)?
    }

    /// An answer and when it left.
    struct Reply {
        let answer: Answer
        /// From the start of the world.
        let at: Duration
        /// From the arrival.
        let latency: Duration
    }

    /// Lets all requests arrive at their moments, and waits for everything to end.
    func replies(to arrivals: [Arrival]) throws -> [Reply] {
        let replies = Mutex<[Int: Reply]>([:])
        try scheduler.run { [self] in
            for (number, arrival) in arrivals.enumerated() {
                try? await scheduler.sleep(until: Self.start + arrival.at)
                arrival.before?(self)
                let task = scheduler.start { [self] in
                    let answer = await router.answer(arrival.request)
                    let at = scheduler.now - Self.start
                    replies.withLock { $0[number] = Reply(answer: answer, at: at, latency: at - arrival.at) }
                }
                if let patience = arrival.hangsUpAfter {
                    scheduler.spawn { [scheduler] in
                        try? await scheduler.sleep(until: Self.start + arrival.at + patience)
                        task.cancel()
                    }
                }
            }
        }
        try scheduler.run { [self] in await router.writeOffAbandonedCalls() }
        expectInvariants()
        return try arrivals.indices.map { number in
            try #require(replies.withLock { $0[number] }, "request \(arrivals[number].request.id) was never answered")
        }
    }

    /// How the budgets stand.
    var standing: BudgetStanding { budgets.standing(at: scheduler.now) }

    private func expectInvariants() {
        let cache = ttl.map { ttl in
            var settings = CacheSettings()
            settings.ttl = ttl
            settings.entries = 100
            settings.staleIfError = staleIfError
            return settings
        }
        let board = InvariantBoard(
            Invariants.all(
                configuration, cache: cache,
                candidateModels: Dictionary(candidates.map { ($0.name, $0.model) }) { first, _ in first },
                candidateBudgets: candidateBudgets), start: Self.start)
        for event in log.events { board.observe(event) }
        board.finish(totals: log.totals, budgets: standing)
        for breach in board.findings.breaches { Issue.record("\(breach.invariant), \(breach.place): \(breach.words)") }
    }

    /// Lets one request arrive at the start.
    func reply(to request: Request, hangsUpAfter: Duration? = nil) throws -> Reply {
        try replies(to: [Arrival(at: .zero, request: request, hangsUpAfter: hangsUpAfter)])[0]
    }

    /// Asks the same question once a period, as requests `r-0`, `r-1`, …
    func replies(to question: String, times: Int, every period: Duration) throws -> [Reply] {
        try replies(
            to: (0..<times).map { .init(at: period * $0, request: .asking(question, id: RequestID("r-\($0)"))) })
    }
}

extension ScriptedWorld.Reply {
    /// The outcome, and the code and stage of its error.
    var summary: String {
        answer.outcome.error.map { "\(answer.outcome.name) \($0.code.rawValue) at \($0.stage.rawValue)" }
            ?? answer.outcome.name
    }

    /// The rows, when there are any.
    var rows: [[Value]]? {
        if case .answered(.rows(let result)) = answer.outcome { result.rows } else { nil }
    }
}

extension EventLog {
    /// The key under which the last answer was stored.
    var storedKey: CacheKey {
        get throws {
            try #require(
                events.compactMap { event in
                    if case .stored(let key, _) = event.kind { key } else { nil }
                }.last)
        }
    }
}
