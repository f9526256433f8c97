import Foundation

/// Work on a thread of its own, as another process would do it; SQLite's waiting would block a thread of Swift's.
final class OtherThread: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var result: Result<Void, any Error>?

    init(_ work: @escaping @Sendable () throws -> Void) {
        Thread.detachNewThread { [self] in
            let result = Result { try work() }
            condition.lock()
            self.result = result
            condition.broadcast()
            condition.unlock()
        }
    }

    /// Whether the work has ended.
    var hasEnded: Bool {
        condition.lock()
        defer { condition.unlock() }
        return result != nil
    }

    /// Waits for the end; throws what the work threw.
    func join() throws {
        condition.lock()
        defer { condition.unlock() }
        while result == nil { condition.wait() }
        try result?.get()
    }
}

/// Something that now belongs to another thread, which the compiler can't see.
struct HandedOver<Value>: @unchecked Sendable {
    let value: Value
}
