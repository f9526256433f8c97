package import ToolRouter
package import ToolRouterFormats

/// The disk of the audit log is full: it takes no records, so that no request is let in, and those that were let in before have none
/// written. What a log can't write it adds up.
package struct DiskFullFault: AuditFault {
    package static let kind = "disk_full"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] { these([DiskFullFault()], at: target) }

    package var weaker: [any Fault] { [LatencyFault(delay: .seconds(1))] }

    package func write(to writer: inout JSONWriter) {}

    var isAccepting: Bool { false }

    func append(
        _ record: AuditRecord, to log: any AuditLog, _ call: FaultedCall, _ done: @escaping @Sendable (Bool) -> Void
    ) {
        call.inject("the disk is full")
        log.append(record) { _ in }
        done(false)
    }
}
