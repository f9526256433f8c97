import ToolRouter

/// What a rule answered in the planner's place is stored like an answer of the planner.
struct StoredFallback: PlantedBug {
    static let name = "stored-fallback"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .settled(let answer) = event.kind, answer.source == .rules, let plan = answer.plan,
                case .answered(let result) = answer.outcome,
                let owner = CacheOwner(Caller(tenant: "any"), scope: .tenant)
            else { return [event] }
            let key = CacheKey(
                owner: owner, tool: plan.tool.text,
                question: CanonicalQuestion(event.request.text, foldingCase: false), fingerprints: [],
                prompt: Self.name)
            let stored = StoredAnswer(plan: plan, result: result, storedAt: event.at)
            return [event.with(.storing(key, stored)), event, event.with(.stored(key, stored))]
        }
    }
}
