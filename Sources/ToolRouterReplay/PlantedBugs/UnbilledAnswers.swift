import ToolRouter

/// Answers leave without what their replies cost.
struct UnbilledAnswers: PlantedBug {
    static let name = "unbilled-answers"
    static let invariant = CostsAddUp.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .settled(var answer) = event.kind else { return [event] }
            answer.bill = CostMeter().bill
            return [event.with(.settled(answer))]
        }
    }
}
