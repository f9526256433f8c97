import ToolRouter

/// Shows its observer other events than those that happened.
struct AlteredEvents: EventObserver {
    let observer: any EventObserver
    /// What is shown in place of an event.
    let alter: @Sendable (RouterEvent) -> [RouterEvent]

    func observe(_ event: RouterEvent) {
        for event in alter(event) { observer.observe(event) }
    }
}

extension RouterEvent {
    /// Something else that happened to the same request at the same moment.
    func with(_ kind: RouterEvent.Kind) -> RouterEvent {
        RouterEvent(request: request, at: at, kind)
    }
}
