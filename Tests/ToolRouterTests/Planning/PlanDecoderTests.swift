import Testing
import ToolRouter

/// The decoder between tools; what SQL teaches it is tested with the tools.
@Suite struct PlanDecoderTests {
    /// Plans that shout a word: `HELLO` or `{"word":"hello"}`.
    private struct Shouting: PlanSyntax {
        let tool: ToolName = "shout"
        let textForm: String? = "one word in capitals"

        func claims(_ members: PlanMembers) -> Bool { members.has("word") }

        func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument] {
            guard let word = members.text("word") else { throw members.invalid("word", expected: "a word") }
            return ["word": .string(word)]
        }

        func arguments(ofText text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> [String: PlanArgument]? {
            guard text.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
            return ["word": .string(String(decoding: text, as: UTF8.self).lowercased())]
        }
    }

    private static let decoder = PlanDecoder([PlainPlanSyntax(tool: "docs"), Shouting()])
    private static let hello = Plan(tool: "shout", arguments: ["word": .string("hello")])

    @Test(arguments: [
        ("text in a tool's language", "HELLO", hello), ("fenced", "```\nHELLO\n```", hello),
        ("an object that a tool claims", #"{"word":"hello"}"#, hello),
        ("an object that names its tool", #"{"tool":"shout","word":"hello","loud":true}"#, hello),
        ("tool and confidence null", #"{"tool":null,"word":"hello","confidence":null}"#, hello),
        (
            "a tool without a syntax of its own", #"{"tool":"docs","query":"returns","word":"hello","confidence":0.5}"#,
            Plan(
                tool: "docs", arguments: ["query": .string("returns"), "word": .string("hello")],
                confidence: Ratio(millionths: 500_000))
        ),
        (
            "a tool that nobody knows", #"{"tool":"fax","to":"me","pages":[1,2.50,{"no":true}]}"#,
            Plan(
                tool: "fax",
                arguments: [
                    "to": .string("me"),
                    "pages": .list([.number("1"), .number("2.50"), .object(["no": .bool(true)])]),
                ])
        ),
        (
            "members that are null are absent", #"{"tool":"docs","query":"returns","limit":null,"confidence":null}"#,
            Plan(tool: "docs", arguments: ["query": .string("returns")])
        ),
        (
            "null inside of a member is a value", #"{"tool":"docs","filter":{"year":null},"ids":[null]}"#,
            Plan(tool: "docs", arguments: ["filter": .object(["year": .null]), "ids": .list([.null])])
        ),
        (
            "what other tools would want is null", #"{"tool":"docs","query":"returns","word":null}"#,
            Plan(tool: "docs", arguments: ["query": .string("returns")])
        ),
        ("of two members of one name the last, be it null", #"{"tool":"docs","a":1,"a":null}"#, Plan(tool: "docs")),
        (
            "of two members of one name the last", #"{"tool":"docs","a":[1],"a":{"b":1,"b":2}}"#,
            Plan(tool: "docs", arguments: ["a": .object(["b": .number("2")])])
        ),
        ("no tool, with nothing to call it with", #"{"tool":"none","word":"hello"}"#, Plan(tool: "none")),
    ])
    func `a reply is a plan`(name: String, reply: String, plan: Plan) {
        #expect(Self.decoder.decode(reply) == .success(plan))
    }

    @Test(
        arguments: [
            ("prose", "Hello", .proseReply(expected: "a JSON object or one word in capitals")),
            ("an object that no tool claims", #"{"query":"returns"}"#, invalid("tool", "absent", "the name of a tool")),
            ("tool null", #"{"tool":null,"query":"returns"}"#, invalid("tool", "null", "the name of a tool")),
            ("tool a list", #"{"tool":["docs"]}"#, invalid("tool", "an array", "the name of a tool")),
            ("what the tool's syntax refuses", #"{"word":7}"#, invalid("word", "a number", "a word")),
            ("nothing but null", #"{"word":null}"#, invalid("tool", "absent", "the name of a tool")),
            ("a tool's own member null", #"{"tool":"shout","word":null}"#, invalid("word", "null", "a word")),
            (
                "confidence a list", #"{"word":"a","confidence":[1]}"#,
                invalid("confidence", "an array", "a number from 0 to 1")
            ),
        ] as [(String, String, PlanDecodingFailure)])
    func `a reply is no plan`(name: String, reply: String, failure: PlanDecodingFailure) {
        #expect(Self.decoder.decode(reply) == .failure(failure))
    }

    private static func invalid(_ field: String, _ found: String, _ expected: String) -> PlanDecodingFailure {
        .invalidPlan(field: field, found: found, expected: expected)
    }

    @Test func `where no tool has a language of its own, text is prose`() {
        #expect(PlanDecoder([]).decode("SELECT 1") == .failure(.proseReply(expected: "a JSON object")))
    }

    @Test func `where several tools claim an object, the first has it`() {
        struct Greedy: PlanSyntax {
            let tool: ToolName
            func claims(_ members: PlanMembers) -> Bool { true }
            func arguments(of members: PlanMembers) -> [String: PlanArgument] { [:] }
        }
        let decoder = PlanDecoder([Shouting(), Greedy(tool: "first"), Greedy(tool: "second")])
        #expect(decoder.decode(#"{"query":"a"}"#) == .success(Plan(tool: "first")))
    }

    /// Each in one list, so that the list is one more.
    @Test(arguments: [(9_999, true), (10_000, false)])
    func `arguments hold ten thousand values at most`(count: Int, isPlan: Bool) throws {
        for value in ["1", "[]", #""a""#] {
            let list = [String](repeating: value, count: count).joined(separator: ",")
            switch Self.decoder.decode("{\"tool\":\"docs\",\"a\":[\(list)]}") {
            case .success(let plan):
                #expect(isPlan)
                guard case .list(let values) = plan.arguments["a"] else { throw Missing() }
                #expect(values.count == count)
            case .failure(let failure):
                #expect(!isPlan)
                #expect(
                    failure
                        == Self.invalid("reply", "an object of more than 10000 values", "at most 10000 values"))
            }
        }
        let members = (0..<count + 1).map { "\"\($0)\":0" }.joined(separator: ",")
        let plan = try? Self.decoder.decode("{\"tool\":\"docs\",\(members)}").get()
        #expect((plan != nil) == isPlan)
    }

    private struct Missing: Error {}
}
