package import ToolRouter

/// What lies around the tools of one router: the network or a recording, and time.
package struct ToolWorld: Sendable {
    /// Carries calls of `rest`.
    package var transport: any RESTTransport
    /// The router's time.
    package var scheduler: any Scheduler

    package init(transport: any RESTTransport, scheduler: any Scheduler) {
        self.transport = transport
        self.scheduler = scheduler
    }
}
