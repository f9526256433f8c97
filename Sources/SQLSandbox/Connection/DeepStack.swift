import CSQLiteWork
import Foundation

/// A stack that covers all that SQLite's own recursion may take.
///
/// SQLite calls itself once for each level of an expression that it compiles, for each row of a `VALUES` with a window
/// function, and for each step of a path in JSON: by what the limits on texts and values allow up to 64 MB, a path of a
/// million bytes (3.40.1; `DeepStackTests` drives each of them). Beyond the end of a stack the process ends. Stacks are reserved, not
/// taken: a page of one costs memory only once it was used.
package enum DeepStack {
    /// The bytes of a stack that SQLite runs on.
    package static let bytes = 128 << 20

    /// Starts a thread with such a stack, which does `work` and ends.
    package static func start(_ name: String, bytes: Int = bytes, _ work: @escaping @Sendable () -> Void) {
        SystemThread.start(name, stack: bytes, work)
    }

    /// Does `body` here if three quarters of such a stack are left, else on a thread of its own that the caller waits for.
    package static func run<Result, Failure: Error>(
        bytes: Int = bytes, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if toolrouter_stack_left() >= bytes / 4 * 3 { return try body() }
        // The task stays where it is until the work is done.
        return try elsewhere(bytes, withUnsafeCurrentTask { Caller(task: $0) }, body)
    }

    /// Whether the task that is at work here, or for which a thread of this does its work, has been cancelled.
    static var callerIsCancelled: Bool { caller?.task?.isCancelled ?? Task.isCancelled }

    @TaskLocal private static var caller: Caller?

    /// The task that waits for a thread's work.
    private struct Caller: @unchecked Sendable {
        let task: UnsafeCurrentTask?
    }

    private static func elsewhere<Result, Failure: Error>(
        _ bytes: Int, _ caller: Caller, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withoutActuallyEscaping(body) { body throws(Failure) in
            let job = Job(body)
            let isDone = DispatchSemaphore(value: 0)
            start("sqlite", bytes: bytes) {
                $caller.withValue(caller) { job.run() }
                isDone.signal()
            }
            isDone.wait()
            return try job.takeOutcome().get()
        }
    }

    /// Work that one thread hands to another and waits for.
    private final class Job<Result, Failure: Error>: @unchecked Sendable {
        private var body: (() throws(Failure) -> Result)?
        private var outcome: Swift.Result<Result, Failure>?

        init(_ body: @escaping () throws(Failure) -> Result) {
            self.body = body
        }

        /// What came of it, once. The thread may hold the job a moment longer than its caller, and a database that was
        /// opened there must be closed when the caller says so.
        func takeOutcome() -> Swift.Result<Result, Failure> {
            defer { outcome = nil }
            return outcome!
        }

        func run() {
            guard let body else { return }
            self.body = nil
            do throws(Failure) {
                outcome = .success(try body())
            } catch {
                outcome = .failure(error)
            }
        }
    }
}
