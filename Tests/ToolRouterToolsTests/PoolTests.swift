import SQLSandbox
import Synchronization
import Testing
import ToolRouter

@testable import ToolRouterTools

/// The tool as a server has it: over a pool of lanes.
@Suite struct PoolTests {
    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    private let shop: Shop
    private let pool: SandboxPool
    private let tool: SQLTool

    init() throws {
        shop = try Shop()
        try shop.build("shop")
        var policy = Shop.policy
        policy.budget.operations = .max / 2
        pool = try SandboxPool(
            opening: "\(shop.path)/shop.sqlite", policy: policy,
            settings: PoolSettings(lanes: 1, busyTimeout: .seconds(60)))
        tool = SQLTool(databases: ["shop": pool], policy: policy)
    }

    private func approve(_ sql: String) async throws -> any ApprovedCall {
        try await tool.approve(Plan(sql: sql), for: Shop.ask("?"), at: Shop.noon)
    }

    @Test func `a statement is recognised, approved and run`() async throws {
        let request = Shop.ask("SELECT name FROM customer ORDER BY id")
        let plan = try #require(await tool.recognise(request, at: Shop.noon))
        let call = try await tool.approve(plan, for: request, at: Shop.noon)
        guard case .rows(let result) = try await call.run(at: Shop.noon) else {
            Issue.record("no rows")
            return
        }
        #expect(result.rows == [[.text("Ada")], [.text("Grace")], [.text("Barbara")]])
        #expect(try await tool.fingerprint(for: request).data == "shop")
    }

    @Test func `what the policy denies is refused`() async throws {
        let error = await #expect(throws: RouterError.self) { try await approve("SELECT code FROM secret") }
        #expect(error?.code == .tableDenied)
    }

    /// A writer keeps readers out for longer than any of them waits.
    @Test func `who is cancelled waits for no writer, and another database answers meanwhile`() async throws {
        try shop.build("other")
        let other = try SandboxPool(opening: "\(shop.path)/other.sqlite", policy: Shop.policy)
        let tool = SQLTool(databases: ["shop": pool, "other": other], policy: Shop.policy)
        let writer = try ShopWriter("\(shop.path)/shop.sqlite")
        try writer.execute("BEGIN EXCLUSIVE")
        let (locked, free) = (
            Shop.ask("SELECT name FROM customer", "shop"), Shop.ask("SELECT name FROM customer", "other")
        )
        #expect(try await tool.fingerprint(for: free).data == "other")
        #expect(await tool.recognise(free, at: Shop.noon) != nil)
        #expect(await tool.recognise(locked, at: Shop.noon) != nil, "the schema is known")
        let plan = Plan(sql: "SELECT count(*) FROM customer")
        let call = try await tool.approve(plan, for: locked, at: Shop.noon)
        for wait in [
            { _ = try await tool.fingerprint(for: locked) }, { _ = try await call.run(at: Shop.noon) },
        ] as [@Sendable () async throws -> Void] {
            let task = Task { () -> ErrorCode? in
                do {
                    try await wait()
                    return nil
                } catch {
                    return (error as? RouterError)?.code
                }
            }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            #expect(await task.value == .cancelled)
        }
        try writer.execute("COMMIT")
        #expect(try await call.run(at: Shop.noon).count == 3)
    }

    /// As the router does it: by the deadline the call is cancelled and left behind.
    @Test func `a call that the router leaves behind frees its lane`() async throws {
        let call = try await approve(Self.endless)
        for _ in 0..<3 {
            let outcome = await RaceScheduler().run(by: Shop.noon + .milliseconds(30)) {
                (_: Result<ToolResult, RouterError>) in
            } _: {
                do throws(RouterError) {
                    return .success(try await call.run(at: Shop.noon))
                } catch {
                    return .failure(error)
                }
            }
            guard case .deadlineReached = outcome else {
                Issue.record("an endless statement ended: \(outcome)")
                continue
            }
            #expect(try await approve("SELECT count(*) FROM customer").run(at: Shop.noon).count == 3)
        }
        #expect(pool.runningRuns == 0 && pool.waitingRuns == 0)
    }

    @Test func `a run whose task was cancelled is cancelled`() async throws {
        let call = try await approve(Self.endless)
        let run = Task { () async -> RouterError? in
            do throws(RouterError) {
                _ = try await call.run(at: Shop.noon)
                return nil
            } catch {
                return error
            }
        }
        while pool.runningRuns == 0 { try await Task.sleep(for: .milliseconds(1)) }
        run.cancel()
        #expect(await run.value?.code == .cancelled)
    }

    @Test func `more calls than may wait are busy`() async throws {
        let small = try SandboxPool(
            opening: "\(shop.path)/shop.sqlite", policy: Shop.policy, settings: PoolSettings(lanes: 1, waiting: 1))
        let tool = SQLTool(databases: ["shop": small], policy: Shop.policy)
        let call = try await tool.approve(Plan(sql: Self.endless), for: Shop.ask("?"), at: Shop.noon)
        let codes = await withTaskGroup(of: ErrorCode?.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    do throws(RouterError) {
                        _ = try await call.run(at: Shop.noon)
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.contains(.databaseBusy))
        #expect(Set(codes).isSubset(of: [.databaseBusy, .executionBudget]))
    }
}

/// A scheduler on the real clock, as far as a race goes.
private final class RaceScheduler: Scheduler {
    private let begin = ContinuousClock.now

    var now: Timestamp { Shop.noon + begin.duration(to: .now) }

    func sleep(until moment: Timestamp) async throws(CancellationError) {
        guard (try? await Task.sleep(for: moment - now)) != nil else { throw CancellationError() }
    }

    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        let race = DeadlineRace()
        let task = Task { await work(race) }
        let verdict = await verdict(of: race, by: deadline)
        if verdict != .finished { task.cancel() }
        return verdict
    }

    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        let alarm = Task {
            try? await self.sleep(until: deadline)
            race.reachDeadline()
        }
        defer { alarm.cancel() }
        return await race.verdict()
    }

    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task { await lane() }
    }
}
