/// Something that can answer: a database, documents, a REST service.
///
/// A tool is its own guard. The only way to run anything is `approve`, and what it returns can be made nowhere else.
/// Whatever it is asked may wait, and must end soon after its task is cancelled: the router goes on by the request's
/// deadline and leaves it behind.
public protocol Tool: Sendable {
    /// The name that plans use.
    var name: ToolName { get }

    /// What it does, in a sentence for a model or a client that chooses among tools. Default: nothing is said.
    var summary: String { get }

    /// What a call of it is made of, by name: what plans for it hold. Default: nothing is said.
    var inputs: [ToolInput] { get }

    /// How models write plans for it; where it has no syntax of its own, all that a plan says is an argument.
    var syntax: any PlanSyntax { get }

    /// Whether naming its data, understanding and judging a plan may wait for anything; if so they are cut off at the request's deadline.
    /// Default: they may.
    var mayWait: Bool { get }

    /// What an answer to `request` depends on besides the question; throws when the request names unknown data.
    func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint

    /// Whether `question` may be in the tool's own language already. It is asked of every question, so it looks at the
    /// first words and no further.
    func mayRecognise(_ question: String) -> Bool

    /// A plan when the question is in the tool's own language already; nil when it is not.
    func recognise(_ request: Request, at now: Timestamp) async -> Plan?

    /// Whether `text`, which its syntax takes for a plan, is in the tool's own language, by the data of `request`, be it allowed
    /// or not. Prose may begin like a plan, and is its planner's failure. Where that can't be told, it is.
    func understands(_ text: String, for request: Request, at now: Timestamp) async -> Bool

    /// Judges `plan` and returns the call it allows, or throws a `validation_error`.
    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall

    /// Whether two plans for it are the same text to a person who reads them: they say the same, and may be laid out
    /// differently. Takes time linear in both. Default: their arguments are the same bytes.
    func hasSameText(_ left: Plan, _ right: Plan) -> Bool

    /// What the tool can answer `request` from, for a planner's prompt; nil when it can't tell at the moment.
    func describe(for request: Request) async -> ToolDescription?
}

extension Tool {
    /// Plans name the tool and what to call it with.
    public var syntax: any PlanSyntax { PlainPlanSyntax(tool: name) }

    public var mayWait: Bool { true }

    public var summary: String { "" }

    public var inputs: [ToolInput] { [] }

    /// A tool without a language of its own.
    public func mayRecognise(_ question: String) -> Bool { false }

    /// A tool without a language of its own.
    public func recognise(_ request: Request, at now: Timestamp) async -> Plan? { nil }

    /// What its syntax takes for a plan is one.
    public func understands(_ text: String, for request: Request, at now: Timestamp) async -> Bool { true }

    /// Their arguments are the same bytes.
    public func hasSameText(_ left: Plan, _ right: Plan) -> Bool { left.hasSameArguments(as: right) }

    /// The name and nothing more.
    public func describe(for request: Request) async -> ToolDescription? { ToolDescription(tool: name) }
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
