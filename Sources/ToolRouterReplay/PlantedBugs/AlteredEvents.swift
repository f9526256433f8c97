import ToolRouter

/// Shows its reader other events than those that happened.
struct AlteredEvents: EventReader {
    let reader: any EventReader
    /// What is shown in place of an event.
    let alter: @Sendable (RouterEvent) -> [RouterEvent]

    func read(_ event: RouterEvent) {
        for event in alter(event) { reader.read(event) }
    }
}

extension RouterEvent {
    /// Something else that happened to the same request at the same moment.
    func with(_ happening: Happening) -> RouterEvent {
        RouterEvent(request: request, at: at, happening)
    }
}
