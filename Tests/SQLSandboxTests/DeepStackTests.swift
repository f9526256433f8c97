import Foundation
import Synchronization
import Testing
import ToolRouter

@testable import SQLSandbox

/// What makes SQLite call itself most often, at the limits: each of them ended the process on a stack of 8 MB, or with
/// higher limits would.
struct DeepStackTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sql: String
        var policy = SandboxPolicy()
        /// Whether it is answered; otherwise it is refused or fails with a code.
        var isAnswered = true
    }

    private static let wide: SandboxPolicy = {
        var policy = SandboxPolicy()
        policy.limits.statementBytes = 100_000
        policy.limits.expressionDepth = 200
        policy.limits.compoundSelects = 500
        return policy
    }()

    private static func withZeros(_ valueBytes: Int) -> SandboxPolicy {
        var policy = SandboxPolicy(functions: SandboxPolicy.deterministicFunctions.union(["zeroblob"]))
        policy.limits.valueBytes = valueBytes
        return policy
    }

    private static func list(_ head: String, _ unit: String, _ tail: String = "", bytes: Int) -> String {
        head + String(repeating: unit, count: (bytes - head.utf8.count - tail.utf8.count) / unit.utf8.count) + tail
    }

    private static func chain(_ count: Int, terms: Int) -> String {
        "WITH c0 AS (SELECT id AS x FROM customer)"
            + (1...count).map { ", c\($0) AS (SELECT x\(String(repeating: "+1", count: terms)) AS x FROM c\($0 - 1))" }
            .joined()
            + " SELECT x FROM c\(count)"
    }

    static let cases = [
        Case(
            testDescription: "rows of a VALUES that begins with a window",
            sql: list("VALUES (row_number() OVER ())", ",(1)", bytes: 10_000)),
        Case(
            testDescription: "twice as many", sql: list("VALUES (row_number() OVER ())", ",(1)", bytes: 32_768),
            isAnswered: false),
        Case(
            testDescription: "the same in the longest text",
            sql: list("VALUES (row_number() OVER ())", ",(1)", bytes: 100_000),
            policy: wide, isAnswered: false),
        Case(testDescription: "sums of sums", sql: chain(28, terms: 95)),
        Case(testDescription: "sums of sums, higher limits", sql: chain(28, terms: 190), policy: wide),
        Case(
            testDescription: "brackets", sql: list("SELECT ", "(", bytes: 32_768), isAnswered: false),
        Case(
            testDescription: "selects in one another", sql: list("SELECT ", "(SELECT ", "1", bytes: 32_768),
            isAnswered: false),
        Case(
            testDescription: "a path of 500,000 steps in JSON, higher limits",
            sql: "SELECT length(json_set('{}', '$' || replace(hex(zeroblob(249999)), '0', '.a'), 1))",
            policy: withZeros(1_000_000), isAnswered: false),
        Case(
            testDescription: "a path of 50,000 steps in JSON",
            sql: "SELECT length(json_insert('{}', '$' || replace(hex(zeroblob(24999)), '0', '.a'), 1))",
            policy: withZeros(100_000), isAnswered: false),
        Case(
            testDescription: "brackets in brackets in JSON",
            sql: "SELECT json_valid(replace(hex(zeroblob(24999)), '00', '[['))",
            policy: withZeros(100_000)),
        Case(
            testDescription: "a union of five hundred",
            sql: "SELECT 1" + String(repeating: " UNION SELECT 1", count: 499), policy: wide),
    ]

    private static func outcome(_ tested: Case, _ path: String) -> String {
        do {
            let sandbox = try Sandbox(opening: path, policy: tested.policy)
            _ = try sandbox.run(sandbox.approve(tested.sql, at: noon), at: noon)
            return "answered"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: cases)
    func `on whatever thread a statement is judged and run, it does not end the process`(_ tested: Case) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        // A thread of Swift's own pool.
        let outcome = Self.outcome(tested, path)
        #expect((outcome == "answered") == tested.isAnswered, "\(outcome)")
        // A thread with the smallest stack that there is, and one with SQLite's.
        for size in [128 * 1_024, DeepStack.bytes] {
            let elsewhere = Mutex("")
            await withCheckedContinuation { done in
                let thread = Thread {
                    let outcome = Self.outcome(tested, path)
                    elsewhere.withLock { $0 = outcome }
                    done.resume()
                }
                thread.stackSize = size
                thread.start()
            }
            #expect(elsewhere.withLock { $0 } == outcome)
        }
        // The threads of a pool.
        let pool = try SandboxPool(opening: path, policy: tested.policy)
        let pooled: String
        do {
            _ = try await pool.run(pool.approve(tested.sql, at: noon), at: noon)
            pooled = "answered"
        } catch {
            pooled = "\(error)"
        }
        #expect(pooled == outcome)
        await pool.close()
    }

    @Test func `a task that waits for a thread of its own is heard when it is cancelled`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let endless = try sandbox.approve(
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c", at: noon)
        let task = Task { () throws -> ResultSet in
            withUnsafeCurrentTask { $0?.cancel() }
            return try sandbox.run(endless, at: noon)
        }
        let failure = await #expect(throws: SQLFailure.self) { try await task.value }
        #expect(failure?.code == .cancelled)
    }
}
