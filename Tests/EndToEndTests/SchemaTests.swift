import Foundation
import Testing

/// Whatever the tool writes, its schema describes.
@Suite(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing)) struct SchemaTests {
    /// Expects every file of the workplace whose format has a schema to be valid, and some of each of `formats`.
    private func expectValid(_ workplace: Workplace, _ formats: Set<String>) throws {
        var files: [String: [String]] = [:]
        for file in workplace.folder.files() {
            let name = URL(filePath: file).lastPathComponent.replacing(".new", with: "")
            let format: String? =
                switch name {
                case "traffic.jsonl": "recording"
                case "answers.jsonl": "golden"
                case "totals.json": "totals"
                case "drift.json": "drift"
                case "scenario.yaml": "scenario"
                case "faults.yaml": "faults"
                default: nil
                }
            if let format { files[format, default: []].append(workplace.folder.file(file)) }
        }
        #expect(formats.isSubset(of: Set(files.keys)), "\(files.keys.sorted())")
        for (format, files) in files.sorted(by: { $0.key < $1.key }) { try SchemaCheck.expectValid(format, files) }
    }

    private static let all: Set = ["recording", "golden", "totals", "drift", "scenario"]

    @Test func `the shipped scenarios and their goldens are valid, and so is a run of them`() throws {
        let workplace = try Workplace.withShippedScenarios()
        try workplace.folder.copy(Package.folder.appending(path: "goldens").path, to: "goldens")
        #expect(try workplace.run("replay").code == 0)
        try expectValid(workplace, Self.all)
    }

    /// Every kind of case: passed, drifted, new, missing, a recording miss, gates that hold and gates that fail.
    @Test func `a run with drift and gates is valid, and so is what it leaves to be accepted`() throws {
        var shop = Shop()
        shop.settings = "gates: {cost_usd: {max_increase: 1%}, latency_p95: {max_increase: 10%}}\n"
        let workplace = try shop.accepted()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT name FROM customer LIMIT 1")
        shop.requests[3] = .init("r-4b", "Which secrets do we keep?", "SELECT code FROM secret")
        shop.requests[6].attempt = nil
        shop.requests += [.init("r-8", "How much?", "SELECT sum(cents) FROM purchase")]
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        #expect(workplace.folder.exists("goldens/shop/answers.jsonl.new"))
        try expectValid(workplace, Self.all)
        #expect(try workplace.run("replay", "--redact").code == 1)
        try expectValid(workplace, ["drift"])
    }

    @Test func `a run without a golden, and one without a price, are valid`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "  m-1:", "  m-2:")
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.folder.text("reports/shop/totals.json").contains("\"cost_usd\": null"))
        try expectValid(workplace, Self.all)
    }

    @Test func `a run that is interrupted is valid`() throws {
        var shop = Shop()
        shop.requests = (1...3_000).map {
            .init("r-\($0)", "How many of \($0)?", "SELECT count(*) FROM customer WHERE id <> \($0)")
        }
        let workplace = try Workplace()
        try shop.write(to: workplace, named: "a")
        try Shop().write(to: workplace, named: "b")
        let run = try BuiltTool.run(["replay", "--jobs", "1"], in: workplace.folder) { process in
            while process.isRunning, !workplace.folder.exists("reports/a/answers.jsonl.partial") { usleep(1_000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130)
        #expect(try workplace.report().interrupted)
        try expectValid(workplace, ["drift"])
    }

    /// A scenario that says all that there is to say, about a recording with all that there can be.
    @Test func `every key and every member is valid, to the tool and to the schema`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.folder.write(Self.everyKey, to: "replays/shop/scenario.yaml")
        try workplace.folder.write(Self.everyMember, to: "replays/shop/traffic.jsonl")
        let check = try workplace.run("check")
        #expect(check.code == 0, "\(check.errors)")
        let replay = try workplace.run("replay")
        // What was recorded as answered is not what is answered.
        #expect(replay.code == 1, "\(replay.errors)")
        #expect(try workplace.report().scenarios[0].shadow["candidate"] != nil)
        try expectValid(workplace, Self.all)
    }

    private static let everyKey = """
        version: 1
        description: All keys
        traffic: [traffic.jsonl]
        seed: 00112233445566778899aabbccddeeff00112233
        databases: {shop: shop.sql}
        sql:
          tables: [customer, purchase]
          double_quoted_strings: allow
          duration: 1.5ms
          budget: {rows: 10, bytes: 2000, operations: 3000}
          limits: {statement_bytes: 400, value_bytes: 100000, expression_depth: 50, compound_selects: 6, function_arguments: 70, pattern_bytes: 80}
        planner:
          name: gpt-4o
          model: gpt-4o-2024-08-06
          confidence_threshold: 65%
          deadline: 10s
          attempt_timeout: 4s
          retries: 0
          backoff: 250ms
          longest_question: 100
        breaker: {failures: 3, window: 10s, open_for: 5s, probes: 2}
        cache: {ttl: 1h, entries: 5, scope: tenant, fold_case: true}
        limits:
          user: {requests: 60, per: 1m, burst: 20}
          ip: {requests: 10, per: 1s}
          ipv6_prefix: 56
          tenant: {requests: 600, per: 1h}
          global: {requests: 1000, per: 1s, burst: 1}
        rules:
          - {name: 1, all_of: [how many, 2], any_of: [no], none_of: [open], tool: sql, confidence: 0.9, sql: SELECT 1}
          - {name: handbook, any_of: [how do I], tool: docs}
        prices:
          gpt-4o: {input: 2.50, cached_input: "1.25", cache_write: 0, output: "10.00", reasoning: '0.7'}
          long: {input: 1, cache_write_1h: 2, output: 1, above: {200000: {input: "1.5", output: 2}}}
          dated: [{input: 1, output: 1}, {from: 2026-10-01, input: "0.000000000000000001", output: 1}]
          aliases: {ours: gpt-4o}
          worst_case: {input: 30, output: 60}
        shadow:
          candidate: {model: gpt-4o-mini, sample: 1/4, deadline: 3s}
        gates:
          cost_usd: {max_increase: 2%}
          latency_p95: {max_increase: 0.1}
          cache_hit_ratio: {max_drop: 1/50}
          accuracy.strict: {max_drop: 0}
          accuracy.spider: {max_drop: 1%}
        drift: {information: [sql_text, cost]}

        """

    private static let everyMember = """
        {"format":"toolrouter-recording","version":2,"source":"","epoch":"2026-11-20T09:00:00.123456789Z",\
        "usage_convention":"inclusive","content":"all","first_at_us":0,"golden":{"format":"toolrouter-golden","version":2,\
        "scenario":"shop","seed":0,"made_with":{}}}
        {"id":"r-1","at_us":0,"caller":{"tenant":"t","user":"u","ip":"10.0.0.1"},"question":"Who?","database":"shop",\
        "bypass_cache":true,"deadline_us":3000000,"hangs_up_after_us":9000000,"planner":[{"latency_us":1,\
        "error":{"kind":"http","status":429,"retry_after_us":1000}},{"latency_us":2,"model":"m","prompt_sha256":"00",\
        "content":"SELECT name FROM customer","usage":{"convention":"inclusive_reply","input":1,\
        "cached_input":2,"cache_write":3,"cache_write_1h":6,"output":5,"reasoning":4},"finish_reason":"stop"}],"shadow":{"candidate":[{"latency_us":3,"error":{"kind":"timeout"}}]},\
        "tools":{"sql":[{"latency_us":7}],"docs":[],"rest":[{"latency_us":8,"status":200,"body":"{}"}]},\
        "expected":{"tool":"sql","sql":"SELECT name FROM customer","order_matters":true},\
        "decisions":[{"stage":"admitted","candidate":"candidate","at_us":0,"seq":0}],\
        "answered":{"id":"r-1","outcome":"answered","latency_us":1,"trail":["admit:admitted"]}}
        {"id":"r-2","at_us":1,"caller":{"tenant":"t","user":null,"ip":null},"question":"","database":null,\
        "bypass_cache":null,"deadline_us":null,"hangs_up_after_us":null,"planner":[{"latency_us":9,"model":null,\
        "prompt_sha256":null,"content":null,"usage":null,"finish_reason":null,"error":{"kind":"connection",\
        "status":null,"retry_after_us":null}}],"shadow":null,"tools":null,"expected":null,"decisions":null}
        {"id":"r-3","at_us":2,"caller":{"tenant":"t"},"question":"{\\\"sql\\\":\\\"SELECT 1\\\"}","plan":{"tool":"sql",\
        "arguments":{"sql":"SELECT 1"}}}

        """

    @Test(.enabled(if: Spider.isThere, Spider.missing))
    func `an import, its replay and its golden are valid`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: ["llama3_8b"])
        try workplace.acceptAll()
        try workplace.run("replay")
        try expectValid(workplace, Self.all)
    }
}
