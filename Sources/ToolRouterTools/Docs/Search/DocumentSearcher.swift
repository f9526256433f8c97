import CSQLite
package import ToolRouter

/// Does searches in an index, and knows what the index holds.
package protocol DocumentSearcher: Sendable {
    /// What the index holds now.
    var state: IndexState { get }

    /// Does `search`. Ends soon after its task is cancelled.
    func find(_ search: DocumentSearch) async throws(RouterError) -> DocumentSet
}

extension IndexReader {
    /// Does `search`; what ends it early, or goes wrong, is an error of the router's.
    func find(
        _ search: DocumentSearch, isCancelled: @escaping @Sendable () -> Bool
    ) throws(RouterError) -> DocumentSet {
        let meter = SearchMeter(limit: search.limits.operations, isCancelled: isCancelled)
        do throws(SearchEngineError) {
            return try self.search(search.query, most: search.most, within: search.limits, meter)
        } catch {
            switch meter.ended {
            case .budget:
                throw RouterError(
                    .executionBudget, at: .run, "the search took more than \(search.limits.operations) operations",
                    hint: "look for fewer or rarer words")
            case .cancelled: throw RouterError(.cancelled, at: .run, "the search was ended")
            case nil:
                throw RouterError(
                    .documentsUnavailable, at: .run, "the index of documents can't be read: \(error.message)")
            }
        }
    }
}
