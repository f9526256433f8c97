extension Router {
    /// Runs an approved call by the request's deadline.
    func run(_ call: any ApprovedCall, _ progress: Progress) async throws(RouterError) -> ToolResult {
        let outcome = await scheduler.run(by: progress.deadline) { (_: Result<ToolResult, RouterError>) in
            // The rows of a call that nobody waits for any more are of no use.
        } _: { [scheduler] in
            do throws(RouterError) {
                return .success(try await call.run(at: scheduler.now))
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .finished(.success(let result)):
            emit(.ran(call.plan, result), progress)
            return result
        case .finished(.failure(let error)):
            throw fail(call, error, progress)
        case .deadlineReached:
            throw fail(
                call, RouterError(.deadlineExceeded, at: .run, "the request's deadline passed while the tool ran"),
                progress)
        case .cancelled:
            throw fail(call, .cancelled(at: .run), progress)
        }
    }

    private func fail(_ call: any ApprovedCall, _ error: RouterError, _ progress: Progress) -> RouterError {
        emit(.runFailed(call.plan, error), progress)
        return error
    }
}
