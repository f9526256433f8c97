import Synchronization
import ToolRouter

/// The audit log writes every second answer's record a second time in place of the next one's.
struct DoubledRecords: PlantedBug {
    static let name = "doubled-records"
    static let invariant = AuditedAnswers.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.audit = world.audit.map { Log(log: $0) }
    }

    private final class Log: AuditLog {
        private let log: any AuditLog
        /// The record to write again; nil where the next one is written as it is.
        private let former = Mutex<AuditRecord?>(nil)

        init(log: any AuditLog) {
            self.log = log
        }

        var isAccepting: Bool { log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            guard case .answer = record.kind else { return log.append(record, done: done) }
            let written = former.withLock { former in
                defer { former = former == nil ? record : nil }
                return former ?? record
            }
            log.append(written, done: done)
        }
    }
}
