import ToolRouter

/// Each answer leaves twice.
struct AnsweredTwice: PlantedBug {
    static let name = "answered-twice"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.reader = AlteredEvents(reader: world.reader) { event in
            if case .settled = event.happening { [event, event] } else { [event] }
        }
    }
}
