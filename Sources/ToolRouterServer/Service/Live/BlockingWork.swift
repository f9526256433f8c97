import SQLSandbox

/// Work that blocks its thread, away from those that run tasks.
enum BlockingWork {
    /// Does `work` on a thread of its own and waits for it.
    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success {
        await withUnsafeContinuation { continuation in
            SystemThread.start("work") { continuation.resume(returning: work()) }
        }
    }
}
