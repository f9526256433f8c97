import Logging
import NIOCore
import ToolRouter
import ToolRouterFormats

/// The circuit breakers of planners: how they stand, and what an operator does to them.
extension ServiceResponder {
    /// Every circuit.
    func breakers() -> HTTPReply {
        .json { writer in writeBreakers(to: &writer) }
    }

    /// Writes the member `breakers`.
    func writeBreakers(to writer: inout JSONWriter) {
        let now = live.scheduler.now
        writer.member(
            "breakers",
            array: { list in
                for (circuit, status) in live.router.circuits() {
                    list.object { writer in
                        let (name, model, role) = identity(of: circuit)
                        writer.member("planner", name.text)
                        writer.member("model", model)
                        writer.member("role", role.rawValue)
                        writer.member("state", status.state.rawValue)
                        writer.member("mode", status.mode.word)
                        writer.member("failures", status.counts.failures)
                        writer.member(
                            "retry_after_ms", status.nextProbe.map { max(0, ($0 - now).millisecondsRoundedUp) })
                    }
                }
            })
    }

    /// Does to a circuit what an operator wants: `{"action": "open" | "close" | "auto"}`.
    func operateBreaker(_ routed: RoutedCall) throws(RouterError) -> HTTPReply {
        let known = live.router.circuits().map { ($0.circuit, identity(of: $0.circuit).name.text) }
        guard let circuit = known.first(where: { $0.1 == routed.parameter })?.0 else {
            throw RouterError(
                .routeNotFound, at: .admit, "no planner has this name",
                hint: "name one of \(known.map(\.1).joined(separator: ", "))")
        }
        let mode = try body(of: routed.call, as: BreakerCommandBody.self).mode
        guard live.router.operate(.setMode(mode), on: circuit, for: routed.call.id) == .done else {
            throw RouterError(.notReady, at: .admit, "the circuit can't do that as it stands", retryAfter: .seconds(1))
        }
        noteAction("breaker \(mode.word)", routed, ["planner": .string(routed.parameter)])
        return breakers()
    }

    private func identity(of circuit: Circuit) -> (name: PlannerName, model: String, role: PlannerRole) {
        switch circuit {
        case .planner(let name):
            let planner = live.settings.planners.first { $0.name == name }
            return (name, planner?.model ?? name.text, .current)
        case .candidate(let name):
            let shadow = live.settings.shadows.first { $0.name == name }
            return (name, shadow?.model ?? name.text, .candidate)
        }
    }
}

extension CircuitBreakerMode {
    /// The word for it over HTTP.
    fileprivate var word: String { self == .automatic ? "auto" : rawValue }
}
