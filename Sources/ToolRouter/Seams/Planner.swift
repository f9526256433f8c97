/// An LLM that proposes a plan for a question. Its text is data: nothing it says is run without a guard's approval.
public protocol Planner: Sendable {
    /// The planner's name in configuration and reports.
    var name: PlannerName { get }
    /// The model it asks; with the name it keys the circuit breaker.
    var model: String { get }
    /// Changes whenever the prompt does, so that answers of another prompt are not recalled.
    var promptFingerprint: String { get }

    /// Asks once; must end soon after its task is cancelled.
    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure>
}

/// What a planner is asked.
public struct PlannerInquiry: Sendable {
    /// The request to plan for.
    public var request: Request
    /// The tool the deterministic router chose; nil leaves the choice to the planner.
    public var tool: ToolName?
    /// Which attempt of this planner for this request it is, from 1.
    public var attempt: Int
    /// The moment by which a reply is of use; then the call is cancelled. Nil when there is none.
    public var deadline: Timestamp?
    /// The tools and their data.
    public var catalogue: ToolCatalogue
    /// The planner's own plan that the guard refused, and why: it is asked for a better one. Nil the first time.
    public var repair: PlannerRepair?

    public init(
        request: Request, tool: ToolName?, attempt: Int, deadline: Timestamp? = nil,
        catalogue: ToolCatalogue = ToolCatalogue(tools: [])
    ) {
        self.request = request
        self.tool = tool
        self.attempt = attempt
        self.deadline = deadline
        self.catalogue = catalogue
    }
}

/// A plan that goes back to the planner that made it.
public struct PlannerRepair: Hashable, Sendable {
    /// The plan that the guard refused.
    public var plan: Plan
    /// Why, from the closed list; never for what the policy forbids.
    public var code: ErrorCode
    /// Why, in a sentence.
    public var detail: String
    /// What would have to change.
    public var hint: String

    public init(plan: Plan, code: ErrorCode, detail: String, hint: String) {
        self.plan = plan
        self.code = code
        self.detail = detail
        self.hint = hint
    }
}

/// What a planner said.
public struct PlannerReply: Hashable, Sendable {
    /// The model's text, untrusted and undecoded.
    public var text: String
    /// The model that answered; prices go by it.
    public var model: String
    /// The tokens it took, taken apart by `TokenUsage(counted:by:)`; nil when the provider does not say or contradicts itself,
    /// and then nobody knows what it cost.
    public var usage: TokenUsage?
    /// Why the model stopped, in the provider's word: `stop`, `length`, `content_filter`.
    public var finishReason: String?

    public init(text: String, model: String, usage: TokenUsage?, finishReason: String? = nil) {
        self.text = text
        self.model = model
        self.usage = usage
        self.finishReason = finishReason
    }
}

/// Why a planner said nothing.
public enum PlannerFailure: Error, Hashable, Sendable {
    /// The provider answered with an HTTP error.
    case http(status: Int, retryAfter: Duration?)
    /// The provider could not be reached or hung up.
    case connection
    /// The provider's own time limit struck; ours is the router's business.
    case timeout
    /// The provider answered with success, but not with a reply that can be read.
    case unreadable
    /// The task was cancelled.
    case cancelled
    /// The planner can't be asked at all; says why, to those who run it: no client sees it.
    case unavailable(String)
    /// It failed in this way, and the provider says, or it is known, how many tokens that took, and perhaps of which model:
    /// the price goes by that one, and by the model that was asked where it is nil.
    indirect case metered(PlannerFailure, TokenUsage, model: String? = nil)
}
