package import ToolRouter

/// What lies around the tools of one router: the network or a recording, and time.
package struct ToolWorld: Sendable {
    /// Carries calls of `rest`.
    package var transport: any RESTTransport
    /// The router's time.
    package var scheduler: any Scheduler

    /// Takes what those who run the router want to know; from any thread.
    package var notice: @Sendable (String) -> Void

    package init(
        transport: any RESTTransport, scheduler: any Scheduler,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.transport = transport
        self.scheduler = scheduler
        self.notice = notice
    }
}
