import Testing
import ToolRouter
import ToolRouterTools

/// What models write around plans and instead of them: named by default, let in where the rules say so.
@Suite struct ReplyRulesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: String
        /// What comes of it by default.
        let failure: PlanDecodingFailure.Code
        /// What lets it in; nil when nothing does.
        let rules: ReplyRules?
        var testDescription: String { name }

        init(_ name: String, _ reply: String, _ failure: PlanDecodingFailure.Code, _ strip: Set<ReplyWrapping>? = nil) {
            self.name = name
            self.reply = reply
            self.failure = failure
            rules = strip.map { ReplyRules(strip: $0) }
        }

        /// A call of a tool.
        init(call name: String, _ reply: String) {
            self.name = name
            self.reply = reply
            failure = .toolCallReply
            rules = ReplyRules(readsToolCalls: true)
        }
    }

    private static let object = #"{"tool":"sql","sql":"SELECT 1"}"#
    private static let everything = ReplyRules(strip: Set(ReplyWrapping.allCases), readsToolCalls: true)

    static let wrapped = [
        Row("thinking before an object", "<think>One row.</think>\n\(object)", .surroundingText, [.think]),
        Row("no thinking before a statement", "<think></think>SELECT 1", .surroundingText, [.think]),
        Row(
            "thinking in capitals before a fence", "<THINK>a\nb</Think>\n```sql\nSELECT 1\n```", .surroundingText,
            [.think]),
        Row("thinking by another name", "<reasoning>a</reasoning> SELECT 1", .surroundingText, [.think]),
        Row("thinking about tags", "<think>a < b, </thin, <</think>SELECT 1", .surroundingText, [.think]),
        Row("LangChain's label", "SQLQuery: SELECT 1", .surroundingText, [.label]),
        Row("a label in bold", "**SQL Query:** SELECT 1", .surroundingText, [.label]),
        Row("a bold label, its colon apart", "**Answer**: \(object)", .surroundingText, [.label]),
        Row("a label before a fence", "sql:\n```sql\nSELECT 1\n```", .surroundingText, [.label]),
        Row("a lone closing fence", "SELECT 1\n```", .surroundingText, [.fence]),
        Row("a lone closing fence, CRLF", "SELECT 1;\r\n```\r\n", .surroundingText, [.fence]),
        Row("a lone closing fence behind an object", "\(object)\n```", .surroundingText, [.fence]),
        Row("a fence never closed", "```sql\nSELECT 1", .malformedPlan, [.fence]),
        Row("a fence never closed around an object", "```json\n\(object)", .malformedPlan, [.fence]),
        Row("prose before one block", "Here it is:\n\n```sql\nSELECT 1\n```", .surroundingText, [.prose]),
        Row("prose before one block with an object", "Sure!\n```json\n\(object)\n```", .surroundingText, [.prose]),
        Row("prose before a fence never closed", "Sure!\n```sql\nSELECT 1", .surroundingText, [.prose, .fence]),
        Row("all at once", "<think>a</think>\nSQL: SELECT 1\n```", .surroundingText, [.think, .label, .fence]),
    ]

    static let calls = [
        Row(call: "with arguments", #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#),
        Row(call: "with arguments as a string", #"{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}"#),
        Row(
            call: "OpenAI's message",
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"c-1","type":"function","function":{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}}]}"#
        ),
        Row(call: "OpenAI's older one", #"{"function_call":{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}}"#),
        Row(call: "Gemini's", #"{"functionCall":{"name":"sql","args":{"sql":"SELECT 1"}}}"#),
        Row(call: "Anthropic's", #"{"type":"tool_use","id":"t","name":"sql","input":{"sql":"SELECT 1"}}"#),
        Row(call: "Llama's", #"{"name":"sql","parameters":{"sql":"SELECT 1"}}"#),
        Row(call: "Mistral's list", #"[{"name":"sql","arguments":{"sql":"SELECT 1"}}]"#),
        Row(call: "Qwen's tags", "<tool_call>\n{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\"}}\n</tool_call>"),
        Row(
            call: "with prose as its content",
            #"{"content":"I look: one row.","tool_calls":[{"name":"sql","arguments":{"sql":"SELECT 1"}}]}"#),
        Row(call: "with its own tool", #"{"name":"sql","arguments":{"tool":"sql","sql":"SELECT 1"}}"#),
        Row(
            call: "with a function's name",
            #"{"type":"function","function":"sql","name":"sql","arguments":{"sql":"SELECT 1"}}"#),
        Row(call: "in a fence", "```json\n{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\"}}\n```"),
    ]

    private static let nine = #"[{"name":"sql","arguments":{"sql":"SELECT 9"}}]"#
    private static let eight = #"{"name":"sql","arguments":{"sql":"SELECT 8"}}"#
    private static let fence = "\n```sql\nSELECT 3\n```"

    /// Two calls, or a call and a plan, in one object.
    static let doubles = [
        Row(
            "a function call beside tool calls", "{\"function_call\":\(eight),\"tool_calls\":\(nine)}", .surroundingText
        ),
        Row("two function calls", "{\"function_call\":\(eight),\"functionCall\":\(eight)}", .surroundingText),
        Row("a function beside tool calls", "{\"function\":\(eight),\"tool_calls\":\(nine)}", .surroundingText),
        Row(
            "a call beside tool calls",
            "{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\"},\"tool_calls\":\(nine)}",
            .surroundingText),
        Row(
            "arguments and input", #"{"name":"sql","arguments":{"sql":"SELECT 1"},"input":{"sql":"SELECT 2"}}"#,
            .surroundingText),
        Row(
            "parameters and args", #"{"name":"sql","parameters":{"sql":"SELECT 1"},"args":{"sql":"SELECT 2"}}"#,
            .surroundingText),
        Row(
            "arguments twice, inside",
            #"{"function":{"name":"sql","arguments":{"sql":"SELECT 1"},"args":{"sql":"SELECT 2"}}}"#, .surroundingText),
        Row(
            "arguments outside and inside", "{\"function\":\(eight),\"arguments\":{\"sql\":\"SELECT 1\"}}",
            .surroundingText),
        Row(
            "a plan as content", "{\"content\":\"{\\\"sql\\\":\\\"SELECT 5\\\"}\",\"tool_calls\":\(nine)}",
            .surroundingText),
        Row("a statement as content", "{\"content\":\"SELECT 5\",\"tool_calls\":\(nine)}", .surroundingText),
        Row(
            "a block as content", "{\"content\":\"So:\\n```\\nSELECT 5\\n```\",\"tool_calls\":\(nine)}",
            .surroundingText),
        Row("parts as content", "{\"content\":[{\"type\":\"text\"}],\"tool_calls\":\(nine)}", .surroundingText),
        Row(
            "another tool in the arguments", #"{"name":"sql","arguments":{"tool":"docs","sql":"SELECT 1"}}"#,
            .surroundingText),
        Row("no tool in the arguments", #"{"name":"sql","arguments":{"tool":7,"sql":"SELECT 1"}}"#, .surroundingText),
        Row(
            "a call in the arguments", "{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\",\"tool_calls\":\(nine)}}",
            .surroundingText),
        Row("a plan with tool calls", "{\"sql\":\"SELECT 5\",\"tool_calls\":\(nine)}", .surroundingText),
        Row(
            "a plan with a function call", "{\"tool\":\"sql\",\"sql\":\"SELECT 5\",\"function_call\":\(eight)}",
            .surroundingText),
        Row("a plan with a function", "{\"sql\":\"SELECT 5\",\"function\":\(eight)}", .surroundingText),
        Row("a plan with a call", #"{"sql":"SELECT 5","name":"sql","arguments":{"sql":"SELECT 9"}}"#, .surroundingText),
        Row("a plan for nothing with a call", "{\"tool\":\"none\",\"tool_calls\":\(nine)}", .surroundingText),
    ]

    /// A plan in the prose before a block.
    static let rivals = [
        ("a list", #"[{"sql":"SELECT 2"}]"#), ("a tagged call", #"<tool_call>{"name":"sql"}</tool_call>"#),
        ("an object in a line", "I use:\n{\"sql\":\"SELECT 2\"}"),
        ("an object, indented", "I use:\n  \t{\"sql\":\"SELECT 2\"}"),
        ("an object behind a colon", "I use: {\"sql\":\"SELECT 2\"}"),
        ("a statement in a line", "First:\nSELECT name FROM t;\nThen:"), ("a statement in brackets", "(SELECT 2)"),
        ("a statement behind a colon", "I use: SELECT 2"), ("a statement in a list", "- SELECT 2"),
        ("a statement in a numbered list", "1. `SELECT 2`."), ("a statement in bold", "So:\n**SELECT 2;**"),
        ("a quoted statement", "> SELECT 2"), ("a statement with prose behind it", "SELECT 2; done."),
        ("a statement in two lines", "So:\nSELECT\n2;\nThen:"),
        ("a block of tildes", "~~~sql\nSELECT 2\n~~~"), ("an indented fence", "So:\n    ```sql\n    SELECT 2\n    ```"),
        ("many lines that begin like statements", String(repeating: "With it\n", count: 9)),
    ].map { Row($0.0, $0.1 + fence, .surroundingText) }

    static let others = [
        Row("thinking that never ends", "<think>SELECT 1", .malformedPlan),
        Row("thinking and prose", "<think>a</think>I can't.", .proseReply),
        Row("thinking and nothing", "<think>a</think>", .emptyReply),
        Row("thinking behind a plan", "\(object)<think>a</think>", .surroundingText),
        Row("a label and prose", "Answer: there is none", .proseReply),
        Row("a label that nobody knows", "Verdict: SELECT 1", .proseReply),
        Row("text behind a block", "Here:\n```sql\nSELECT 1\n```\nIt counts.", .surroundingText),
        Row("two blocks", "```sql\nSELECT 1\n```\n```sql\nSELECT 2\n```", .surroundingText),
        Row("a plan before a block", "SELECT 1\n```sql\nSELECT 2\n```", .surroundingText),
        Row("an object before a block", "\(object)\n```sql\nSELECT 2\n```", .surroundingText),
        Row("a fence never closed around half an object", "```json\n{\"sql\":\"SELECT", .malformedPlan),
        Row("a fence never closed around nothing", "```sql", .malformedPlan),
        Row(
            "two calls", #"{"tool_calls":[{"name":"sql","arguments":{}},{"name":"sql","arguments":{}}]}"#,
            .surroundingText),
        Row(
            "a call beside an empty list", #"{"tool_calls":[],"name":"sql","arguments":{"sql":"SELECT 1"}}"#,
            .invalidPlan),
        Row("a call of nothing", #"{"tool_calls":[]}"#, .invalidPlan),
        Row("a call without arguments", #"{"name":"sql"}"#, .invalidPlan),
        Row("a call with other arguments", #"{"name":"sql","arguments":{"query":"SELECT 1"}}"#, .invalidPlan),
        Row("a call with a list", #"{"name":"sql","arguments":["SELECT 1"]}"#, .invalidPlan),
        Row("a call with no JSON", #"{"name":"sql","arguments":"SELECT 1"}"#, .invalidPlan),
        Row(
            "a call too deep",
            #"{"function":{"function":{"function":{"name":"sql","arguments":{"sql":"SELECT 1"}}}}}"#, .invalidPlan),
    ]

    @Test(arguments: wrapped + calls + doubles + rivals + others)
    func `a reply is named by default, and let in by its rule alone`(row: Row) {
        let syntaxes: [any PlanSyntax] = [SQLPlanSyntax()]
        guard case .failure(let failure) = PlanDecoder(syntaxes).decode(row.reply) else {
            Issue.record("a plan by default")
            return
        }
        #expect(failure.code == row.failure)
        guard let rules = row.rules else {
            guard case .failure(let failure) = PlanDecoder(syntaxes, Self.everything).decode(row.reply) else {
                Issue.record("a plan where everything is let in")
                return
            }
            #expect(failure.code == row.failure)
            return
        }
        #expect(PlanDecoder(syntaxes, rules).decode(row.reply) == .success(Plan(sql: "SELECT 1")))
        #expect(failure.hint?.contains("planner.reply") == true, "\(failure)")
        for wrapping in rules.strip {
            let less = ReplyRules(strip: Set(ReplyWrapping.allCases).subtracting([wrapping]))
            #expect((try? PlanDecoder(syntaxes, less).decode(row.reply).get()) == nil, "without \(wrapping)")
        }
    }

    @Test(
        arguments: [
            ("of the call", #"{"name":"sql","arguments":{"sql":"SELECT 1"},"confidence":0.1}"#, 100_000),
            (
                "of the message", #"{"tool_calls":[{"name":"sql","arguments":{"sql":"SELECT 1"}}],"confidence":0.2}"#,
                200_000
            ),
            ("of the arguments", #"{"name":"sql","arguments":{"sql":"SELECT 1","confidence":0.3}}"#, 300_000),
            (
                "of the call, lower",
                #"{"name":"sql","arguments":{"sql":"SELECT 1","confidence":0.9},"confidence":0.1}"#,
                100_000
            ),
            (
                "of the arguments, lower",
                #"{"function":{"name":"sql","arguments":"{\"sql\":\"SELECT 1\",\"confidence\":0.1}"},"confidence":0.9}"#,
                100_000
            ),
            (
                "of the call in a list, the message surer",
                #"{"confidence":1,"tool_calls":[{"confidence":0.4,"function":{"name":"sql","arguments":{"sql":"SELECT 1"}}}]}"#,
                400_000
            ),
            ("of nobody", #"{"name":"sql","arguments":{"sql":"SELECT 1"},"confidence":null}"#, nil),
        ] as [(String, String, Int64?)])
    func `the confidence of a call is the lowest around it:`(name: String, reply: String, millionths: Int64?) {
        let plan = Plan(sql: "SELECT 1", confidence: millionths.map { Ratio(millionths: $0) })
        #expect(PlanDecoder([SQLPlanSyntax()], Self.everything).decode(reply) == .success(plan))
    }

    @Test func `a confidence around a call that is no number is named`() {
        let reply = #"{"name":"sql","arguments":{"sql":"SELECT 1"},"confidence":"high"}"#
        guard
            case .failure(.invalidPlan("confidence", _, _)) = PlanDecoder([SQLPlanSyntax()], Self.everything).decode(
                reply)
        else {
            Issue.record("no failure")
            return
        }
    }

    @Test func `arguments of a plain tool may be named as parts of calls are`() throws {
        let reply = #"{"tool":"rest","name":"report","input":{"a":1},"function":"sum"}"#
        let plan = try PlanDecoder([SQLPlanSyntax(), PlainPlanSyntax(tool: "rest")]).decode(reply).get()
        #expect(plan.arguments.count == 3)
    }

    @Test func `what is no wrapping is read alike where everything is let in`() {
        for row in SQLPlanSyntaxTests.objects + SQLPlanSyntaxTests.statements {
            let (strict, open) = ([SQLPlanSyntax()] as [any PlanSyntax]).withRules(Self.everything)
            #expect(strict.decode(row.reply) == open.decode(row.reply), "\(row.name)")
        }
    }

    @Test func `a megabyte of marks is read in linear time`() {
        let decoder = PlanDecoder([SQLPlanSyntax()], Self.everything)
        for text in [
            "<think>" + String(repeating: "</thin", count: 150_000), String(repeating: "```\n", count: 240_000),
            String(repeating: "*", count: 900_000) + ":", String(repeating: "{\"function\":", count: 80_000),
            String(repeating: "a:\n", count: 240_000) + "```\nx\n```",
            String(repeating: "(", count: 900_000) + "\n```\nx\n```",
            String(repeating: "a\n-- ", count: 150_000) + "\n```\nx\n```",
        ] {
            guard case .failure = decoder.decode(text) else {
                Issue.record("a plan of marks")
                continue
            }
        }
    }
}

extension [any PlanSyntax] {
    /// A decoder without rules, and one by these.
    fileprivate func withRules(_ rules: ReplyRules) -> (PlanDecoder, PlanDecoder) {
        (PlanDecoder(self), PlanDecoder(self, rules))
    }
}
