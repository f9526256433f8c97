package import ToolRouter
package import ToolRouterFormats

/// What a rule does to a call: a kind of fault with its parameters. Each kind is a file in `Kinds/` and a line in
/// `FaultKinds.all`, and says by its conformances whose calls it can spoil.
package protocol Fault: Sendable {
    /// What `kind` says in a fault plan.
    static var kind: String { get }
    /// The keys of the kind's parameters.
    static var parameters: [String] { get }

    /// Reads the parameters from the rule that `section` is; its other keys are read elsewhere.
    init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError)

    /// Writes the parameters as members, each as a plan would say it.
    func write(to writer: inout JSONWriter)

    /// Whether it can spoil calls of `target`.
    func fits(_ target: FaultTarget) -> Bool

    /// A few faults of the kind that `target` can suffer, with usual parameters and with those at their edges: from two to four,
    /// or one where it has no parameters; none where it can't suffer the kind. The same list each time.
    static func examples(at target: FaultTarget) -> [any Fault]

    /// The next weaker forms of the fault, the weakest first; empty when there is none. Whoever goes on from one of them to one of its
    /// own comes to an end.
    var weaker: [any Fault] { get }
}

extension Fault {
    package var weaker: [any Fault] { [] }

    package func fits(_ target: FaultTarget) -> Bool { Self.fits(target) }

    /// Whether the kind can spoil calls of `target`.
    static func fits(_ target: FaultTarget) -> Bool {
        switch target {
        case .planner, .nextPlanner, .shadow: Self.self is any PlannerFault.Type
        case .tool: Self.self is any ToolFault.Type
        case .store: Self.self is any StoreFault.Type
        case .limiter: Self.self is any LimiterFault.Type
        case .database: Self.self is any DatabaseFault.Type
        case .audit: Self.self is any AuditFault.Type
        case .clock: Self.self is any ClockFault.Type
        case .callers: Self.self is any CallerFault.Type
        }
    }

    /// `faults`, as examples, where `target` can suffer them.
    static func these(_ faults: [any Fault], at target: FaultTarget) -> [any Fault] {
        faults.filter { $0.fits(target) }
    }
}

/// A fault of calls to a planner, the current one or a candidate.
protocol PlannerFault: Fault {
    /// Asks `planner`, or does not, and spoils the result.
    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure>
}

/// A fault of a tool's approved calls.
protocol ToolFault: Fault {
    /// Runs `approved`, or does not, and spoils the result.
    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult
}

/// A fault of what an answer cache outside of the process is asked.
protocol StoreFault: Fault {
    /// Has `server` do what `command` says, or does not, and spoils the reply.
    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure>
}

/// A fault of what a limiter outside of the process is asked.
protocol LimiterFault: Fault {
    /// Has `limiter` do what `command` says, or does not, and spoils the reply.
    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure>
}

/// A fault of the file that the SQL tool reads, or of the room that SQLite needs beside it.
protocol DatabaseFault: Fault {
    /// Runs `approved` while the database is in trouble.
    func run(_ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall) async -> Result<
        ToolResult, RouterError
    >
}

/// A fault of the log that takes a record of each answer.
protocol AuditFault: Fault {
    /// Whether the log says that it takes records while the fault lasts.
    var isAccepting: Bool { get }

    /// Has `log` take `record`, or does not, and calls `done`, or never does. What a log can't write it adds up all the same.
    func append(
        _ record: AuditRecord, to log: any AuditLog, _ call: FaultedCall, _ done: @escaping @Sendable (Bool) -> Void)
}

extension AuditFault {
    var isAccepting: Bool { true }
}

/// A fault of the clock that the router reads. How long it waits stays true.
protocol ClockFault: Fault {
    /// By how much the clock is ahead when it has been wrong for `elapsed`; negative when it is behind.
    func error(after elapsed: Duration) -> Duration
}

/// A fault of those who ask: how they arrive, and how long they wait.
protocol CallerFault: Fault {
    /// Whether requests may arrive at the beginning of the rule's window instead of at their own moments.
    var gathers: Bool { get }

    /// What comes in the place of `arrival`, each with what has happened to it in words, where anything has.
    ///
    /// - Parameter begin: the first moment of the rule's window.
    func arrivals(
        insteadOf arrival: Traffic.Arrival, begin: Timestamp, _ call: FaultedCall
    ) -> [(arrival: Traffic.Arrival, words: String?)]
}

extension CallerFault {
    var gathers: Bool { false }
}
