import ToolRouter

/// The audit log takes a minute for each record, for which the answer waits beyond its deadline.
struct SlowAuditLog: PlantedBug {
    static let name = "slow-audit-log"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.audit = world.audit.map { Log(log: $0, scheduler: scheduler) }
    }

    private struct Log: AuditLog {
        let log: any AuditLog
        let scheduler: any Scheduler

        var isAccepting: Bool { log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            scheduler.spawn {
                try? await scheduler.sleep(for: .seconds(60))
                log.append(record, done: done)
            }
        }
    }
}
