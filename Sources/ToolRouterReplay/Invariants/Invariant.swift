import ToolRouter

/// Something that must hold in every replay, whatever was recorded, configured or injected: a reader of events that
/// remembers only what its rule needs.
protocol Invariant {
    /// Names it in reports.
    static var name: String { get }
    /// Whether its events say when they truly happened, instead of what the router's clock said then. Default: they do not.
    static var goesByTrueTime: Bool { get }
    /// The kinds of events that it is asked about: all of which one could break its rule or change what it remembers. Asked for
    /// once, before the first event. Default: all.
    var kinds: EventKinds { get }

    /// Compares one more event with the rule; nil when it keeps to it.
    ///
    /// - Parameter history: what happened to the event's request before; nil when no such request is under way.
    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy?

    /// A fault was injected; nil when nothing is wrong with that.
    ///
    /// - Parameter history: what happened to the request whose call it was; nil when that is not under way any more.
    mutating func observe(_ fault: InjectedFault, after history: RequestHistory?) -> Discrepancy?

    /// The replay is over: what only shows now.
    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy]
}

extension Invariant {
    static var goesByTrueTime: Bool { false }
    var kinds: EventKinds { .all }
    mutating func observe(_ fault: InjectedFault, after history: RequestHistory?) -> Discrepancy? { nil }
    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] { [] }
}

/// What an invariant asks for, and what it met instead. Neither ever holds a question or a statement.
struct Discrepancy: Equatable {
    let expected: String
    let found: String
    /// The request, where it is not that of the event.
    var request: RequestID?
}

/// What a replay leaves to be judged when it is over.
struct ReplayOutcome {
    /// The counts that reports print.
    let totals: Totals
    /// The requests that were never answered, in the order they arrived.
    let unanswered: [RequestHistory]
    /// What the audit log adds up to; nil when there is none.
    let audit: InMemoryAuditLog.Sums?
    /// How the budgets stand; nil when nobody asked.
    let budgets: BudgetStanding?
    /// How the router stands; nil when nobody asked.
    var standing: RouterStanding?
    /// Whether the audit log was made to fail, so that it may lack records.
    var losesRecords = false
}
