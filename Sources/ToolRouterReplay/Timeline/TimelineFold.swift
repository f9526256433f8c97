import Synchronization
package import ToolRouter

/// Draws up the timeline of a replay while it runs.
package final class TimelineFold: EventObserver, BreachObserver, FaultObserver {
    private let state = Mutex(Timeline())

    package init() {}

    /// The timeline so far.
    package var timeline: Timeline { state.withLock { $0 } }

    package func observe(_ event: RouterEvent) { state.withLock { $0.observe(event) } }

    package func observe(_ breach: Breach) { state.withLock { $0.observe(breach) } }

    package func observe(_ fault: InjectedFault) { state.withLock { $0.observe(fault) } }

    /// Takes a request that is done.
    func add(_ done: Case) { state.withLock { $0.add(done) } }

    /// Takes a request that drifted, which arrived at that moment.
    func addDrift(at moment: Timestamp) { state.withLock { $0.addDrift(at: moment) } }
}
