import ToolRouter

/// Hands each event to several readers, in order.
struct EventFan: EventReader {
    let readers: [any EventReader]

    func read(_ event: RouterEvent) {
        for reader in readers { reader.read(event) }
    }
}
