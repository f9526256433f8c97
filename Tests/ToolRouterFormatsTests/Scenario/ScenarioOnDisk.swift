import Foundation
import ToolRouterFormats

/// A scenario's folder, written for one test and removed after it.
final class ScenarioOnDisk {
    /// The least that a scenario file may say.
    static let smallest = """
        version: 1
        databases: {retail: ../databases/retail.sql}
        planner: {name: gpt-4o}

        """

    /// A file that says all that there is to say.
    static let complete = """
        version: 1
        description: Orders & stock, "by day" * 2   # a comment
        traffic: [traffic.jsonl, ./night.jsonl]
        seed: 00112233445566778899aabbccddeeff00112233
        databases:
          stock: ../databases/stock.db
          retail: ../databases/retail.sql
        sql:
          tables: [orders, "order lines"]
          denied_columns: {Orders: [email, "phone number"]}
          functions: [count, "->>"]
          denied_functions: [group_concat]
          double_quoted_strings: allow
          duration: 1.5ms
          budget: {rows: 10, bytes: 20, operations: 30}
          limits: {statement_bytes: 40, value_bytes: 100000, expression_depth: 50, compound_selects: 6,
                   function_arguments: 70, pattern_bytes: 80}
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
        cache: {ttl: 1h, entries: 5}
        limits:
          user: {requests: 60, per: 1m, burst: 20}
          ip: {requests: 10, per: 1s}
          tenant: {requests: 600, per: 1h}
          global: {requests: 1000, per: 1s, burst: 1}
        budgets:
          global: {day: "50", month: 900}
          tenant: {day: ".5"}
          tenants: {acme: {month: "100"}}
          over: rules
          lease: 2m
          estimate: "0.02"
          unknown_cost: "0.07"
        rules:
          - name: orders-count
            all_of: [how many, orders]
            any_of: ["today", yesterday]
            none_of: [open]
            tool: sql
            confidence: 0.9
            sql: |
              SELECT
                *,  count(*) * 100 % 7
              FROM orders WHERE a &b != % -- {[!
          - {name: handbook, any_of: [how do I], tool: docs}
        prices:
          gpt-4o-2024-08-06: {input: 2.50, cached_input: "1.25", output: "10.00"}
          gpt-4o-mini-2024-07-18: {input: "0.15", cache_write: "0.2", output: "0.60", reasoning: '0.7'}
        shadow:
          gpt-4o-mini: {model: gpt-4o-mini-2024-07-18, sample: 1/4, deadline: 3s, budget: {day: "1"}}
          a-candidate: {}
        gates:
          latency_p95: {max_increase: 10%}
          cost_usd: {max_increase: 2%}
          cache_hit_ratio: {max_drop: 0.02}
          accuracy.strict: {max_drop: 0}
          accuracy.spider: {max_drop: 1}
          shadow.mini: {not_worse: {alpha: 1%, margin: 0.02}}
          every_required_case_passes: {ids: [r-2, r-1]}
          no_approved_passing_case_may_regress: on
          live.pass_rate: {at_least: 90%, alpha: 0.01}
        drift: {information: [sql_text, latency], tolerance: {latency: 5%, cost: 0.01, tokens: 1/4, result_real: 1e-9}}

        """

    private let root: URL
    /// The scenario's folder.
    let folder: String

    /// Writes `yaml` beside a recording and a database; nil writes no scenario file.
    init(yaml: Data?, name: String = "orders") throws {
        root = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        let folder = root.appending(path: "replays/\(name)", directoryHint: .isDirectory)
        self.folder = String(folder.path(percentEncoded: false).dropLast())
        for directory in [folder, root.appending(path: "replays/databases", directoryHint: .isDirectory)] {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }
        for file in ["\(name)/traffic.jsonl", "\(name)/night.jsonl", "databases/retail.sql", "databases/stock.db"] {
            try Data().write(to: root.appending(path: "replays/\(file)"))
        }
        try yaml?.write(to: folder.appending(path: "scenario.yaml"))
    }

    convenience init(_ yaml: String, name: String = "orders") throws {
        try self.init(yaml: Data(yaml.utf8), name: name)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func read() throws -> Scenario {
        try Scenario(path: folder)
    }

    /// The error of reading it, without the path of the folder; nil when there is none.
    func fault() throws -> String? {
        do {
            _ = try read()
            return nil
        } catch let error as FileError {
            return error.description.replacing(root.path(percentEncoded: false), with: "ROOT")
        }
    }
}
