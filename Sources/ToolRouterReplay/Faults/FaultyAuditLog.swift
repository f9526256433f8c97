import ToolRouter

/// An audit log that a fault plan spoils: it takes no records, takes them late, or never says that it has.
struct FaultyAuditLog: AuditLog {
    let log: any AuditLog
    let injector: FaultInjector
    let scheduler: any Scheduler

    var isAccepting: Bool {
        guard log.isAccepting, let replayed = ReplayedRequest.current,
            let call = injector.winner(
                at: .audit, for: replayed.request, attempt: 1, on: scheduler,
                ifAble: { ($0 as? any AuditFault)?.isAccepting == false })
        else { return log.isAccepting }
        call.inject("the log takes no records")
        return false
    }

    func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
        guard
            let call = injector.winner(
                at: .audit, for: record.request, attempt: attempt(record), on: scheduler),
            let fault = call.fault as? any AuditFault
        else { return log.append(record, done: done) }
        fault.append(record, to: log, call, done)
    }

    /// Whether it takes records is asked first, then it gets that of the answer; neither depends on what candidates and calls left behind
    /// bring meanwhile.
    private func attempt(_ record: AuditRecord) -> Int {
        if case .answer = record.kind { return 2 }
        return 2 + (ReplayedRequest.current?.nextUse(of: .audit) ?? 1)
    }
}
