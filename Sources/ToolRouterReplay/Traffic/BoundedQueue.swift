import Foundation
import SQLSandbox

/// A queue between two threads: one puts, the other takes, and the faster one waits. It has a bound in elements and one in
/// bytes, beyond which there is one element at most.
///
/// Who waits is woken when the queue is half full, or half empty, or when the other one waits as well: to wake a thread costs more than
/// to hand over an element. So what was put may lie there until more is put or ``finish()`` is called, and the thread that puts must
/// wait for nothing that the other one does with it.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var elements: [(element: Element, bytes: Int)] = []
    private var first = 0
    private var bytes = 0
    private let capacity: Int
    private let mostBytes: Int
    private var isPutterWaiting = false
    private var isFinished = false
    private var isAbandoned = false
    private let uptime: (@Sendable () -> Duration)?
    private var waited = (toPut: Duration.zero, toTake: Duration.zero)

    /// Holds at most `capacity` elements, and elements of at most `bytes`, or one that takes more.
    ///
    /// - Parameter uptime: a clock to measure with how long each side waits; nil measures nothing.
    init(capacity: Int, bytes: Int = .max, uptime: (@Sendable () -> Duration)? = nil) {
        self.uptime = uptime
        precondition(capacity >= 1, "a queue holds at least 1, found \(capacity)")
        self.capacity = capacity
        mostBytes = bytes
    }

    /// Adds `element`, which takes `bytes`, after waiting for room; false when the other thread takes no more.
    func put(_ element: Element, bytes: Int = 0) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if !hasRoom(for: bytes), !isAbandoned {
            isPutterWaiting = true
            condition.signal()
            waited.toPut += wait { !(count <= capacity / 2 && hasRoom(for: bytes)) && !isAbandoned }
            isPutterWaiting = false
        }
        if isAbandoned { return false }
        self.bytes += bytes
        elements.append((element, bytes))
        if isWorthTaking { condition.signal() }
        return true
    }

    /// How long the one side has waited for room, and the other one for elements; zero without a clock.
    var waits: (toPut: Duration, toTake: Duration) {
        condition.lock()
        defer { condition.unlock() }
        return waited
    }

    /// Waits as long as `isTooEarly`; how long that was.
    private func wait(while isTooEarly: () -> Bool) -> Duration {
        let start = uptime?()
        while isTooEarly() { condition.wait() }
        guard let uptime, let start else { return .zero }
        return uptime() - start
    }

    private var count: Int { elements.count - first }

    /// Whether a thread that waits for elements is woken.
    private var isWorthTaking: Bool { count >= max(1, capacity / 2) || bytes >= mostBytes / 2 || isPutterWaiting }

    private func hasRoom(for more: Int) -> Bool {
        count == 0 || (count < capacity && bytes <= mostBytes - more)
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
        bytes = 0
        condition.broadcast()
    }

    /// Takes the oldest element, after waiting for one; nil when there will be none.
    func take() -> Element? {
        condition.lock()
        defer { condition.unlock() }
        if count == 0, !isFinished, !isAbandoned {
            waited.toTake += wait { (count == 0 || !isWorthTaking) && !isFinished && !isAbandoned }
        }
        guard first < elements.count else { return nil }
        let (element, taken) = elements[first]
        first += 1
        bytes -= taken
        if first >= capacity || first == elements.count {
            elements.removeFirst(first)
            first = 0
        }
        if count <= capacity / 2 { condition.signal() }
        return element
    }
}

/// Threads beside a simulation. What they do depends on what they are given, never on when they run.
enum WorkerThread {
    /// Starts a thread that does `work` and ends.
    static func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
        // It may judge and run statements.
        DeepStack.start(name, work)
    }
}

/// Something that now belongs to another thread, which the compiler can't see.
struct HandedOver<Value>: @unchecked Sendable {
    let value: Value
}
