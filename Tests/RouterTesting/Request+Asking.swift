package import ToolRouter

extension Request {
    /// A request of one caller.
    package static func asking(
        _ question: String = "How many singers are there?", id: RequestID = "r-0", tenant: TenantID = "emea",
        database: DatabaseName? = nil, bypassCache: Bool = false, deadline: Duration? = nil
    ) -> Request {
        Request(
            id: id, caller: Caller(tenant: tenant, user: "u-1"), question: question, database: database,
            bypassCache: bypassCache, deadline: deadline)
    }
}
