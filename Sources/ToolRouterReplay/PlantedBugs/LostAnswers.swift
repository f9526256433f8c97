import ToolRouter

/// One answer in fifty never leaves.
struct LostAnswers: PlantedBug {
    static let name = "lost-answers"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let draw = KeyedDraw(seed: world.configuration.seed)
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .settled = event.kind else { return [event] }
            return draw.number(below: 50, Self.name, event.request.text) == 0 ? [] : [event]
        }
    }
}
