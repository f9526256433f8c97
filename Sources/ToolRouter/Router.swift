import Synchronization

/// Answers questions: admits, routes, recalls, plans, guards, runs and settles, in this order.
///
/// Everything that waits or touches the outside comes in as a seam, so that the router which continuous integration
/// replays is the router which serves. Start reading at `answer(_:)`; each stage is a file in `Stages/`.
public final class Router: Sendable {
    let configuration: RouterConfiguration
    let scheduler: any Scheduler
    /// Those of the planners that serve, in the order in which they are asked.
    let gateways: [PlannerGateway]
    let candidates: [Candidate]
    let tools: [any Tool]
    /// Nil without an answer cache.
    let answers: StoredAnswers?
    let limiter: any RateLimitStore
    /// Nil where the allowances are those of this process alone.
    let sharedLimits: SharedLimits?
    let budgetStore: any BudgetStore
    let audit: (any AuditLog)?
    let observer: any EventObserver
    /// Nil where decisions are made as they come.
    let decisions: (any DecisionOrder)?
    private let prices: PriceShelf
    let toolCalls = ToolCalls()
    let requestCount = Mutex(0)

    /// - Parameters:
    ///   - planners: the LLMs that propose plans: each is asked when those before it can't. At least one.
    ///   - shadows: candidates asked beside them; names must differ, as those of planners.
    ///   - tools: what can answer, each with its own guard; names must differ.
    ///   - store: the answer cache; nil goes without.
    ///   - limiter: decides by `configuration.limits`; nil keeps the allowances of this process alone.
    ///   - budgets: keeps the budgets of `configuration` and of candidates; nil keeps those of this process alone.
    ///   - audit: takes a record of each answer; nil goes without.
    ///   - decisions: numbers the decisions of concurrent requests, or lets them wait for their turn; nil does neither.
    ///   - observer: listens to every event.
    public init(
        configuration: RouterConfiguration, scheduler: any Scheduler, planners: [any Planner],
        shadows: [ShadowPlanner] = [], tools: [any Tool], store: (any AnswerStore)?,
        limiter: (any RateLimitStore)? = nil, budgets: (any BudgetStore)? = nil, audit: (any AuditLog)? = nil,
        decisions: (any DecisionOrder)? = nil, observer: any EventObserver
    ) {
        precondition(Set(tools.map(\.name)).count == tools.count, "two tools share a name: \(tools.map(\.name))")
        precondition(!planners.isEmpty, "a router needs a planner")
        for names in [planners.map(\.name), shadows.map(\.planner.name)] {
            precondition(Set(names).count == names.count, "two planners or candidates share a name: \(names)")
        }
        self.configuration = configuration
        let scheduler = CountingScheduler.of(scheduler)
        self.scheduler = scheduler
        self.tools = tools
        answers = store.map { StoredAnswers($0, configuration) }
        let limiter = limiter ?? InMemoryRateLimitStore(configuration.limits)
        self.limiter = limiter
        sharedLimits = limiter.mayWait ? SharedLimits(limiter, configuration) : nil
        let budgets = budgets ?? InMemoryBudgetStore(configuration.budgets, shadows: shadows)
        budgetStore = budgets
        self.audit = audit
        self.observer = observer
        self.decisions = decisions
        let prices = PriceShelf(configuration.prices)
        self.prices = prices
        let reader = ReplyReader(PlanDecoder(tools.map(\.syntax), configuration.replies), tools, scheduler)
        gateways = planners.map { planner in
            PlannerGateway(
                planner, at: .plan, PlannerGatewaySettings(configuration, reader, planner.name, prices: prices),
                PlannerBudget(budgets, configuration, model: planner.model, prices: prices), decisions,
                scheduler: scheduler)
        }
        let turn = JudgingTurn(
            places: shadows.reduce(0) { $0 + ($1.concurrency ?? configuration.candidateCalls.inFlight) })
        candidates = shadows.map { shadow in
            let settings = PlannerGatewaySettings(configuration, reader.taking(turn), shadow, prices: prices)
            let gateway = PlannerGateway(
                shadow.planner, at: .shadow, settings,
                PlannerBudget(budgets, configuration, shadow, prices: prices), decisions, scheduler: scheduler)
            return Candidate(shadow, gateway, turn, concurrency: settings.limits.inFlight)
        }
    }

    /// The same with one planner.
    public convenience init(
        configuration: RouterConfiguration, scheduler: any Scheduler, planner: any Planner,
        shadows: [ShadowPlanner] = [], tools: [any Tool], store: (any AnswerStore)?,
        limiter: (any RateLimitStore)? = nil, budgets: (any BudgetStore)? = nil, audit: (any AuditLog)? = nil,
        decisions: (any DecisionOrder)? = nil, observer: any EventObserver
    ) {
        self.init(
            configuration: configuration, scheduler: scheduler, planners: [planner], shadows: shadows, tools: tools,
            store: store, limiter: limiter, budgets: budgets, audit: audit, decisions: decisions, observer: observer)
    }

    /// The one answer to `request`, by its deadline, whatever planner, tools and stores do. Never throws.
    public func answer(_ request: Request) async -> Answer {
        requestCount.withLock { $0 += 1 }
        var state = begin(request)
        let conclusion = await conclude(&state)
        state.clock.enter(.settle, at: scheduler.now)
        let answer = await settle(conclusion, state)
        state.current?.conclude()
        return answer
    }

