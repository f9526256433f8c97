import RouterTesting
import Testing
import ToolRouterTools

@testable import ToolRouter

/// What the router makes of a model's text; the decoder itself has tables of its own.
struct DecodingTests {
    @Test(arguments: [
        ("an object", #"{"tool":"sql","sql":"SELECT 1"}"#, "SELECT 1"),
        ("an object with other members", #"{"sql":"SELECT 1;","why":"because"}"#, "SELECT 1"),
        ("bare SQL", "  SELECT 1 ;\n", "SELECT 1"),
        ("a fence around an object", "```json\n{\"sql\":\"SELECT 1\"}\n```", "SELECT 1"),
        ("a fence around SQL", "```sql\nSELECT 1\n```", "SELECT 1"),
    ])
    func `a plan is`(row: (name: String, text: String, sql: String)) throws {
        let world = ScriptedWorld(.text(row.text))
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(reply.answer.plan == Plan(sql: row.sql))
    }

    @Test(arguments: [
        ("nothing", "", "stop", ErrorCode.emptyReply),
        ("white space", " \n\t ", "stop", .emptyReply),
        ("an empty fence", "```\n\n```", "stop", .emptyReply),
        ("prose", "I can't answer this.", "stop", .proseReply),
        ("an object cut short", #"{"tool":"sql","sql":"SELECT"#, "length", .malformedPlan),
        ("a fence that is never closed", "```sql\nSELECT 1", "stop", .malformedPlan),
        ("a list", #"[{"sql":"SELECT 1"}]"#, "stop", .invalidPlan),
        ("a plan without a statement", #"{"tool":"sql"}"#, "stop", .invalidPlan),
        ("a confidence beyond everything", #"{"sql":"SELECT 1","confidence":2}"#, "stop", .invalidPlan),
        ("text before a fence", "Here:\n```\nSELECT 1\n```", "stop", .surroundingText),
        ("text behind an object", #"{"sql":"SELECT 1"} Enjoy!"#, "stop", .surroundingText),
        ("a plan that the content filter stopped", #"{"sql":"SELECT 1"}"#, "content_filter", .contentFiltered),
        ("a plan that the model refused to make", "I can't help with that.", "refusal", .contentFiltered),
        ("a statement cut off at the token limit", "SELECT * FROM singer", "length", .malformedPlan),
        ("an object cut off at the token limit", #"{"sql":"SELECT 1"}"#, "max_tokens", .malformedPlan),
        ("a plan whose end nobody knows", #"{"sql":"SELECT 1"}"#, "tired", .unknownFinishReason),
        ("thinking before a plan", "<think>one</think>{\"sql\":\"SELECT 1\"}", "stop", .surroundingText),
        ("a label before a statement", "SQLQuery: SELECT 1", "stop", .surroundingText),
        ("a lone fence behind a statement", "SELECT 1\n```", "stop", .surroundingText),
        ("a native call of a tool", #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#, "tool_calls", .toolCallReply),
    ])
    func `no plan is`(row: (name: String, text: String, finishReason: String, code: ErrorCode)) throws {
        let world = ScriptedWorld(.text(row.text, finishReason: row.finishReason))
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed \(row.code.rawValue) at plan", "\(row.name)")
        #expect(reply.answer.outcome.error?.code.kind == .plannerError)
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"), "the tokens cost all the same")
        #expect(reply.answer.plan == nil)
        #expect(world.tool.approvals == [])
        #expect(world.tool.runs == [])
    }

    @Test func `what is taken off a reply is an event, and another key for its answer`() throws {
        let text = "<think>one</think>\nSQLQuery: SELECT 1\n```"
        let world = ScriptedWorld(.text(text)) { $0.replies.strip = [.think, .label, .fence] }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered")
        #expect(reply.answer.plan == Plan(sql: "SELECT 1"))
        let stripped: [[ReplyWrapping]] = world.log.happenings(to: "r-0").compactMap {
            if case .replyStripped(let wrappings) = $0 { wrappings } else { nil }
        }
        #expect(stripped == [[.think, .label, .fence]])
        #expect(world.log.names(of: "r-0").contains("replyStripped"))
        func prompt(_ router: Router) -> String { router.prompt(of: router.gateways[0]) }
        #expect(prompt(ScriptedWorld(.text(text)).router) != prompt(world.router))
        #expect(prompt(ScriptedWorld(.text(text)).router) == "4:main/7:model-a/8:prompt-1")
    }

    @Test func `text that its tool does not understand is prose, and the planner's failure`() throws {
        let world = ScriptedWorld(script: [.text("SELECT a table first")]) { $0.breaker.failures = 1 }
        world.tool.understandsNothing()
        #expect(try world.reply(to: .asking()).summary == "failed prose_reply at plan")
        #expect(world.log.circuitChanges == [.open])
        #expect(world.tool.approvals == [])
    }

    @Test func `the error quotes nothing of the reply`() throws {
        let world = ScriptedWorld(.text("secret prose"))
        let error = try #require(try world.reply(to: .asking()).answer.outcome.error)
        #expect(!error.detail.contains("secret"))
    }

    @Test func `a model without a price costs an unknown sum, not nothing`() throws {
        let world = ScriptedWorld(.text("SELECT 1", model: "model-x"))
        let reply = try world.reply(to: .asking())
        #expect(reply.answer.bill.cost == .missing)
        #expect(reply.answer.bill.usage == ScriptedReply.usage)
        #expect(world.log.totals.unpricedReplies == 1)
        #expect(world.log.totals.cost == .zero)
        #expect(world.log.totals.firstUnpriced == ["r-0"])
    }

    @Test func `a reply that does not say what it took costs an unknown sum, not nothing`() throws {
        let world = ScriptedWorld(.text("SELECT 1", usage: nil))
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered")
        #expect(reply.answer.bill.cost == .missing)
        #expect(world.log.totals.knownCost == nil)
        #expect(world.log.totals.unpricedReplies == 1)
        #expect(world.log.totals.firstUnpriced == ["r-0"])
    }
}
