import ToolRouter

/// What a row of the audit store is about.
package enum AuditKind: String, CaseIterable, Sendable {
    /// The one answer to a request.
    case answer
    /// A reply that came after its call was abandoned: it is paid for.
    case lateUsage = "late_usage"
    /// What a candidate proposed.
    case shadow
    /// Segments were removed because they were old.
    case prune
    /// Records that could not be written, and what they would have added to tokens and money.
    case loss

    init(_ name: AuditRecord.Name) {
        switch name {
        case .answer: self = .answer
        case .lateUsage: self = .lateUsage
        case .shadow: self = .shadow
        }
    }
}
