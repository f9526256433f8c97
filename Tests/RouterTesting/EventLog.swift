import Synchronization
package import ToolRouter

/// Keeps every event, in order, and folds them into totals.
package final class EventLog: EventObserver {
    private struct State {
        var events: [RouterEvent] = []
        var totals = Totals()
    }

    private let state = Mutex(State())

    package init() {}

    package func observe(_ event: RouterEvent) {
        state.withLock { state in
            state.events.append(event)
            state.totals.observe(event)
        }
    }

    package var totals: Totals { state.withLock { $0.totals } }
    package var events: [RouterEvent] { state.withLock { $0.events } }

    /// What happened to one request, in order.
    package func happenings(to id: RequestID) -> [RouterEvent.Kind] {
        events.filter { $0.request == id }.map(\.kind)
    }

    /// The names of what happened to one request, in order.
    package func names(of id: RequestID) -> [String] {
        happenings(to: id).map(\.name)
    }

    /// Where each change of the circuit led, in order.
    package var circuitChanges: [CircuitBreakerState] {
        events.compactMap { event in
            if case .circuitChanged(_, let transition) = event.kind { transition.to } else { nil }
        }
    }

    /// What the cache said to each request that came to it, in order.
    package var recalls: [Recall] {
        events.compactMap { event in
            if case .recalled(let recall) = event.kind { recall } else { nil }
        }
    }

    /// The answers that left, with their moments.
    package var settled: [(answer: Answer, at: Timestamp)] {
        events.compactMap { event in
            if case .settled(let answer) = event.kind { (answer, event.at) } else { nil }
        }
    }
}

extension RouterEvent.Kind {
    /// The name of the case.
    package var name: String {
        String("\(self)".prefix { $0 != "(" })
    }
}
