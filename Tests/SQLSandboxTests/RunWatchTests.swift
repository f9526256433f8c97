import CSQLite
import Foundation
import Synchronization
import Testing
import ToolRouter

@testable import SQLSandbox

/// Statements that are stopped for a reason outside of them.
@Suite struct RunWatchTests {
    private let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    private let policy = SandboxPolicy(budget: ExecutionBudget(operations: .max / 2))

    @Test func `a statement that takes too much processor time is stopped, noted and not remembered`() throws {
        let folder = try TemporaryFolder()
        let watch = RunWatch(processorTime: .milliseconds(20))
        let sandbox = try Sandbox(
            opening: folder.database(), policy: policy, isSnapshot: true, remembersRows: true, watch: watch)
        let count = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
        #expect(try sandbox.run(count, at: noon).rows == [[.integer(3)]])
        #expect(watch.cause == nil)
        let approved = try sandbox.approve(endless, at: noon)
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure == SQLFailure(.executionBudget, "stopped after too much processor time", mayPass: true))
        #expect(watch.cause == .processorTime && !watch.hasStopped(for: .interruption))
        #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
    }

    @Test(arguments: [0, 1, 100])
    func `an interruption stops the statement that runs`(looksBefore: Int) throws {
        let folder = try TemporaryFolder()
        let looks = Mutex(0)
        let isRunning = Mutex(false)
        let watch = RunWatch {
            guard isRunning.withLock({ $0 }) else { return false }
            return looks.withLock { looks in
                looks += 1
                return looks > looksBefore
            }
        }
        let sandbox = try Sandbox(opening: folder.database(), policy: policy, watch: watch)
        let approved = try sandbox.approve(endless, at: noon)
        isRunning.withLock { $0 = true }
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure.code == .cancelled && failure.mayPass)
        #expect(watch.cause == .interruption)
    }

    @Test func `an interruption stops a script that is built`() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: SandboxError.self) {
            try DatabaseScript.build(
                "CREATE TABLE t(a);\n\(endless);", at: folder.file("built.sqlite"), isInterrupted: { true })
        }
        #expect(error.reason == .script && error.detail.hasSuffix(": the process was told to end"))
        #expect(try folder.contents.isEmpty)
    }
}
