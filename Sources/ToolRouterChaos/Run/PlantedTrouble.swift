import Synchronization
package import ToolRouter
package import ToolRouterReplay

/// A trouble to plant that ends the process of a replay, or the replay, to see that it is found all the same.
package enum PlantedTrouble: String, CaseIterable, WorldDecoration {
    /// The process ends.
    case crash
    /// The process goes on for ever, and says nothing.
    case silence
    /// Events without end.
    case endless

    private static let turns = Atomic(0)

    package func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.observer = Observer(trouble: self, observer: world.observer)
    }

    /// The symptom that it leads to.
    var symptom: Symptom {
        switch self {
        case .crash: .crash
        case .silence: .silence
        case .endless: .endless
        }
    }

    private struct Observer: EventObserver {
        let trouble: PlantedTrouble
        let observer: any EventObserver

        func observe(_ event: RouterEvent) {
            var times = 1
            switch trouble {
            case .crash: fatalError("a planted crash")
            case .silence:
                while true { PlantedTrouble.turns.add(1, ordering: .sequentiallyConsistent) }
            case .endless:
                if case .routed = event.kind { times = 5_000 }
            }
            for _ in 0..<times { observer.observe(event) }
        }
    }
}
