import Synchronization
package import ToolRouter

/// Documents that do not change while they are searched, each search on the thread that asks for it: those of a replay.
package final class StillDocuments: DocumentSearcher {
    package let state: IndexState
    private let reader: Mutex<Reader>

    private struct Reader: @unchecked Sendable {
        let reader: IndexReader
    }

    /// Indexes the documents of `source` in memory.
    package init(_ source: any DocumentSource, within bounds: DocumentBounds) throws(DocumentFault) {
        let index = try DocumentIndex(nil)
        try index.fill(from: source, within: bounds)
        state = try index.state()
        reader = Mutex(Reader(reader: IndexReader(index.connection)))
    }

    package func find(_ search: DocumentSearch) async throws(RouterError) -> DocumentSet {
        try reader.withLock { reader throws(RouterError) in
            // Nothing else runs on the thread of a simulation meanwhile, so nobody can end it.
            try reader.reader.find(search, isCancelled: { false })
        }
    }
}

extension DocumentIndex {
    /// Brings the index up to date, which nobody cancels.
    func fill(from source: any DocumentSource, within bounds: DocumentBounds) throws(DocumentFault) {
        do {
            _ = try update(from: source, within: bounds)
        } catch let fault as DocumentFault {
            throw fault
        } catch {
            preconditionFailure("an update that nobody cancels was: \(error)")
        }
    }
}
