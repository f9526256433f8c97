import ToolRouter

/// Each answer leaves twice.
struct AnsweredTwice: PlantedBug {
    static let name = "answered-twice"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = AlteredEvents(observer: world.observer) { event in
            if case .settled = event.kind { [event, event] } else { [event] }
        }
    }
}
