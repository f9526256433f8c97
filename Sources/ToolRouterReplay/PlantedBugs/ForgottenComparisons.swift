import ToolRouter

/// What candidates said is compared with nothing, and nobody says so.
struct ForgottenComparisons: PlantedBug {
    static let name = "forgotten-comparisons"
    static let invariant = ShadowsCompared.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = AlteredEvents(observer: world.observer) { event in
            if case .shadowCompared = event.kind { [] } else { [event] }
        }
    }
}
