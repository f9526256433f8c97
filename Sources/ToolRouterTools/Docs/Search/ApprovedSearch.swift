import ToolRouter

/// A search that the guard of `docs` has let pass. Only `approve` makes one.
struct ApprovedSearch: ApprovedCall {
    let plan: Plan
    private let search: DocumentSearch
    private let searcher: any DocumentSearcher

    private init(_ plan: Plan, _ search: DocumentSearch, _ searcher: any DocumentSearcher) {
        self.plan = plan
        self.search = search
        self.searcher = searcher
    }

    /// Judges a plan: `query`, a text, and perhaps `limit`, a whole number, and nothing else.
    static func approve(
        _ plan: Plan, within limits: SearchLimits, by searcher: any DocumentSearcher
    ) throws(RouterError) -> ApprovedSearch {
        for name in plan.arguments.keys.sorted() where name != "query" && name != "limit" {
            throw RouterError(
                .argumentInvalid, at: .guard, "a search has no argument \(String(name.prefix(40)).debugDescription)",
                hint: "send `query`, and `limit` if need be")
        }
        guard case .string(let text)? = plan.arguments["query"] else {
            throw RouterError(
                .argumentInvalid, at: .guard, "a search needs a text in `query`", hint: "send the words to look for")
        }
        let search = DocumentSearch(
            query: try query(text, limits), most: try most(plan.arguments["limit"], limits), limits: limits)
        return ApprovedSearch(plan, search, searcher)
    }

    private static func query(_ text: String, _ limits: SearchLimits) throws(RouterError) -> SearchQuery {
        do throws(SearchQuery.Refusal) {
            return try SearchQuery(text, within: limits)
        } catch {
            switch error {
            case .empty:
                throw RouterError(
                    .searchEmpty, at: .guard, "there is no word to look for in the query",
                    hint: "send words as they would stand in the text")
            case .tooLong(let bytes): throw tooLong("the query has more than \(bytes) bytes")
            case .tooManyWords(let count): throw tooLong("the query has more than \(count) words")
            case .tooManyPhrases(let count): throw tooLong("the query has more than \(count) phrases in quotes")
            }
        }
    }

    private static func tooLong(_ detail: String) -> RouterError {
        RouterError(.searchTooLong, at: .guard, detail, hint: "send the words that matter most")
    }

    private static func most(_ limit: PlanArgument?, _ limits: SearchLimits) throws(RouterError) -> Int {
        guard let limit, limit != .null else { return limits.results }
        guard case .number(let text) = limit, let number = Int(text), 1...limits.results ~= number else {
            throw RouterError(
                .argumentInvalid, at: .guard, "`limit` is no whole number from 1 to \(limits.results)",
                hint: "leave it out, or send such a number")
        }
        return number
    }

    /// A search reads nothing of the present, and nothing that depends on the caller.
    var footprint: Footprint { Footprint() }

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        .documents(try await searcher.find(search))
    }
}
