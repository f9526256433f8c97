import Foundation
import ToolRouter

/// Searches that wait for a thread, in the order in which they came.
///
/// A search blocks its thread, so none runs on those that run tasks. What waits is bounded; what nobody waits for any more leaves at
/// once.
final class SearchQueue: Sendable {
    typealias Outcome = Result<DocumentSet, RouterError>

    /// The most searches that wait; more are refused.
    static let most = 256

    /// A search that somebody waits for.
    struct Job {
        let search: DocumentSearch
        let ticket: Ticket
        let answer: UnsafeContinuation<Outcome, Never>
    }

    /// Tells one search from the others, and whether its caller has left.
    final class Ticket: Sendable {
        private let lock = NSLock()
        private nonisolated(unsafe) var hasLeft = false

        var isCancelled: Bool { lock.withLock { hasLeft } }

        func cancel() { lock.withLock { hasLeft = true } }
    }

    private let condition = NSCondition()
    private nonisolated(unsafe) var jobs: [Job] = []
    private nonisolated(unsafe) var isClosed = false

    /// Has `search` done by one of the threads, and waits for it.
    func run(_ search: DocumentSearch) async throws(RouterError) -> DocumentSet {
        let ticket = Ticket()
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { answer in add(Job(search: search, ticket: ticket, answer: answer)) }
        } onCancel: {
            ticket.cancel()
            leave(ticket)
        }
        return try outcome.get()
    }

    private func add(_ job: Job) {
        let refusal = condition.withLock { () -> RouterError? in
            if job.ticket.isCancelled { return .searchEnded }
            if isClosed { return RouterError(.documentsUnavailable, at: .run, "the documents are closed") }
            guard jobs.count < Self.most else {
                return RouterError(
                    .documentsUnavailable, at: .run, "\(Self.most) searches wait already", hint: "ask again later")
            }
            jobs.append(job)
            condition.signal()
            return nil
        }
        if let refusal { job.answer.resume(returning: .failure(refusal)) }
    }

    private func leave(_ ticket: Ticket) {
        let left = condition.withLock {
            jobs.firstIndex { $0.ticket === ticket }.map { jobs.remove(at: $0) }
        }
        left?.answer.resume(returning: .failure(.searchEnded))
    }

    /// The next search for a thread that has none; waits for one. Nil when there will be no more.
    func next() -> Job? {
        condition.withLock {
            while jobs.isEmpty, !isClosed { condition.wait() }
            return isClosed ? nil : jobs.removeFirst()
        }
    }

    /// Refuses what waits and what comes.
    func close() {
        let waiting = condition.withLock {
            isClosed = true
            condition.broadcast()
            defer { jobs = [] }
            return jobs
        }
        for job in waiting { job.answer.resume(returning: .failure(.searchEnded)) }
    }
}

extension RouterError {
    /// Nobody waits for a search any more.
    static let searchEnded = RouterError(.cancelled, at: .run, "the search was ended")
}
