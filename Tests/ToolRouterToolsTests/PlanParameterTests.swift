import SQLSandbox
import Testing
import ToolRouter

@testable import ToolRouterTools

/// Where the values of a statement's parameters come from, and who may say them.
@Suite struct PlanParameterTests {
    private let shop: Shop
    private let tool: SQLTool

    init() throws {
        shop = try Shop()
        try shop.build("shop")
        tool = try shop.tool("shop")
    }

    private static let ada = Caller(tenant: "acme", user: "1")
    private static let grace = Caller(tenant: "acme", user: "2")
    private static let nobody = Caller(tenant: "acme", ip: "10.1.0.9")

    private func approve(_ plan: Plan, as caller: Caller) async throws(RouterError) -> any ApprovedCall {
        let request = Request(id: "r-1", caller: caller, question: "?")
        return try await tool.approve(plan, for: request, at: Shop.noon)
    }

    private func rows(_ plan: Plan, as caller: Caller) async throws -> [[Value]] {
        try await approve(plan, as: caller).run(at: Shop.noon).table.rows
    }

    private func error(_ plan: Plan, as caller: Caller) async -> RouterError? {
        do throws(RouterError) {
            _ = try await approve(plan, as: caller)
            return nil
        } catch {
            return error
        }
    }

    @Test func `who asks is told by the request`() async throws {
        let plan = Plan(sql: "SELECT count(*), :tenant FROM purchase WHERE customer_id = :user")
        #expect(try await rows(plan, as: Self.ada) == [[.integer(2), .text("acme")]])
        #expect(try await rows(plan, as: Self.grace) == [[.integer(1), .text("acme")]])
        #expect(try await rows(plan, as: Caller(tenant: "other", user: "3")) == [[.integer(0), .text("other")]])
    }

    @Test func `who asks is a text, whatever it looks like`() async throws {
        let plan = Plan(sql: "SELECT typeof(:user), :user")
        for user in ["7", "' OR 1=1 --", ":user", "NULL", "\u{1F980}"] {
            let caller = Caller(tenant: "acme", user: UserID(user))
            #expect(try await rows(plan, as: caller) == [[.text("text"), .text(user)]])
        }
    }

    @Test(arguments: [
        ("SELECT :user", true), ("SELECT :tenant", true), ("SELECT 1 WHERE 0 AND :user", true), ("SELECT 1", false),
        ("SELECT ':user'", false), ("SELECT :users", false),
    ])
    func `a call says whether it depends on who asks`(sql: String, depends: Bool) async throws {
        let parameters: [String: PlanArgument] = sql.contains(":users") ? ["users": .null] : [:]
        let call = try await approve(Plan(sql: sql, parameters: parameters), as: Self.ada)
        #expect(call.footprint.dependsOnCaller == depends)
    }

