import Synchronization
import ToolRouter

/// A call that was left behind and ends without a reply is forgotten: in the events, and in the audit log.
struct ForgottenCalls: PlantedBug {
    static let name = "forgotten-calls"
    static let invariant = CallsAccountedFor.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let forgotten = Forgotten()
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .lateFailure = event.kind else { return [event] }
            forgotten.requests.withLock { $0.append(event.request) }
            return []
        }
        world.audit = world.audit.map { Log(log: $0, forgotten: forgotten) }
    }

    /// The requests whose record comes next.
    private final class Forgotten: Sendable {
        let requests = Mutex<[RequestID]>([])
    }

    private struct Log: AuditLog {
        let log: any AuditLog
        let forgotten: Forgotten

        var isAccepting: Bool { log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            if case .lateUsage = record.kind, forgotten.requests.withLock({ $0.popLast() }) == record.request.id {
                done(true)
            } else {
                log.append(record, done: done)
            }
        }
    }
}
