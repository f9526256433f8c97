import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import Tracing

@testable import ToolRouterServer

@Suite struct SpanTreeTests {
    @Test func `an answered question is a workflow with a plan, a call of a model and a call of a tool`() throws {
        let usage = TokenUsage(input: 800, cachedInput: 200, cacheWrite: 100, output: 60, reasoning: 40)
        let reply = ScriptedReply.text(#"{"tool":"sql","sql":"SELECT 1"}"#, usage: usage)
        let spans = try SpanWorld(reply).ask(.asking())
        #expect(
            spans.tree() == """
                invoke_workflow toolrouter [server 0–830]
                  · gen_ai.operation.name = invoke_workflow
                  · gen_ai.tool.name = sql
                  · gen_ai.workflow.name = toolrouter
                  · toolrouter.cache = miss
                  · toolrouter.outcome = answered
                  · toolrouter.planner = main
                  · toolrouter.request.cost_status = exact
                  · toolrouter.request.cost_usd = 0.00375
                  · toolrouter.request.id = r-0
                  · toolrouter.source = planner
                  plan toolrouter [internal 0–800]
                    · gen_ai.operation.name = plan
                    · toolrouter.source = planner
                    chat gpt-4o [client 0–800]
                      · gen_ai.operation.name = chat
                      · gen_ai.provider.name = openai
                      · gen_ai.request.model = gpt-4o
                      · gen_ai.response.finish_reasons = ["stop"]
                      · gen_ai.response.model = model-a
                      · gen_ai.usage.cache_read.input_tokens = 200
                      · gen_ai.usage.cache_write.input_tokens = 100
                      · gen_ai.usage.cost.amount = 0.00375
                      · gen_ai.usage.cost.currency = USD
                      · gen_ai.usage.cost.source = local
                      · gen_ai.usage.input_tokens = 1100
                      · gen_ai.usage.output_tokens = 100
                      · gen_ai.usage.reasoning.output_tokens = 40
                      · toolrouter.attempt = 1
                      · toolrouter.cost_status = exact
                      · toolrouter.cost_usd = 0.00375
                      · toolrouter.planner = main
                      · toolrouter.role = current
                  execute_tool sql [internal 800–830]
                    · gen_ai.operation.name = execute_tool
                    · gen_ai.tool.name = sql
                    · gen_ai.tool.type = datastore
                    · toolrouter.rows = 1
                    · toolrouter.truncated = false
                """)
    }

