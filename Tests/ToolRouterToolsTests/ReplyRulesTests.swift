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
        Row(call: "in a fence", "```json\n{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\"}}\n```"),
    ]

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
        Row("a call of nothing", #"{"tool_calls":[]}"#, .invalidPlan),
        Row("a call without arguments", #"{"name":"sql"}"#, .invalidPlan),
        Row("a call with other arguments", #"{"name":"sql","arguments":{"query":"SELECT 1"}}"#, .invalidPlan),
        Row("a call with a list", #"{"name":"sql","arguments":["SELECT 1"]}"#, .invalidPlan),
        Row("a call with no JSON", #"{"name":"sql","arguments":"SELECT 1"}"#, .invalidPlan),
        Row(
            "a call too deep",
            #"{"function":{"function":{"function":{"name":"sql","arguments":{"sql":"SELECT 1"}}}}}"#, .invalidPlan),
    ]

    @Test(arguments: wrapped + calls + others)
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
