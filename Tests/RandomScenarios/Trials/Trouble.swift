import Synchronization
package import ToolRouter
package import ToolRouterReplay

/// A trouble to plant that breaks no invariant, to see that it is found all the same.
package enum Trouble: String, CaseIterable, WorldDecoration {
    /// The process ends.
    case crash
    /// The audit log never comes back, and the processor is busy.
    case hang
    /// The audit log never answers, and nothing else is to be done.
    case stall
    /// Events without end.
    case flood
    /// Replies differ from replay to replay.
    case drift
    /// A candidate that is asked changes what is answered.
    case meddling

    private static let calls = Atomic(0)

    package func decorate(_ world: inout World, scheduler: any Scheduler) {
        switch self {
        case .crash, .hang, .stall: world.audit = world.audit.map { Log(log: $0, trouble: self) }
        case .flood: world.observer = Flood(observer: world.observer)
        case .drift: PlantedBugs.named("unseeded")?.decorate(&world, scheduler: scheduler)
        case .meddling: PlantedBugs.named("meddling-candidate")?.decorate(&world, scheduler: scheduler)
        }
    }

    private struct Flood: EventObserver {
        let observer: any EventObserver

        func observe(_ event: RouterEvent) {
            let times = if case .routed = event.kind { 5_000 } else { 1 }
            for _ in 0..<times { observer.observe(event) }
        }
    }

    private struct Log: AuditLog {
        let log: any AuditLog
        let trouble: Trouble

        var isAccepting: Bool { log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            switch trouble {
            case .crash: fatalError("a planted crash")
            case .hang: while true { _ = Trouble.calls.load(ordering: .sequentiallyConsistent) }
            default: break
            }
        }
    }
}
