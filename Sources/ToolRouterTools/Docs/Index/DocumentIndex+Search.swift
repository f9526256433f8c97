package import ToolRouter

extension DocumentIndex {
    /// Searches in it, one after the other on one thread.
    package func session() -> SearchSession { SearchSession(IndexReader(connection)) }
}

/// Searches in one index, which remember how common words are. Use it on one thread at a time.
package final class SearchSession {
    private let reader: IndexReader

    fileprivate init(_ reader: IndexReader) {
        self.reader = reader
    }

    /// Does the search that `plan` asks for, if the guard of `docs` lets it pass; on the thread that asks.
    package func find(_ plan: Plan, within limits: SearchLimits) throws(RouterError) -> DocumentSet {
        try reader.find(try DocumentSearch.approved(plan, within: limits), isCancelled: { false })
    }
}
