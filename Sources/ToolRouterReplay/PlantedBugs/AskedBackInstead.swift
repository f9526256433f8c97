import ToolRouter

/// An answer whose tool failed is told as a question back to the caller.
struct AskedBackInstead: PlantedBug {
    static let name = "asked-back-instead"
    static let invariant = FaultsLeadAsStated.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .settled(var answer) = event.kind, answer.outcome.error?.stage == .run else { return [event] }
            answer.outcome = .clarification(.noTool)
            return [event.with(.settled(answer))]
        }
    }
}
