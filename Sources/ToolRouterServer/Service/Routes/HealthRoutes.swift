import ToolRouter
import ToolRouterFormats

/// Whether the process is alive, and whether it should be sent requests.
extension ServiceResponder {
    /// It answers: it is alive.
    func health() -> HTTPReply {
        .json { $0.member("status", "ok") }
    }

    /// Ready means that questions can be answered: the databases can be read, the audit log takes records and has no
    /// fault, and the server is not about to end. An open circuit is told, and is a reason to be sent nothing only where it is
    /// that of every planner and no rule has a plan: the planner of all servers is the same, and rules and cached answers go on.
    func readiness() async throws(RouterError) -> HTTPReply {
        let unreadable = await live.databases.unreadable(by: live.scheduler.now + patience, live.scheduler)
        var problems = unreadable.map { "the database \($0) can't be read" }
        if let auditProblem { problems.append(auditProblem) }
        if isWithoutPlans { problems.append("the circuit of every planner is open, and no rule has a plan") }
        if isEnding { problems.append("the server is about to end") }
        guard problems.isEmpty else {
            throw RouterError(
                .notReady, at: .admit, problems.joined(separator: "; "), hint: "ask again in a second",
                retryAfter: .seconds(1))
        }
        return .json { writer in
            writer.member("status", "ready")
            writer.member(
                "databases",
                object: { writer in
                    for database in live.settings.databases { writer.member(database.name.text, "readable") }
                })
            writer.member("audit", live.audit == nil ? "off" : "accepting")
            writeBreakers(to: &writer)
        }
    }

    /// Why the audit log would hold answers up; nil when it does not.
    var auditProblem: String? {
        guard let audit = live.audit else { return nil }
        if let fault = audit.status.fault { return "the audit log can't write records (\(fault.kind.rawValue))" }
        return audit.isAccepting ? nil : "the audit log takes no records"
    }

    /// Whether nothing could make a plan now.
    private var isWithoutPlans: Bool {
        guard live.settings.router.rules.rules.allSatisfy({ $0.template?.isNone ?? true }) else { return false }
        return live.router.circuits().allSatisfy { circuit, status in
            if case .candidate = circuit { true } else { status.state == .open }
        }
    }
}
