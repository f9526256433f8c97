import SQLSandbox
import Testing
import ToolRouter
import ToolRouterTools

@testable import ToolRouterReplay

struct ApprovedRunsTests {
    private static let refusal = RouterError(.tableDenied, at: .guard, "the table is not allowed")
    private static let failure = RouterError(.sqlFailed, at: .run, "it failed")
    private static let composed = Plan(sql: "SELECT 'caf\u{E9}'")
    private static let decomposed = Plan(sql: "SELECT 'cafe\u{301}'")

    static let stories = [
        InvariantStory(
            "the approved plan", .now(.arrived()), .now(.approved(.count, Footprint())), .now(.ran(.count, .twoRows)),
            .now(.answered())),
        InvariantStory(
            "the approved plan, which fails", .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.runFailed(.count, failure)), .now(.failed(failure))),
        InvariantStory(
            "another confidence, the same statement", .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.ran(Plan(tool: .sql, arguments: Plan.count.arguments, confidence: .one), .twoRows)), .now(.answered())
        ),
        InvariantStory(
            "another statement", breaks: [2], .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.ran(.names, .twoRows)), .now(.answered())),
        InvariantStory(
            "another statement, which fails", breaks: [2], .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.runFailed(.names, failure)), .now(.failed(failure))),
        InvariantStory(
            "a statement that only looks the same", breaks: [2], .now(.arrived()),
            .now(.approved(composed, Footprint())),
            .now(.ran(decomposed, .twoRows)), .now(.answered(decomposed))),
        InvariantStory(
            "another tool", breaks: [2], .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.ran(Plan(tool: "rest", arguments: Plan.count.arguments), .twoRows)), .now(.answered())),
        InvariantStory(
            "no approval", breaks: [1], .now(.arrived()), .now(.ran(.count, .twoRows)), .now(.answered())),
        InvariantStory(
            "an approval taken back", breaks: [3], .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.disapproved(refusal)), .now(.ran(.count, .twoRows)), .now(.answered())),
        InvariantStory(
            "the approval of another request", breaks: [3], .now(.arrived()), .at(.zero, "r-2", .arrived("r-2")),
            .now(.approved(.count, Footprint())), .at(.zero, "r-2", .ran(.count, .twoRows)),
            .now(.ran(.count, .twoRows)),
            .now(.answered()), .at(.zero, "r-2", .answered(to: "r-2"))),
        InvariantStory(
            "the approval of an earlier request", breaks: [5], .now(.arrived()), .now(.approved(.count, Footprint())),
            .now(.ran(.count, .twoRows)), .now(.answered()), .now(.arrived()), .now(.ran(.count, .twoRows)),
            .now(.answered())),
        InvariantStory("rows from nowhere", breaks: [1], .now(.arrived()), .now(.answered())),
        InvariantStory(
            "rows from the cache", .now(.arrived()), .now(.recalled(.hit(.of("q"), age: .zero))),
            .now(.answered(.count, .cache))),
        InvariantStory(
            "rows said to be from the cache", breaks: [2], .now(.arrived()), .now(.recalled(.miss)),
            .now(.answered(.count, .cache))),
        InvariantStory(
            "a kept answer in the planner's place", .now(.arrived()),
            .now(.servedFallback(.of("q"), .plannerFailed, age: .zero)),
            .now(.answered(.count, .stale))),
        InvariantStory(
            "one that was to be renewed", .now(.arrived()), .now(.servedFallback(.of("q"), nil, age: .zero)),
            .now(.answered(.count, .cache))),
        InvariantStory(
            "a stale answer said to be fresh", breaks: [2], .now(.arrived()),
            .now(.servedFallback(.of("q"), .circuitOpen, age: .zero)), .now(.answered(.count, .cache))),
        InvariantStory(
            "rows said to be a stale answer", breaks: [1], .now(.arrived()), .now(.answered(.count, .stale))),
        InvariantStory("a refusal", .now(.arrived()), .now(.disapproved(refusal)), .now(.failed(refusal))),
    ]

    @Test(arguments: stories)
    func `breaks when anything else runs than what the guard approved`(story: InvariantStory) {
        story.expect(of: ApprovedRuns())
    }

    private static let rights = CallerRights(
        SandboxPolicy(tables: .only(["singer", "concert"]), functions: ["count", "max"]),
        roles: [
            "clerk": SandboxPolicy(
                tables: .only(["Singer"]), deniedColumns: ["SINGER": ["Fee"]], functions: ["count"]),
            "auditor": SandboxPolicy(),
        ])

    private static func approved(
        _ name: String, breaks: [Int] = [], role: RoleName?, tables: [String] = [], columns: [String] = [],
        functions: [String] = []
    ) -> InvariantStory {
        InvariantStory(
            name, breaks: breaks, .now(.arrived(caller: Caller(tenant: "t", role: role))),
            .now(.approved(.count, Footprint(tables: tables, columns: columns, functions: functions))),
            .now(.ran(.count, .twoRows)), .now(.answered()))
    }

    static let ofRights = [
        approved("a table that everybody may read", role: nil, tables: ["concert"]),
        approved("a table that nobody may read", breaks: [1], role: nil, tables: ["payroll"]),
        approved("a table of a role, in other letters", role: "clerk", tables: ["singer"], columns: ["singer.name"]),
        approved("a table that others may read", breaks: [1], role: "clerk", tables: ["singer", "concert"]),
        approved("a column that the role may not read", breaks: [1], role: "clerk", columns: ["singer.fee"]),
        approved("a function that others may call", breaks: [1], role: "clerk", functions: ["max"]),
        approved("what only that role may read", role: "auditor", tables: ["payroll"], functions: ["max"]),
        approved("a role that nobody knows", breaks: [1], role: "boss"),
        approved("a role without a name", breaks: [1], role: ""),
    ]

    @Test(arguments: ofRights)
    func `breaks when the guard approves what the caller's role may not`(story: InvariantStory) {
        story.expect(of: ApprovedRuns(Self.rights))
    }
}
