import Synchronization

/// Answers questions: admits, routes, recalls, plans, guards, runs and settles, in this order.
///
/// Everything that waits or touches the outside comes in as a seam, so that the router which continuous integration
/// replays is the router which serves. Start reading at `answer(_:)`; each stage is a file in `Stages/`.
public final class Router: Sendable {
    let configuration: RouterConfiguration
    let scheduler: any Scheduler
    let planner: any Planner
    let shadows: [ShadowPlanner]
    let tools: [any Tool]
    let decoder: PlanDecoder
    let store: (any AnswerStore)?
    let observer: any EventObserver
    let limiter: Mutex<RateLimiter>
    let breakers: Mutex<CircuitBreakers>
    let calls = Mutex(PlannerCalls())
    let flights = Flights()

    /// - Parameters:
    ///   - planner: the LLM that proposes plans.
    ///   - shadows: candidates asked beside it.
    ///   - tools: what can answer, each with its own guard; names must differ.
    ///   - store: the answer cache; nil goes without.
    ///   - observer: listens to every event.
    public init(
        configuration: RouterConfiguration, scheduler: any Scheduler, planner: any Planner,
        shadows: [ShadowPlanner] = [], tools: [any Tool], store: (any AnswerStore)?, observer: any EventObserver
    ) {
        precondition(Set(tools.map(\.name)).count == tools.count, "two tools share a name: \(tools.map(\.name))")
        self.configuration = configuration
        self.scheduler = scheduler
        self.planner = planner
        self.shadows = shadows
        self.tools = tools
        decoder = PlanDecoder(tools.map(\.syntax))
        self.store = store
        self.observer = observer
        limiter = Mutex(RateLimiter(limits: configuration.limits))
        let circuits = ([planner] + shadows.map(\.planner)).map { CircuitKey(planner: $0.name, model: $0.model) }
        let maximumCall = max(configuration.attemptTimeout, shadows.map(\.deadline).max() ?? .zero)
        breakers = Mutex(
            CircuitBreakers(
                circuits, configuration.breaker, maximumCall: maximumCall, draw: KeyedDraw(seed: configuration.seed)))
    }

    /// The one answer to `request`, by its deadline, whatever planner and approved call do. Never throws.
    public func answer(_ request: Request) async -> Answer {
        var progress = begin(request)
        do throws(RouterError) {
            try admit(&progress)
            let route = try await route(progress)
            let memory = try await recall(route, &progress)
            if let answer = memory.answer { return settle(.answered(answer.result), answer.plan, .cache, progress) }

            startShadows(route, progress)
            let (plan, source) = try await plan(route, memory, &progress)
            if let kept = memory.kept, [.stale, .cache].contains(source) {
                return settle(.answered(kept.answer.result), plan, source, progress)
            }
            if let doubt = doubt(about: plan, progress) {
                if let kept = await unrenewed(memory, &progress) { return kept }
                return settle(.clarification(doubt), plan, source, progress)
            }
            do throws(RouterError) {
                let call = try await approve(plan, progress)
                let result = try await run(call, progress)
                await remember(result, of: plan, from: source, progress)
                return settle(.answered(result), plan, source, progress)
            } catch {
                guard error.code != .cancelled, let kept = await unrenewed(memory, &progress) else { throw error }
                return kept
            }
        } catch {
            return settle(.init(error), progress.plan, progress.source, progress)
        }
    }
}
