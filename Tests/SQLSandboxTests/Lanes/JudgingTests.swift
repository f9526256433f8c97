import Foundation
import Synchronization
import Testing
import ToolRouter

@testable import SQLSandbox

/// Judging on lanes of its own. A judge at a gate stands for one that SQLite's compiler keeps.
@Suite struct JudgingTests {
    private static let names = "SELECT name FROM customer"

    private let folder: TemporaryFolder
    private let path: String
    private let gate = Gate()

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    /// Has as many texts judged that no judge comes to an end with.
    private func occupy(_ count: Int, of pool: SandboxPool) async throws -> [Task<Verdict, Never>] {
        gate.stop(next: count)
        var tasks: [Task<Verdict, Never>] = []
        for number in 0..<count {
            tasks.append(Task { await pool.verdict(on: "SELECT 'costly \(number)'") })
            try await waits { gate.waiting == number + 1 }
        }
        return tasks
    }

    @Test func `who sends one costly text after the other delays nobody`() async throws {
        let pool = try gate.pool(path)
        let costly = try await occupy(1, of: pool)
        let others = await withTaskGroup(of: Result<ApprovedStatement, SQLRefusal>.self) { group in
            for number in 0..<200 { group.addTask { await pool.verdict(on: "SELECT \(number)") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.count { $0.refusal == nil } == 200)
        #expect(pool.runningJudges == 1, "the costly one is still being judged")
        gate.open()
        #expect(try await costly[0].value.get().columns == ["'costly 0'"])
    }

    @Test func `a remembered verdict needs no judge`() async throws {
        let pool = try gate.pool(path)
        let approved = try await pool.approve(Self.names, at: noon)
        let refused = try #require(await pool.verdict(on: "SELECT * FROM nosuch").refusal)
        let costly = try await occupy(SandboxPool.judges, of: pool)
        #expect(try await pool.approve(Self.names, at: noon) === approved)
        #expect(await pool.verdict(on: "SELECT * FROM nosuch").refusal == refused)
        #expect(try await !pool.dataVersion.text.isEmpty)
        #expect(gate.waiting == SandboxPool.judges)
        gate.open()
        for task in costly { #expect(await task.value.refusal == nil) }
    }

    @Test func `one text that many ask for at a time is judged once`() async throws {
        let pool = try gate.pool(path)
        gate.stop(next: 1)
        let asked = Mutex(0)
        let tasks = (0..<20).map { _ in
            Task { @Sendable in
                asked.withLock { $0 += 1 }
                return await pool.verdict(on: Self.names)
            }
        }
        try await waits { asked.withLock { $0 } == 20 && gate.waiting == 1 }
        try await Task.sleep(for: .milliseconds(20))
        gate.open()
        let first = try await tasks[0].value.get()
        for task in tasks { #expect(try await task.value.get() === first) }
        #expect(gate.visits == 1)
    }

    @Test func `who is cancelled does not wait for the verdict, and it is remembered`() async throws {
        let pool = try gate.pool(path)
        let costly = try await occupy(1, of: pool)
        costly[0].cancel()
        #expect(await costly[0].value.refusal?.code == .cancelled)
        #expect(gate.waiting == 1, "nothing interrupts the judge")
        gate.open()
        try await waits { pool.runningJudges == 0 }
        #expect(try await pool.approve("SELECT 'costly 0'", at: noon).columns == ["'costly 0'"])
        #expect(gate.visits == 1)
    }

    @Test func `others go on waiting when one of them is cancelled`() async throws {
        let pool = try gate.pool(path)
        let first = try await occupy(1, of: pool)[0]
        let second = Task { await pool.verdict(on: "SELECT 'costly 0'") }
        first.cancel()
        #expect(await first.value.refusal?.code == .cancelled)
        gate.open()
        #expect(try await second.value.get().columns == ["'costly 0'"])
    }

    @Test func `a text that nobody waits for any more leaves the line`() async throws {
        let pool = try gate.pool(path)
        let costly = try await occupy(SandboxPool.judges, of: pool)
        let waiting = (0..<2).map { _ in Task { await pool.verdict(on: Self.names) } }
        try await waits { pool.waitingTexts == 1 }
        waiting[0].cancel()
        #expect(await waiting[0].value.refusal?.code == .cancelled)
        waiting[1].cancel()
        #expect(await waiting[1].value.refusal?.code == .cancelled)
        #expect(pool.waitingTexts == 0)
        gate.open()
        for task in costly { _ = await task.value }
        #expect(gate.visits == SandboxPool.judges)
    }

    @Test func `more texts than may wait are busy`() async throws {
        let pool = try gate.pool(path, waiting: 1)
        let costly = try await occupy(SandboxPool.judges, of: pool)
        let waiting = Task { await pool.verdict(on: Self.names) }
        try await waits { pool.waitingTexts == 1 }
        #expect(await pool.verdict(on: "SELECT 1").refusal?.code == .busy)
        gate.open()
        for task in costly + [waiting] { #expect(await task.value.refusal == nil) }
        #expect(await pool.verdict(on: "SELECT 1").refusal == nil, "being busy passes")
    }

    @Test func `a task that is cancelled already gets no verdict that is not remembered`() async throws {
        let pool = try gate.pool(path)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await pool.verdict(on: Self.names)
        }
        #expect(await task.value.refusal?.code == .cancelled)
    }

    /// Most judges have not looked since the schema changed, and now they can't.
    @Test func `a judge that a writer keeps from a new schema judges nothing by the old one`() async throws {
        let pool = try SandboxPool(path)
        let writer = try Writer(path)
        try writer.execute("CREATE TABLE later(a)")
        _ = try await pool.dataVersion
        let approved = try await pool.approve(Self.names, at: noon)
        try writer.execute("BEGIN EXCLUSIVE")
        for number in 0..<40 {
            let refusal = await pool.verdict(on: "SELECT \(number), a FROM later").refusal
            #expect(refusal == nil || refusal?.code == .busy, "\(String(describing: refusal))")
        }
        #expect(try await pool.approve(Self.names, at: noon) === approved)
        try writer.execute("COMMIT")
        for number in 0..<40 { #expect(await pool.verdict(on: "SELECT \(number), a FROM later").refusal == nil) }
    }

    @Test func `a closed pool judges nothing new`() async throws {
        let pool = try gate.pool(path)
        let approved = try await pool.approve(Self.names, at: noon)
        let costly = try await occupy(SandboxPool.judges, of: pool)
        let waiting = Task { await pool.verdict(on: "SELECT 1") }
        try await waits { pool.waitingTexts == 1 }
        gate.open()
        await pool.close()
        for task in costly { _ = await task.value }
        #expect([nil, .databaseUnavailable].contains(await waiting.value.refusal?.code))
        #expect(await pool.verdict(on: "SELECT 2").refusal?.code == .databaseUnavailable)
        #expect(try await pool.approve(Self.names, at: noon) === approved)
    }

    /// Distinct texts, each of which takes all the memory that judging may take.
    @Test func `beside one who sends costly texts as fast as he can everybody is answered`() async throws {
        let pool = try SandboxPool(path, lanes: 2)
        let isDone = Mutex(false)
        let refused = Mutex(0)
        async let flood: Void = withTaskGroup(of: Void.self) { group in
            for sender in 0..<3 {
                group.addTask { @Sendable in
                    var number = 0
                    while !isDone.withLock({ $0 }) {
                        number += 1
                        let refusal = await pool.verdict(on: costlyText("\(sender) \(number)")).refusal
                        #expect(refusal?.code == .tooComplex)
                        refused.withLock { $0 += 1 }
                    }
                }
            }
        }
        try await waits { refused.withLock { $0 } > 0 }
        for number in 0..<300 {
            #expect(try await pool.number("SELECT count(*) + \(number) FROM customer") == 3 + Int64(number))
        }
        isDone.withLock { $0 = true }
        await flood
    }

    @Test func `what cost much to refuse is refused at once, whatever the schema, and judged anew later`() async throws
    {
        let pool = try SandboxPool(path)
        let refusal = try #require(await pool.verdict(on: costlyText("x")).refusal)
        #expect(refusal.code == .tooComplex)
        try Writer(path).execute("CREATE TABLE later(a)")
        #expect(await pool.verdict(on: costlyText("x")).refusal == refusal)
    }
}

/// How an approval ended.
private typealias Verdict = Result<ApprovedStatement, SQLRefusal>

extension SandboxPool {
    fileprivate func verdict(on sql: String) async -> Verdict {
        do throws(SQLRefusal) {
            return .success(try await approve(sql, at: noon))
        } catch {
            return .failure(error)
        }
    }
}

/// 24 common table expressions, each of which joins the one before with itself.
func costlyText(_ remark: String) -> String {
    let chain = (1...24).map { "c\($0) AS (SELECT x.a FROM c\($0 - 1) x JOIN c\($0 - 1) y)" }
    return "WITH c0 AS (SELECT id AS a FROM customer), \(chain.joined(separator: ", ")) SELECT a, '\(remark)' FROM c24"
}

extension Result where Failure == SQLRefusal {
    /// The refusal, if it is one.
    fileprivate var refusal: SQLRefusal? {
        guard case .failure(let refusal) = self else { return nil }
        return refusal
    }
}
