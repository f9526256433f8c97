import Dispatch
import Synchronization

/// Waits on the calling thread for work that is done in a task.
enum AsyncWork {
    static func wait<Success: Sendable>(_ work: @escaping @Sendable () async throws -> Success) throws -> Success {
        let done = DispatchSemaphore(value: 0)
        let result = Outcome<Success>()
        Task {
            do {
                result.put(.success(try await work()))
            } catch {
                result.put(.failure(error))
            }
            done.signal()
        }
        done.wait()
        return try result.take().get()
    }

    private final class Outcome<Success: Sendable>: Sendable {
        private let result = Mutex<Result<Success, any Error>?>(nil)

        func put(_ result: Result<Success, any Error>) {
            self.result.withLock { $0 = result }
        }

        func take() -> Result<Success, any Error> {
            guard let result = result.withLock({ $0 }) else { preconditionFailure("work ended without a result") }
            return result
        }
    }
}
