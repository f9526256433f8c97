import Foundation
import Synchronization
package import ToolRouter

/// Documents that may change while they are searched: those of a server.
///
/// Searches run on two threads of their own, each over a connection that reads only. A third thread looks every now and then whether
/// documents have changed, and brings the index up to date: a search sees the index before or after, and waits for neither.
package final class LiveDocuments: DocumentSearcher {
    /// How many searches run at a time.
    private static let threads = 2

    private let current: Mutex<IndexState>
    private let trouble = Mutex<DocumentFault?>(nil)
    private let listener = Mutex<(@Sendable (String) -> Void)?>(nil)
    private let queue = SearchQueue()
    private let stop = StopSignal()
    private let ends = ThreadEnds()
    private let source: any DocumentSource
    private let bounds: DocumentBounds

    /// Brings the index up to date, and goes on to do so.
    ///
    /// - Parameters:
    ///   - path: the file of the index.
    ///   - isScratch: whether nobody needs it afterwards.
    ///   - refresh: how often the documents are looked at.
    package init(
        _ source: any DocumentSource, within bounds: DocumentBounds, index path: String, isScratch: Bool,
        refresh: Duration
    ) throws(DocumentFault) {
        self.source = source
        self.bounds = bounds
        let index = try DocumentIndex(path, isScratch: isScratch)
        let glance = source.glance()
        try index.fill(from: source, within: bounds)
        current = Mutex(try index.state())
        var readers: [Owned<IndexReader>] = []
        for _ in 0..<Self.threads {
            do throws(SearchEngineError) {
                readers.append(Owned(IndexReader(try SearchConnection(path, .read))))
            } catch {
                throw DocumentFault(error, of: path)
            }
        }
        for reader in readers {
            ends.start("docs-search") { [queue] in
                while let job = queue.next() {
                    let outcome = SearchQueue.Outcome { () throws(RouterError) in
                        try reader.value.find(job.search) { job.ticket.isCancelled }
                    }
                    job.answer.resume(returning: outcome)
                }
            }
        }
        let owned = Owned(index)
        ends.start("docs-refresh") { [self] in
            var last = glance
            while !stop.wait(for: refresh) { refreshOnce(owned.value, &last) }
        }
    }

    package var state: IndexState { current.withLock { $0 } }

    /// Why the documents could not be looked at the last time, so that the index is older than they are; nil when it is not.
    package var refreshTrouble: DocumentFault? { trouble.withLock { $0 } }

    /// Tells `listener` from now on when the documents can't be looked at, and when they can be again.
    package func tell(_ listener: @escaping @Sendable (String) -> Void) {
        self.listener.withLock { $0 = listener }
    }

    package func find(_ search: DocumentSearch) async throws(RouterError) -> DocumentSet {
        try await queue.run(search)
    }

    /// Ends all threads, and waits for that. Nobody searches any more.
    package func close() async {
        stop.set()
        queue.close()
        await ends.wait()
    }

    private func refreshOnce(_ index: DocumentIndex, _ last: inout String?) {
        let glance = source.glance()
        if let glance, glance == last { return }
        do {
            let changes = try index.update(from: source, within: bounds, isCancelled: { stop.isSet })
            if changes.areAny {
                let state = try index.state()
                current.withLock { $0 = state }
            }
            last = glance
            note(nil)
        } catch let fault as DocumentFault {
            note(fault)
        } catch {
            // It was ended, and is going to be.
        }
    }
}

extension LiveDocuments {
    /// Keeps how the last look went, and says so when it is otherwise than the one before.
    private func note(_ fault: DocumentFault?) {
        let before = trouble.withLock { trouble in
            defer { trouble = fault }
            return trouble
        }
        guard (before == nil) != (fault == nil), let listener = listener.withLock({ $0 }) else { return }
        listener(
            fault.map { "documents are searched as they were, since \($0.path): \($0.problem); \($0.remedy)" }
                ?? "documents are up to date again")
    }
}

/// What one thread at a time owns.
private struct Owned<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
