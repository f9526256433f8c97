import ToolRouter

/// One answer in fifty never leaves.
struct LostAnswers: PlantedBug {
    static let name = "lost-answers"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let draw = KeyedDraw(seed: world.configuration.seed)
        world.reader = AlteredEvents(reader: world.reader) { event in
            guard case .settled = event.happening else { return [event] }
            return draw.number(below: 50, Self.name, event.request.text) == 0 ? [] : [event]
        }
    }
}
