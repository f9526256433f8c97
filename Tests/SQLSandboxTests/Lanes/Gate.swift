import Foundation
import SQLSandbox

/// Stops some of those who come through, for as long as a test likes: the monotonic clock of a pool, which every judging
/// asks as it begins.
final class Gate: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var toStop = 0
    private var isOpen = true
    private var passed = 0
    private var standing = 0

    /// A pool whose judges come through the gate.
    func pool(_ path: String, waiting: Int = 1_000) throws -> SandboxPool {
        try SandboxPool(
            opening: path,
            policy: SandboxPolicy(budget: ExecutionBudget(operations: .max / 2, time: .seconds(3_600))),
            settings: PoolSettings(lanes: 1, waiting: waiting, busyTimeout: .seconds(60)),
            monotonicNow: { [self] in
                pass()
                return .zero
            })
    }

    /// Stops the next who come, as many of them; the others go through.
    func stop(next count: Int) {
        condition.lock()
        toStop = count
        isOpen = false
        condition.unlock()
    }

    /// Lets everybody through.
    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    /// How many stand before the gate.
    var waiting: Int {
        condition.lock()
        defer { condition.unlock() }
        return standing
    }

    /// How many have come.
    var visits: Int {
        condition.lock()
        defer { condition.unlock() }
        return passed + standing
    }

    private func pass() {
        condition.lock()
        defer { condition.unlock() }
        if toStop > 0 {
            toStop -= 1
            standing += 1
            while !isOpen { condition.wait() }
            standing -= 1
        }
        passed += 1
    }
}
