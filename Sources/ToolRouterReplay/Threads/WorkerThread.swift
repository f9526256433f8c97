import Foundation

/// Threads beside a simulation. What they do depends on what they are given, never on when they run.
enum WorkerThread {
    /// Starts a thread that does `work` and ends.
    static func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.name = name
        // As much as the main thread has: SQLite compiles deep expressions on it.
        thread.stackSize = 8 * 1_024 * 1_024
        thread.start()
    }
}

/// Something that now belongs to another thread, which the compiler can't see.
struct HandedOver<Value>: @unchecked Sendable {
    let value: Value
}