    @Test func `a plan's values are of the kinds that a database has`() async throws {
        let plan = Plan(
            sql: "SELECT :text, :whole, :real, :yes, :no, :none, :small",
            parameters: [
                "text": .string("a'b"), "whole": .number("-9223372036854775808"), "real": .number("1.50"),
                "yes": .bool(true), "no": .bool(false), "none": .null, "small": .number("1E-3"),
            ])
        #expect(
            try await rows(plan, as: Self.nobody) == [
                [
                    .text("a'b"), .integer(.min), .real(1.5), .integer(1), .integer(0), .null, .real(0.001),
                ]
            ])
    }

    /// A plan that has the wrong values, and why.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        var arguments: PlanArgument?
        var caller = PlanParameterTests.ada
        var code = ErrorCode.argumentInvalid
        let detail: String
    }

    private static func values(_ values: [String: PlanArgument]) -> PlanArgument { .object(values) }

    static let refused = [
        Refused(
            testDescription: "nobody says who asks", sql: "SELECT :user", caller: nobody, code: .callerUnknown,
            detail: "the statement asks for :user, and the request does not name its user"),
        Refused(
            testDescription: "an empty name", sql: "SELECT :user", caller: Caller(tenant: "acme", user: ""),
            code: .callerUnknown, detail: "the statement asks for :user, and the request does not name its user"),
        Refused(
            testDescription: "a name with a NUL", sql: "SELECT :user",
            caller: Caller(tenant: "acme", user: "a\0b"), code: .callerUnknown, detail: "the value of :user holds a NUL"
        ),
        Refused(
            testDescription: "a name of a megabyte", sql: "SELECT :user",
            caller: Caller(tenant: "acme", user: UserID(String(repeating: "u", count: 1_000_000))),
            code: .callerUnknown, detail: "the value of :user is too long: all of them may have 32768 bytes"),
        Refused(
            testDescription: "a parameter that nobody knows", sql: "SELECT :city",
            detail: "the parameter :city has no value"),
        Refused(
            testDescription: "one of two", sql: "SELECT :a, :b", arguments: values(["a": .null]),
            detail: "the parameter :b has no value"),
        Refused(
            testDescription: "one too many", sql: "SELECT :a", arguments: values(["a": .null, "b": .null]),
            detail: "the statement has no parameter :b"),
        Refused(
            testDescription: "one where there is none", sql: "SELECT 1", arguments: values(["a": .null]),
            detail: "the statement has no parameter :a"),
        Refused(
            testDescription: "the plan says who asks", sql: "SELECT :user", arguments: values(["user": .string("2")]),
            detail: "the plan says who asks, by the parameter :user"),
        Refused(
            testDescription: "the plan says who asks, and nobody else does", sql: "SELECT :user",
            arguments: values(["user": .string("2")]), caller: nobody,
            detail: "the plan says who asks, by the parameter :user"),
        Refused(
            testDescription: "the plan says for whom", sql: "SELECT 1", arguments: values(["tenant": .string("x")]),
            detail: "the plan says who asks, by the parameter :tenant"),
        Refused(
            testDescription: "another case of who asks", sql: "SELECT :User", arguments: values(["User": .string("2")]),
            detail: "the plan says who asks, by the parameter :User"),
        Refused(
            testDescription: "another case in the statement", sql: "SELECT :TENANT", detail: ":TENANT is not :tenant"),
        Refused(
            testDescription: "no object", sql: "SELECT :a", arguments: .list([.null]),
            detail: "the plan's `parameters` are not an object"),
        Refused(
            testDescription: "null", sql: "SELECT 1", arguments: .null,
            detail: "the plan's `parameters` are not an object"),
        Refused(
            testDescription: "a list", sql: "SELECT :a", arguments: values(["a": .list([.null])]),
            detail: "the value of :a is a list or an object"),
        Refused(
            testDescription: "a whole number beyond 64 bits", sql: "SELECT :a",
            arguments: values(["a": .number("9223372036854775808")]),
            detail: "the value of :a is no number that a database has"),
        Refused(
            testDescription: "a number beyond all", sql: "SELECT :a", arguments: values(["a": .number("1e999")]),
            detail: "the value of :a is no number that a database has"),
        Refused(
            testDescription: "no number at all", sql: "SELECT :a", arguments: values(["a": .number("nan")]),
            detail: "the value of :a is no number that a database has"),
        Refused(
            testDescription: "an empty number", sql: "SELECT :a", arguments: values(["a": .number("")]),
            detail: "the value of :a is no number that a database has"),
        Refused(
            testDescription: "a NUL", sql: "SELECT :a", arguments: values(["a": .string("\0")]),
            detail: "the value of :a holds a NUL"),
        Refused(
            testDescription: "a megabyte", sql: "SELECT :a",
            arguments: values(["a": .string(String(repeating: "x", count: 1_000_000))]),
            detail: "the value of :a is too long: all of them may have 32768 bytes"),
        Refused(
            testDescription: "a name with a colon", sql: "SELECT :a", arguments: values([":a": .null]),
            detail: "a parameter has a name that no statement can have: :a"),
        Refused(
            testDescription: "a letter that is K to Unicode", sql: "SELECT :K", arguments: values(["\u{212A}": .null]),
            detail: "a parameter has a name that no statement can have: \u{212A}"),
        Refused(
            testDescription: "33 of them", sql: "SELECT :p0",
            arguments: values(Dictionary(uniqueKeysWithValues: (0..<33).map { ("p\($0)", PlanArgument.null) })),
            detail: "the plan has 33 parameters, 32 are allowed"),
        Refused(
            testDescription: "the statement is refused before its values are looked at", sql: "SELECT code FROM secret",
            arguments: values(["user": .null]), code: .tableDenied, detail: "the table secret is not allowed"),
    ]

    @Test(arguments: refused)
    func `a plan with the wrong values is refused by the guard, and no value is told`(row: Refused) async throws {
        var plan = Plan(sql: row.sql)
        plan.arguments[Plan.parametersKey] = row.arguments
        let error = try #require(await error(plan, as: row.caller))
        #expect(error.code == row.code && error.stage == .guard)
        if row.code != .tableDenied { #expect(error.detail == row.detail) }
        #expect(error.hint?.isEmpty == false)
        #expect(error.detail.utf8.count < 1_100)
    }

    @Test(arguments: [
        #"{"tool":"sql","sql":"SELECT :user","parameters":{"user":"2"}}"#,
        #"{"tool":"sql","sql":"SELECT :city","parameters":{"city":"Oslo"},"confidence":1}"#,
        #"{"sql":"SELECT 1","parameters":{"tenant":"other"}}"#,
    ])
    func `a model says no values`(text: String) throws {
        let plan = try PlanDecoder([SQLPlanSyntax()]).decode(text).get()
        #expect(plan.arguments.keys.sorted() == ["sql"])
    }

    @Test(arguments: ["SELECT :user", "SELECT name FROM customer WHERE id = :user", "SELECT :nobody"])
    func `a statement with parameters is recognised where a question is expected`(sql: String) async throws {
        let request = Request(id: "r-1", caller: Self.ada, question: sql)
        #expect(await tool.recognise(request, at: Shop.noon)?.sql == sql)
        #expect(await tool.understands(sql, for: request, at: Shop.noon))
    }

    @Test func `two plans are the same text only with the same values`() {
        let one = Plan(sql: "SELECT :a", parameters: ["a": .number("1")])
        #expect(tool.hasSameText(one, Plan(sql: "select :a", parameters: ["a": .number("1")])))
        #expect(!tool.hasSameText(one, Plan(sql: "SELECT :a", parameters: ["a": .number("2")])))
        #expect(!tool.hasSameText(one, Plan(sql: "SELECT :a")))
    }
}
