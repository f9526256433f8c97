import Foundation
import Testing

/// `toolrouter replay --metrics`.
@Suite struct MetricsTests {
    private static let promtool = "/usr/bin/promtool"

    /// The sum of all samples of a metric with these labels; money stays exact.
    private func sum(_ text: String, _ name: String, _ labels: String...) -> Decimal {
        text.split(separator: "\n")
            .filter { line in line.hasPrefix(name + "{") && labels.allSatisfy { line.contains($0) } }
            .reduce(0) { $0 + Decimal(string: String($1.split(separator: " ").last!))! }
    }

    private func figure(_ totals: String, _ name: String) throws -> Decimal? {
        let pattern = try Regex("\"\(name)\": ([0-9.]+)", as: (Substring, Substring).self)
        return totals.firstMatch(of: pattern).flatMap { Decimal(string: String($0.output.1)) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: promtool), "needs the Debian package prometheus"))
    func `promtool has no complaint about the metrics of the shipped scenarios`() throws {
        let workplace = try Workplace.withShippedGoldens()
        try #require(try workplace.run("replay", "--metrics", "run.prom").code == 0)
        let check = try ShellLine.run("\(Self.promtool) check metrics <run.prom 2>&1", in: workplace.folder)
        #expect(check.code == 0 && check.text.isEmpty, "\(check.text)")
    }

    @Test(arguments: ["replays/oversized-request/traffic.jsonl", "goldens/oversized-request/answers.jsonl"])
    func `a file that is no metrics file is not replaced`(_ path: String) throws {
        let workplace = try Workplace.withShippedGoldens()
        let before = try workplace.folder.text(path)
        let run = try workplace.run("replay", "oversized-request", "--metrics", path)
        #expect(run.code == 70)
        #expect(
            run.errors.contains(
                "cannot write \(path): what is there is not a metrics file; remove it, or name another file"))
        #expect(try workplace.folder.text(path) == before)
    }

    @Test
    func `the metrics of the shipped scenarios are what totals_json says, and the router itself takes no virtual time`()
        throws
    {
        let workplace = try Workplace.withShippedGoldens()
        let run = try workplace.run("replay", "--metrics", "run.prom", "--check-determinism")
        try #require(run.code == 0, "\(run.errors)")
        let text = try workplace.folder.text("run.prom")
        let names = try workplace.report().scenarios.map(\.name)
        #expect(!names.isEmpty)
        for name in names {
            let totals = try workplace.folder.text("reports/\(name)/totals.json")
            let scenario = "scenario=\"\(name)\""
            #expect(sum(text, "toolrouter_requests_total", scenario) == (try figure(totals, "requests")))
            for outcome in ["answered", "clarification", "refused", "failed"] {
                #expect(
                    sum(text, "toolrouter_requests_total", scenario, "outcome=\"\(outcome)\"")
                        == (try figure(totals, outcome)), "\(name)")
            }
            let cost = sum(text, "toolrouter_cost_estimate_usd_total", scenario, "role=\"current\"")
            let unpriced = try figure(totals, "unpriced_replies")
            #expect(
                unpriced
                    == sum(
                        text, "toolrouter_billed_calls_total", scenario, "role=\"current\"", "cost_status=\"missing\""))
            if unpriced == 0 { #expect(cost == (try figure(totals, "cost_usd")), "\(name)") }
            for (bucket, direction) in [("input", "input"), ("cached_input", "input"), ("output", "output")] {
                #expect(
                    sum(
                        text, "toolrouter_tokens_\(direction)_total", scenario, "role=\"current\"",
                        "bucket=\"\(bucket)\"")
                        == (try figure(totals, "tokens_\(bucket)")), "\(name)")
            }
            #expect(
                sum(text, "toolrouter_cache_lookups_total", scenario, "result=\"hit\"") == (try figure(totals, "hits")))
            // Whatever is waited for is known to be waited for.
            #expect(sum(text, "toolrouter_overhead_seconds_sum", scenario) == 0, "\(name)")
        }
    }

    @Test func `a dash prints the metrics and nothing else`() throws {
        let workplace = try Shop().accepted()
        let run = try workplace.run("replay", "--metrics", "-")
        #expect(run.code == 0)
        #expect(run.text.hasPrefix("# HELP toolrouter_requests_received_total "))
        #expect(run.text.hasSuffix("\"} 1\n"))
        #expect(!run.text.contains("verdict"))
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let code: Int32
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Fault(
            arguments: ["--metrics", "-", "--json"], code: 64,
            says: "--json and --metrics - both print; give --metrics a file"),
        Fault(arguments: ["--metrics", ""], code: 64, says: "--metrics names no file"),
        Fault(
            arguments: ["--metrics", "no/such/run.prom"], code: 70,
            says:
                "cannot write no/such/run.prom: No such file or directory; create the folder, or choose another one with --metrics"
        ),
        Fault(
            arguments: ["--metrics", "/dev/stdout"], code: 70,
            says: "cannot write /dev/stdout: what is there is not an ordinary file"),
    ])
    func `metrics that can't be written are said before anything runs`(fault: Fault) throws {
        let workplace = try Shop().accepted()
        try? FileManager.default.removeItem(atPath: workplace.folder.file("reports"))
        let run = try BuiltTool.run(["replay"] + fault.arguments, in: workplace.folder)
        #expect(run.code == fault.code)
        #expect(run.errors.contains(fault.says), "\(run.errors)")
        #expect(!workplace.folder.exists("reports/drift.json"))
    }

    @Test func `a replay that is interrupted or meets bad input leaves no metrics, not even older ones`() throws {
        var shop = Shop()
        shop.settings = "cache: off\n"
        shop.requests = (1...3_000).map {
            .init("r-\($0)", "How many of \($0)?", "SELECT count(*) FROM customer WHERE id <> \($0)")
        }
        let workplace = try shop.accepted()
        try workplace.folder.write("# HELP toolrouter_older", to: "run.prom")
        let run = try BuiltTool.run(["replay", "--metrics", "run.prom"], in: workplace.folder) { process in
            while process.isRunning, !workplace.folder.exists("reports/shop/answers.jsonl.partial") { usleep(1_000) }
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(run.code == 130)
        #expect(run.errors.contains("interrupted; no metrics are written"))
        #expect(!workplace.folder.exists("run.prom") && !workplace.folder.exists("run.prom.partial"))

        try workplace.folder.write("# HELP toolrouter_older", to: "run.prom")
        try workplace.folder.write(
            "{\"format\":\"toolrouter-recording\",\"version\":1}\nnonsense\n", to: "replays/shop/traffic.jsonl")
        #expect(try workplace.run("replay", "--metrics", "run.prom").code == 65)
        #expect(!workplace.folder.exists("run.prom") && !workplace.folder.exists("run.prom.partial"))
    }
}
