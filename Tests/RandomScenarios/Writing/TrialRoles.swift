/// What some callers may read, and how often they may ask.
struct TrialRoles {
    let draws: Draws
    let databases: [String]

    /// The roles, each as a mapping; none in most scenarios.
    var all: [(name: String, text: String)] {
        guard draws.happens(25, "has roles") else { return [] }
        return [("auditor", auditor), ("clerk", clerk), ("guest", guest)]
    }

    /// Reads less than everybody.
    private var clerk: String {
        "{sql: {\(databases.contains("shop") ? "tables: [item]" : "denied_functions: [count, sum]")}}"
    }

    /// Reads what nobody else does.
    private var auditor: String {
        guard databases == ["shop"] else { return "{sql: {budget: {rows: 1}}}" }
        return "{sql: {tables: [item, blank, payroll, cheap], widens: true}}"
    }

    /// Reads what everybody does, and asks more seldom, or more often.
    private var guest: String {
        let limit = draws.one(
            of: [
                "user: {requests: 1, per: 10s, burst: 2}", "user: {requests: 1000, per: 1s}",
                "tokens: {user: {tokens: 1000, per: 1s, burst: 3000}}",
            ], "limit")
        return "{limits: {\(limit)}}"
    }
}
