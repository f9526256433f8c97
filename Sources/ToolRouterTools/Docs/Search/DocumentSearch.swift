import ToolRouter

/// A search that the guard of `docs` has let pass. Only the guard, `approved`, makes one.
package struct DocumentSearch: Sendable {
    let query: SearchQuery
    /// The most passages.
    let most: Int
    let limits: SearchLimits

    private init(_ query: SearchQuery, most: Int, _ limits: SearchLimits) {
        self.query = query
        self.most = most
        self.limits = limits
    }

    /// Judges a plan: `query`, a text, and perhaps `limit`, a whole number, and nothing else.
    static func approved(_ plan: Plan, within limits: SearchLimits) throws(RouterError) -> DocumentSearch {
        for name in plan.arguments.keys.sorted() where name != "query" && name != "limit" {
            throw RouterError(
                .argumentInvalid, at: .guard, "a search has no argument \(String(name.prefix(40)).debugDescription)",
                hint: "send `query`, and `limit` if need be")
        }
        guard case .string(let text)? = plan.arguments["query"] else {
            throw RouterError(
                .argumentInvalid, at: .guard, "a search needs a text in `query`", hint: "send the words to look for")
        }
        return DocumentSearch(
            try query(text, limits), most: try most(plan.arguments["limit"], limits), limits)
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
                .argumentInvalid, at: .guard, "`limit` is not a whole number from 1 to \(limits.results)",
                hint: "leave it out, or send such a number")
        }
        return number
    }
}
