import CLaneWalls
import Foundation

/// Starts lanes on one thread that lives as long as this process does: the kernel kills a lane when the thread dies that
/// has started it, whatever becomes of the process.
final class LaneStarter: @unchecked Sendable {
    private static let only = LaneStarter()

    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var line: [Order] = []

    /// A lane to start, and what came of it.
    private final class Order {
        let executable: String
        var result: Result<toolrouter_lane, LaneNotStarted>?

        init(_ executable: String) {
            self.executable = executable
        }
    }

    private init() {
        let thread = Thread { [self] in
            while true { work() }
        }
        thread.name = "sql-starter"
        thread.start()
    }

    /// Starts a lane and waits until it runs.
    static func start(_ executable: String) throws(LaneNotStarted) -> toolrouter_lane {
        try only.start(executable)
    }

    private func start(_ executable: String) throws(LaneNotStarted) -> toolrouter_lane {
        let order = Order(executable)
        condition.lock()
        defer { condition.unlock() }
        line.append(order)
        condition.broadcast()
        while true {
            if let result = order.result { return try result.get() }
            condition.wait()
        }
    }

    private func work() {
        condition.lock()
        while line.isEmpty { condition.wait() }
        let order = line.removeFirst()
        condition.unlock()
        var lane = toolrouter_lane()
        let error = toolrouter_lane_start(order.executable, &lane)
        condition.lock()
        order.result = error == 0 ? .success(lane) : .failure(LaneNotStarted(order.executable, error: error))
        condition.broadcast()
        condition.unlock()
    }
}

/// The system did not start a lane.
struct LaneNotStarted: Error {
    /// Why, in words.
    let detail: String

    init(_ detail: String) {
        self.detail = detail
    }

    init(_ executable: String, error: Int32) {
        detail = "the process of a lane cannot be started from \(executable): \(String(cString: strerror(error)))"
    }
}
