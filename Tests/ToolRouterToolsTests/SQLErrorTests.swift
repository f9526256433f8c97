import SQLSandbox
import Testing
import ToolRouter

@testable import ToolRouterTools

@Suite struct SQLErrorTests {
    @Test(arguments: SQLRefusal.Code.allCases)
    func `every refusal of the sandbox is an error code of the router`(code: SQLRefusal.Code) {
        let known = ErrorCode(rawValue: code.rawValue)
        #expect(known != nil)
        let saysNothingOfTheText: Set<SQLRefusal.Code> = [.databaseUnavailable, .busy, .cancelled]
        #expect(known?.kind == (saysNothingOfTheText.contains(code) ? .executionError : .validationError))
    }

    /// A pattern that is longer than the default limit, and one that is not.
    private static let long = "%" + String(repeating: "a", count: 200)
    private static let short = String(repeating: "a", count: 30)
    private static let shorterPattern = "write a shorter pattern, or look for the text with instr()"

    /// Statements that are approved and fail while they run.
    struct Failing: CustomTestStringConvertible, Sendable {
        let sql: String
        let code: ErrorCode
        var budget = ExecutionBudget()

        var testDescription: String { sql }
    }

    @Test(arguments: [
        Failing(sql: "SELECT abs(-9223372036854775807 - 1) FROM customer", code: .sqlFailed),
        Failing(sql: "SELECT json('{') FROM customer", code: .sqlFailed),
        Failing(
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            code: .executionBudget, budget: ExecutionBudget(operations: 50_000)),
        Failing(sql: "SELECT count(*) FROM customer WHERE name LIKE '\(long)'", code: .sqlTooComplex),
        Failing(sql: "SELECT count(*) FROM customer WHERE name GLOB '\(long)'", code: .sqlTooComplex),
        Failing(sql: "SELECT like('\(long)', name, '!') FROM customer", code: .sqlTooComplex),
        Failing(sql: "SELECT name LIKE replace('xxxxxxxxx', 'x', '\(short)') FROM customer", code: .sqlTooComplex),
    ])
    func `a statement that fails while it runs is an error of stage run`(_ failing: Failing) async throws {
        let shop = try Shop()
        try shop.build("shop")
        let policy = SandboxPolicy(tables: .only(["customer"]), budget: failing.budget)
        let tool = try shop.tool("shop", policy: policy)
        let call = try await tool.approve(
            Plan(sql: failing.sql), for: Shop.ask("?"), at: Shop.noon)
        let error = await #expect(throws: RouterError.self) { try await call.run(at: Shop.noon) }
        #expect(error?.code == failing.code)
        #expect(error?.stage == .run)
        #expect(error?.hint == (failing.code == .sqlTooComplex ? Self.shorterPattern : nil))
        #expect(error?.detail.isEmpty == false)
    }

    @Test func `a run whose task was cancelled is cancelled`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let call = try await tool.approve(Plan(sql: endless), for: Shop.ask("?"), at: Shop.noon)
        let run = Task { () async -> RouterError? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(RouterError) {
                _ = try await call.run(at: Shop.noon)
                return nil
            } catch {
                return error
            }
        }
        #expect(await run.value?.code == .cancelled)
    }

    @Test func `a plan without a statement is refused as empty`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let error = await #expect(throws: RouterError.self) {
            _ = try await tool.approve(Plan(tool: .sql), for: Shop.ask("?"), at: Shop.noon)
        }
        #expect(error?.code == .sqlEmpty)
    }

    /// The present of `date('now')` is the request's.
    @Test func `an approved call sees the moment it is run at`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let plan = Plan(sql: "SELECT CAST(strftime('%s', 'now') AS INTEGER)")
        let call = try await shop.tool("shop").approve(plan, for: Shop.ask("?"), at: Timestamp(nanoseconds: 0))
        #expect(try await call.run(at: Shop.noon).count == 1_795_176_000)
    }
}
