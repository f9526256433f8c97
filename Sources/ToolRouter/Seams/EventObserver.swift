/// Listens to what the router does; it can change nothing.
public protocol EventObserver: Sendable {
    /// Takes one event. Called from the task of the request, so it must be quick and must not wait.
    func observe(_ event: RouterEvent)
}
