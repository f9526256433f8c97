import Foundation

/// A queue between two threads: one puts, the other takes, and the faster one waits.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var elements: [Element] = []
    private var first = 0
    private let capacity: Int
    private var isFinished = false
    private var isAbandoned = false

    /// Holds at most `capacity` elements.
    init(capacity: Int) {
        precondition(capacity >= 1, "a queue holds at least 1, found \(capacity)")
        self.capacity = capacity
    }

    /// Adds `element`, after waiting for room; false when the other thread takes no more.
    func put(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while elements.count - first >= capacity, !isAbandoned { condition.wait() }
        if isAbandoned { return false }
        elements.append(element)
        condition.signal()
        return true
    }

    /// Nothing more will be put.
    func finish() {
        condition.lock()
        defer { condition.unlock() }
        isFinished = true
        condition.broadcast()
    }

    /// Nothing more will be taken.
    func abandon() {
        condition.lock()
        defer { condition.unlock() }
        isAbandoned = true
        elements = []
        first = 0
        condition.broadcast()
    }

    /// Takes the oldest element, after waiting for one; nil when there will be none.
    func take() -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while first == elements.count, !isFinished, !isAbandoned { condition.wait() }
        guard first < elements.count else { return nil }
        let element = elements[first]
        first += 1
        if first >= capacity || first == elements.count {
            elements.removeFirst(first)
            first = 0
        }
        condition.signal()
        return element
    }
}

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
