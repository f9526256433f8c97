/// One question to the router.
///
/// It goes through all stages, and into a dozen events, closures and records: so a copy of it is one reference.
public struct Request: Sendable {
    private struct Fields: Sendable {
        var id: RequestID
        var caller: Caller
        var question: String
        var database: DatabaseName?
        var bypassCache: Bool
        var deadline: Duration?
        var trace: TraceContext?
        var plan: Plan?
    }

    private var fields: Boxed<Fields>

    public init(
        id: RequestID, caller: Caller, question: String, database: DatabaseName? = nil, bypassCache: Bool = false,
        deadline: Duration? = nil, trace: TraceContext? = nil, plan: Plan? = nil
    ) {
        fields = Boxed(
            Fields(
                id: id, caller: caller, question: question, database: database, bypassCache: bypassCache,
                deadline: deadline, trace: trace, plan: plan))
    }

    /// Names the request in events, answers and reports.
    public var id: RequestID {
        get { fields.value.id }
        set { change { $0.id = newValue } }
    }

    /// Who asks.
    public var caller: Caller {
        get { fields.value.caller }
        set { change { $0.caller = newValue } }
    }

    /// The question, untrusted, as it was asked.
    public var question: String {
        get { fields.value.question }
        set { change { $0.question = newValue } }
    }

    /// The database it is about; needed only where several are served.
    public var database: DatabaseName? {
        get { fields.value.database }
        set { change { $0.database = newValue } }
    }

    /// Whether the answer must be planned afresh, not recalled.
    public var bypassCache: Bool {
        get { fields.value.bypassCache }
        set { change { $0.bypassCache = newValue } }
    }

    /// How long the caller will wait; nil leaves it to the configuration.
    public var deadline: Duration? {
        get { fields.value.deadline }
        set { change { $0.deadline = newValue } }
    }

    /// The trace it belongs to; nil when the caller named none.
    public var trace: TraceContext? {
        get { fields.value.trace }
        set { change { $0.trace = newValue } }
    }

    /// The plan that the caller brings, so that no planner is asked. It is judged like any other.
    public var plan: Plan? {
        get { fields.value.plan }
        set { change { $0.plan = newValue } }
    }

    private mutating func change(_ body: (inout Fields) -> Void) {
        var changed = fields.value
        body(&changed)
        fields = Boxed(changed)
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