    @Test func `a call that fails is an error of its own, and the next one is beside it`() throws {
        let spans = try SpanWorld(.http(503), .plan()).ask(.asking())
        #expect(
            spans.tree(attributes: false) == """
                invoke_workflow toolrouter [server 0–1430]
                  ! toolrouter.retry
                  plan toolrouter [internal 0–1400]
                    chat gpt-4o [client 0–100] error
                    chat gpt-4o [client 600–1400]
                  execute_tool sql [internal 1400–1430]
                """)
        let failed = try #require(spans.first)
        #expect(failed.attributes["error.type"] == .string("provider_failed"))
        #expect(failed.attributes["gen_ai.usage.input_tokens"] == nil)
    }

    @Test func `a failed request is an error, a refused one is none of this service`() throws {
        let failed = try SpanWorld(.http(400)).ask(.asking())
        #expect(
            failed.tree(attributes: false) == """
                invoke_workflow toolrouter [server 0–100] error
                  plan toolrouter [internal 0–100] error
                    chat gpt-4o [client 0–100] error
                """)
        #expect(failed.last?.attributes["error.type"] == .string("provider_rejected"))
        let refused = try SpanWorld(.plan("DROP"), behaviours: ["DROP": .refuse(.sqlNotReadOnly)]).ask(.asking())
        let root = try #require(refused.named("invoke_workflow toolrouter"))
        #expect(root.status == nil)
        #expect(root.attributes["error.type"] == nil)
        #expect(root.attributes["toolrouter.error.code"] == .string("sql_not_read_only"))
        #expect(root.attributes["toolrouter.error.stage"] == .string("guard"))
        #expect(refused.named("execute_tool sql") == nil)
    }

    @Test func `a tool that fails is an error of its span`() throws {
        let spans = try SpanWorld(.plan(), behaviours: ["SELECT 1": .fail(.sqlFailed)]).ask(.asking())
        let tool = try #require(spans.named("execute_tool sql"))
        #expect(tool.status?.code == .error)
        #expect(tool.attributes["error.type"] == .string("sql_failed"))
    }

    @Test func `a hit is a workflow without a call`() throws {
        let spans = try SpanWorld(.plan()).ask(.asking(), .asking(id: "r-1"))
        let hit = try #require(spans.last)
        #expect(hit.attributes["toolrouter.cache"] == .string("hit"))
        #expect(spans.filter { $0.context.trace == hit.context.trace }.count == 1)
    }

    @Test func `a candidate's call is in the request's trace, though it ends later`() throws {
        let spans = try SpanWorld(.plan(), candidate: .plan(after: .seconds(3))).ask(.asking())
        #expect(
            spans.tree(attributes: false) == """
                invoke_workflow toolrouter [server 0–830]
                  plan toolrouter [internal 0–800]
                    chat gpt-4o [client 0–800]
                  chat model-a [client 0–3000]
                  execute_tool sql [internal 800–830]
                """)
        #expect(spans.named("chat model-a")?.attributes["toolrouter.role"] == .string("shadow"))
        #expect(spans.named("chat model-a")?.attributes["toolrouter.shadow.end"] == .string("same_text"))
    }

    @Test func `a reply after its call was left behind is a span of the trace that pays`() throws {
        let world = SpanWorld(.plan(after: .seconds(25)).stubborn) { $0.retry.retries = 0 }
        let spans = try world.ask(.asking())
        #expect(
            spans.tree(attributes: false) == """
                invoke_workflow toolrouter [server 0–20000] error
                  plan toolrouter [internal 0–20000] error
                    chat gpt-4o [client 0–20000] error
                  chat gpt-4o [client 25000–25000]
                """)
        let late = try #require(spans.last)
        #expect(late.attributes["toolrouter.late"] == .bool(true))
        #expect(late.attributes["gen_ai.usage.input_tokens"] == .int64(1_000))
        #expect(world.spans.open == 0)
    }

    @Test func `no word of a question, a reply or a statement is in a span, unless that is switched on`() throws {
        let reply = ScriptedReply.plan("SELECT secret FROM salaries")
        let request = Request.asking("What does Secretly Smith earn?", tenant: "secretive")
        let written = try SpanWorld(reply).ask(request).tree()
        #expect(!written.lowercased().contains("secret") && !written.contains("u-1"))

        var options = TelemetryOptions()
        options.capturesContent = true
        let captured = try SpanWorld(reply, options: options).ask(request)
        let root = try #require(captured.named("invoke_workflow toolrouter"))
        let question =
            #"[{"role":"user","parts":[{"type":"text","content":"What does Secretly Smith earn?"}]}]"#
        #expect(root.attributes["gen_ai.input.messages"] == .string(question))
        let statement = #"{"sql":"SELECT secret FROM salaries"}"#
        #expect(
            captured.named("execute_tool sql")?.attributes["gen_ai.tool.call.arguments"] == .string(statement))
        #expect(captured.named("chat gpt-4o")?.attributes["gen_ai.output.messages"] != nil)
    }

    @Test(
        arguments: [
            ([.current], ["gen_ai.provider.name", "gen_ai.usage.cache_write.input_tokens"]),
            ([.older], ["gen_ai.system", "gen_ai.usage.cache_creation.input_tokens"]),
            (
                [.current, .older],
                [
                    "gen_ai.provider.name", "gen_ai.system", "gen_ai.usage.cache_creation.input_tokens",
                    "gen_ai.usage.cache_write.input_tokens",
                ]
            ),
        ] as [(Set<GenAIGeneration>, [String])])
    func `each generation has its names`(generations: Set<GenAIGeneration>, names: [String]) throws {
        var options = TelemetryOptions()
        options.generations = generations
        let call = try #require(try SpanWorld(.plan(), options: options).ask(.asking()).named("chat gpt-4o"))
        let all = [
            "gen_ai.provider.name", "gen_ai.system", "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_write.input_tokens",
        ]
        #expect(call.attributes.pairs.map(\.name).filter(all.contains) == names)
    }

    @Test func `requests beyond the bound have no spans and are counted`() throws {
        var options = TelemetryOptions()
        options.openRequests = 2
        let world = SpanWorld(.plan(), options: options) { $0.maximumRequestsInFlight = 100 }
        try world.scheduler.run {
            for number in 0..<5 {
                world.scheduler.start {
                    _ = await world.router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
                }
            }
        }
        #expect(world.spans.unfollowed == 3)
        #expect(world.spans.open == 0)
        #expect(try world.ask().count { $0.name == "invoke_workflow toolrouter" } == 2)
    }
}