    /// How the request ends.
    private func conclude(_ state: inout RequestState) async -> Conclusion {
        do throws(RouterError) {
            let question = try await admit(&state)
            state.clock.enter(.route, at: scheduler.now)
            let route = try await route(question, state)
            state.clock.enter(.recall, at: scheduler.now)
            let lookup = try await recall(question, route, &state)
            if let hit = lookup.hit { return Conclusion(hit: hit, of: gateways[0].name) }

            state.clock.enter(.plan, at: scheduler.now)
            startShadows(route, lookup, &state)
            let decision = try await plan(question, route, lookup, &state)
            return await perform(decision, route, lookup, &state)
        } catch {
            return Conclusion(error)
        }
    }
}

extension Router {
    /// What is under way: all that outlives a request is in here, and each number has a bound.
    public struct Load: Hashable, Sendable {
        /// Requests that have not been answered.
        public var requests = 0
        /// Calls to planners and candidates that a request waits for.
        public var plannerCalls = 0
        /// Calls to planners and candidates that were abandoned and have not ended.
        public var abandonedPlannerCalls = 0
        /// Calls to tools, those left behind included.
        public var toolCalls = 0
        /// Those of the calls to planners that another request may still join.
        package var sharedCalls = 0

        public init() {}
    }

    /// What is under way now.
    public var load: Load {
        var load = Load()
        load.requests = requestsInFlight
        load.toolCalls = toolCalls.count
        for gateway in gateways + candidates.map(\.gateway) {
            let calls = gateway.callsUnderWay
            load.plannerCalls += calls.inFlight
            load.abandonedPlannerCalls += calls.abandoned
            load.sharedCalls += calls.shared
        }
        return load
    }

    /// Counts calls to planners and candidates that were left behind and have not ended as such of unknown cost: at the end of
    /// a replay, or when a service has drained. What they still bring is not counted any more.
    public func writeOffAbandonedCalls() async {
        for gateway in gateways + candidates.map(\.gateway) { await gateway.writeOffAbandoned() }
    }

    /// Whether having an answer approved may wait for anything; a store's waits have an end of their own.
    var approvalMayWait: Bool { tools.contains(where: \.mayWait) }

    var requestsInFlight: Int { requestCount.withLock { $0 } }

    /// Names a planner, its prompt and how its replies are read, for the keys of cached answers.
    func prompt(of gateway: PlannerGateway) -> String {
        let (planner, rules) = (gateway.planner, configuration.replies.fingerprint)
        let parts = [planner.name.text, planner.model, planner.promptFingerprint] + (rules.isEmpty ? [] : [rules])
        // With their lengths, since names and models hold any sign that could stand between them.
        return parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "/")
    }

    /// How the circuit of each planner stands: in the order in which they are asked, then the candidates'.
    public func circuits() -> [(circuit: Circuit, status: CircuitBreakerStatus)] {
        gateways.map { (.planner($0.name), $0.status) } + candidates.map { (.candidate($0.name), $0.gateway.status) }
    }

    /// How everything stands now.
    public func standing() async -> RouterStanding {
        standing(with: await budgets())
    }

    /// How everything stands now, beside these budgets.
    package func standing(with budgets: BudgetStanding) -> RouterStanding {
        RouterStanding(
            planners: gateways.map(\.name), circuits: circuits(), load: load, cache: answers?.store.size,
            budgets: budgets,
            stores: stores)
    }

    /// The moment, by the router's own clock.
    package var now: Timestamp { scheduler.now }

    /// How the budgets stand, and what was ever spent at planners.
    public func budgets() async -> BudgetStanding {
        await budgetStore.standing(at: scheduler.now)
    }

    /// Makes every bill from now on by these prices. What budgets assume of a reply of unknown cost stays as it was.
    public func setPrices(_ catalogue: PriceCatalogue) {
        prices.put(catalogue)
    }

    /// How the circuits of stores outside stand: none where everything is kept in this process.
    package var stores: [(outside: Outside, status: CircuitBreakerStatus)] {
        [sharedLimits?.gateway, answers?.gateway].compactMap { gateway in
            gateway.map { ($0.outside, $0.status(at: scheduler.now)) }
        }
    }

    /// What came of an operator's command to a circuit.
    public enum CommandOutcome: Hashable, Sendable {
        /// It was done, and the events say so.
        case done
        /// The circuit can't do that as it stands; nothing changed and no event says anything.
        case refused
        /// There is no such circuit.
        case noSuchCircuit
    }

    /// Does to a circuit what an operator wants.
    ///
    /// - Parameter request: the operator's own request, which its events name.
    @discardableResult
    public func operate(
        _ command: CircuitBreakerCommand, on circuit: Circuit, for request: RequestID
    ) -> CommandOutcome {
        func emit(_ kind: RouterEvent.Kind) {
            observer.observe(RouterEvent(request: request, at: scheduler.now, kind))
        }
        switch circuit {
        case .planner(let name):
            guard let gateway = gateways.first(where: { $0.name == name }) else { return .noSuchCircuit }
            guard case .done(let transition) = gateway.operate(command) else { return .refused }
            emit(.circuitOperated(name, command))
            if let transition { emit(.circuitChanged(name, transition)) }
        case .candidate(let name):
            guard let candidate = candidates.first(where: { $0.name == name }) else { return .noSuchCircuit }
            guard case .done(let transition) = candidate.gateway.operate(command) else { return .refused }
            emit(.shadowCircuitOperated(name, command))
            if let transition { emit(.shadowCircuitChanged(name, transition)) }
        }
        return .done
    }
}

/// Whose circuit: each planner and each candidate has one of its own, whatever model it asks.
public enum Circuit: Hashable, Sendable {
    /// That of a planner that serves.
    case planner(PlannerName)
    /// A candidate's.
    case candidate(PlannerName)
}
