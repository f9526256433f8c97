/// Something that can answer: a database, documents, a REST service.
///
/// A tool is its own guard. The only way to run anything is `approve`, and what it returns can be made nowhere else.
/// Judging must not wait on the outside; only an approved call runs against the request's deadline.
public protocol Tool: Sendable {
    /// The name that plans use.
    var name: ToolName { get }

    /// What an answer to `request` depends on besides the question; throws when the request names unknown data.
    func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint

    /// A plan when the question is in the tool's own language already (say SQL); nil when it is not.
    func recognise(_ request: Request, at now: Timestamp) async -> Plan?

    /// Judges `plan` and returns the call it allows, or throws a `validation_error`.
    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall
}

/// A call that a tool's guard has approved. Conforming types keep their initialisers to themselves.
public protocol ApprovedCall: Sendable {
    /// The plan that was approved: what the call runs, and nothing else.
    var plan: Plan { get }

    /// What the call touches. Once it has run it may know more narrowly what it reads of the clock.
    var footprint: Footprint { get }

    /// Runs the call; `now` is the moment that the data sees.
    func run(at now: Timestamp) async throws(RouterError) -> ToolResult
}

/// What an answer depends on besides the question.
public struct ToolFingerprint: Hashable, Sendable {
    /// Which data: the identity of the database.
    public var data: String
    /// Which version of the schema and the data.
    public var version: String
    /// Which policy allowed it.
    public var policy: String

    public init(data: String, version: String, policy: String) {
        self.data = data
        self.version = version
        self.policy = policy
    }
}
