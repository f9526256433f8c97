import ToolRouter

/// The audit log loses one record in fifty, and says that it has it.
struct LostRecords: PlantedBug {
    static let name = "lost-records"
    static let invariant = AuditedAnswers.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let draw = KeyedDraw(seed: world.configuration.seed)
        world.audit = world.audit.map { Log(log: $0, draw: draw) }
    }

    private struct Log: AuditLog {
        let log: any AuditLog
        let draw: KeyedDraw

        var isAccepting: Bool { log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            if draw.number(below: 50, LostRecords.name, record.request.id.text) == 0 {
                done(true)
            } else {
                log.append(record, done: done)
            }
        }
    }
}
