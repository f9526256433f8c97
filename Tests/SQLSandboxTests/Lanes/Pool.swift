import Foundation
import SQLSandbox
import Synchronization
import Testing
import ToolRouter

/// Goes on for ever, and for every row counts a few operations.
let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

extension SandboxPool {
    /// A pool over the file at `path` with the default policy, but no bound on operations that a test would meet.
    convenience init(
        _ path: String, _ policy: SandboxPolicy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2)),
        lanes: Int = 1, waiting: Int = 1_000, busyTimeout: Duration = .seconds(60),
        processes: LaneProcesses? = BuiltLanes.everywhere
    ) throws {
        try self.init(
            opening: path, policy: policy,
            settings: PoolSettings(lanes: lanes, waiting: waiting, busyTimeout: busyTimeout),
            processes: processes)
    }

    /// Approves and runs.
    func rows(_ sql: String) async throws -> [[Value]] {
        try await run(approve(sql, at: noon), at: noon).rows
    }

    /// The first value of the first row, which must be a number.
    func number(_ sql: String) async throws -> Int64 {
        guard case .integer(let number)? = try await rows(sql).first?.first else {
            throw NoNumber()
        }
        return number
    }

    /// Approves, runs, and gives the code of the failure.
    func failure(_ sql: String) async throws -> SQLFailure.Code? {
        let approved = try await approve(sql, at: noon)
        do throws(SQLFailure) {
            _ = try await run(approved, at: noon)
            return nil
        } catch {
            return error.code
        }
    }

    struct NoNumber: Error {}
}

/// How a run in a task of its own ended.
typealias Outcome = Result<ResultSet, SQLFailure>

extension Outcome {
    /// The code of the failure, if it is one.
    var failure: SQLFailure.Code? {
        guard case .failure(let failure) = self else { return nil }
        return failure.code
    }
}

extension SandboxPool {
    /// Starts a run in a task of its own.
    func start(_ statement: ApprovedStatement) -> Task<Outcome, Never> {
        Task {
            do throws(SQLFailure) {
                return .success(try await run(statement, at: noon))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Cancels `run`, the only one under way, so long after it has begun; how it ended, and how long it took to.
    func cancel(
        _ run: Task<Outcome, Never>, afterMilliseconds pause: UInt32
    ) async throws -> (outcome: Outcome, took: Duration) {
        // On a thread of its own, since other tests may keep those of tasks busy.
        let took = Mutex(Duration.zero)
        let canceller = OtherThread { [self] in
            while runningRuns == 0 { usleep(1_000) }
            usleep(pause * 1_000)
            let begin = ContinuousClock.now
            run.cancel()
            while runningRuns == 1 { usleep(1_000) }
            took.withLock { $0 = ContinuousClock.now - begin }
        }
        let outcome = await run.value
        try canceller.join()
        return (outcome, took.withLock { $0 })
    }
}

/// Waits until `condition` holds, for as long as that takes on a machine with other things to do.
func waits(until condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(1_200)
    while !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("twenty minutes were not enough")
            return
        }
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// How often this process and its children have the file open.
func openFiles(at path: String) -> Int {
    let files = FileManager.default
    return ([getpid()] + children(of: getpid())).reduce(0) { count, process in
        let descriptors = (try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
        return count
            + descriptors.count { descriptor in
                (try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(descriptor)")) == path
            }
    }
}

/// The processes that `process` has started and that are there.
func children(of process: pid_t) -> [pid_t] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { pid_t($0) }.filter { child in
        // proc(5): the name in brackets may hold anything; after it come the state and the parent.
        guard let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8),
            let words = stat.split(separator: ")").last?.split(separator: " "), words.count > 1
        else { return false }
        return pid_t(words[1]) == process
    }
}
