package import ToolRouter
package import ToolRouterReplay

/// Is told of all that happens in a replay of a schedule: its events, its faults, and each request once it is done, all on the
/// thread of the replay.
package protocol ScheduleOnlooker: EventObserver, FaultObserver {
    /// A request is done.
    func take(_ done: Case) throws
}
