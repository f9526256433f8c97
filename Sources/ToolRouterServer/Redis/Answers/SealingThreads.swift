import Foundation
import Synchronization

/// Where large answers are sealed and opened, which may take a millisecond each: two threads, and so many that wait at most.
final class SealingThreads: Sendable {
    /// The most answers that are there at once; more are refused.
    static let most = 64

    private let queue: OperationQueue
    private let count = Atomic(0)

    init() {
        queue = OperationQueue()
        queue.name = "sealing"
        queue.maxConcurrentOperationCount = 2
    }

    /// Does `work` there; nil, at once, when too much waits.
    func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success? {
        guard count.wrappingAdd(1, ordering: .relaxed).newValue <= Self.most else {
            count.wrappingSubtract(1, ordering: .relaxed)
            return nil
        }
        return await withUnsafeContinuation { continuation in
            queue.addOperation { [self] in
                let success = work()
                count.wrappingSubtract(1, ordering: .relaxed)
                continuation.resume(returning: success)
            }
        }
    }
}
