/// One question to the router.
public struct Request: Sendable {
    /// Names the request in events, answers and reports.
    public var id: RequestID
    /// Who asks.
    public var caller: Caller
    /// The question, untrusted, as it was asked.
    public var question: String
    /// The database it is about; needed only where several are served.
    public var database: DatabaseName?
    /// Whether the answer must be planned afresh, not recalled.
    public var bypassCache: Bool
    /// How long the caller will wait; nil leaves it to the configuration.
    public var deadline: Duration?
    /// The trace it belongs to; nil when the caller named none.
    public var trace: TraceContext?
    /// The plan that the caller brings, so that no planner is asked. It is judged like any other.
    public var plan: Plan?

    public init(
        id: RequestID, caller: Caller, question: String, database: DatabaseName? = nil, bypassCache: Bool = false,
        deadline: Duration? = nil, trace: TraceContext? = nil, plan: Plan? = nil
    ) {
        self.id = id
        self.caller = caller
        self.question = question
        self.database = database
        self.bypassCache = bypassCache
        self.deadline = deadline
        self.trace = trace
        self.plan = plan
    }
}

/// Who asks: rate limits and the scope of cached answers go by it.
public struct Caller: Hashable, Sendable {
    /// The caller's organisation.
    public var tenant: TenantID
    /// The person or service, when known; an empty name is none.
    public var user: UserID? {
        didSet { user = Self.known(user) }
    }
    /// The network address, when known, in any spelling; an empty one is none.
    public var ip: String? {
        didSet { ip = Self.known(ip) }
    }

    /// What the caller may read and how often it may ask, by the configuration; nil is what everybody may.
    public var role: RoleName?

    public init(tenant: TenantID, user: UserID? = nil, ip: String? = nil, role: RoleName? = nil) {
        self.tenant = tenant
        self.user = Self.known(user)
        self.ip = Self.known(ip)
        self.role = role
    }

    // All whose name is empty would be one caller, with one allowance and one another's answers.

    private static func known(_ user: UserID?) -> UserID? { user?.text.isEmpty == true ? nil : user }

    private static func known(_ ip: String?) -> String? { ip?.isEmpty == true ? nil : ip }
}
