import Foundation

/// A thread with as much stack as the worst statement of a script needs: SQLite goes through an expression by calling
/// itself, some 400 bytes a level.
enum ScriptThread {
    /// The stack in bytes, of which only what is used takes memory: 512 MiB.
    private static let stack = 512 << 20

    /// Does `body` on such a thread, and waits for it.
    static func run(_ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            body()
            done.signal()
        }
        thread.name = "sql-script"
        thread.stackSize = stack
        thread.start()
        done.wait()
    }
}
