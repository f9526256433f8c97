import SQLSandbox
import Synchronization
import ToolRouter

/// Callers who ask one simple thing after the other, with a pause in between, and should not notice what becomes of others.
final class Bystanders: Sendable {
    private static let callers = 2
    private static let pause = Duration.milliseconds(1)

    private let pool: SandboxPool
    private let isOver = Atomic<Bool>(false)
    private let failed = Atomic<Int>(0)
    private let tasks: Mutex<[Task<[Duration], Never>]> = Mutex([])

    init(_ pool: SandboxPool) {
        self.pool = pool
    }

    /// How many of their requests have failed.
    var failures: Int { failed.load(ordering: .relaxed) }

    /// They begin to ask.
    func begin() {
        isOver.store(false, ordering: .relaxed)
        let started = (0..<Self.callers).map { caller in
            Task { [self] in
                var times: [Duration] = []
                while !isOver.load(ordering: .relaxed) {
                    let begin = ContinuousClock.now
                    if await !asks("SELECT count(*), \(caller) FROM item WHERE id <> \(times.count % 50)") {
                        failed.add(1, ordering: .relaxed)
                    }
                    times.append(ContinuousClock.now - begin)
                    try? await Task.sleep(for: Self.pause)
                }
                return times
            }
        }
        tasks.withLock { $0 = started }
    }

    /// They stop; how long each request took, sorted.
    func end() async -> [Duration] {
        isOver.store(true, ordering: .relaxed)
        var times: [Duration] = []
        for task in tasks.withLock({ $0 }) { times += await task.value }
        return times.sorted()
    }

    private func asks(_ sql: String) async -> Bool {
        let now = Timestamp(microseconds: 0)
        guard (try? await pool.dataVersion) != nil, let statement = try? await pool.approve(sql, at: now) else {
            return false
        }
        return (try? await pool.run(statement, at: now).rows.count) == 1
    }
}
