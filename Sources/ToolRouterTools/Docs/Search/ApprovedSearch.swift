import ToolRouter

/// A search that is approved, and what does it.
struct ApprovedSearch: ApprovedCall {
    let plan: Plan
    private let search: DocumentSearch
    private let searcher: any DocumentSearcher

    /// Throws a `validation_error` when the guard refuses the plan.
    init(_ plan: Plan, within limits: SearchLimits, by searcher: any DocumentSearcher) throws(RouterError) {
        search = try DocumentSearch.approved(plan, within: limits)
        self.plan = plan
        self.searcher = searcher
    }

    /// A search reads nothing of the present, and nothing that depends on the caller.
    var footprint: Footprint { Footprint() }

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        .documents(try await searcher.find(search))
    }
}
