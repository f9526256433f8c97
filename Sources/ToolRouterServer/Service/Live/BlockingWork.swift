import Foundation

/// Work that blocks its thread, away from those that run tasks.
enum BlockingWork {
    /// Does `work` on a thread of its own and waits for it.
    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success {
        await withUnsafeContinuation { continuation in
            let thread = Thread { continuation.resume(returning: work()) }
            thread.start()
        }
    }
}
