import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct MetricDefinitionTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/ToolRouter/ToolRouter.docc/Metrics.md").standardized
    private static let begin = "<!-- The table is generated; see MetricDefinitionTests. -->\n"

    /// The table is made from the list. `TOOLROUTER_WRITE_DOCS=1 swift test --filter MetricDefinitionTests` writes it.
    @Test func `the documented table is the list's`() throws {
        let documented = try String(contentsOf: Self.file, encoding: .utf8)
        let parts = documented.components(separatedBy: Self.begin)
        try #require(parts.count == 2, "\(Self.file.path) needs the line \(Self.begin)")
        let text = parts[0] + Self.begin + "\n" + MetricDefinition.table + "\n"
        if ProcessInfo.processInfo.environment["TOOLROUTER_WRITE_DOCS"] == "1" {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
            return
        }
        #expect(
            documented == text,
            "Metrics.md differs from MetricDefinition; write it by TOOLROUTER_WRITE_DOCS=1 swift test --filter MetricDefinitionTests"
        )
    }

    @Test func `names follow the rules of Prometheus`() {
        let all = MetricDefinition.all
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.family)).count == all.count)
        for metric in all {
            #expect(metric.name.wholeMatch(of: /toolrouter(_[a-z]+)+/) != nil, "\(metric.name)")
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.name.hasSuffix("_info") == (metric.kind == .info), "\(metric.name)")
            if let unit = metric.unit { #expect(metric.family.hasSuffix("_" + unit.rawValue), "\(metric.name)") }
            #expect(metric.help.hasSuffix(".") && !metric.help.contains("|"), "\(metric.name)")
            for label in metric.labels { #expect(label.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(label)") }
            #expect(!metric.labels.contains { ["user", "tenant", "question", "le", "quantile"].contains($0) })
        }
    }

    @Test func `every token is in one bucket`() {
        let usage = TokenUsage(input: 1, cachedInput: 20, cacheWrite: 300, output: 4_000, reasoning: 50_000)
        #expect(usage.inputBuckets.reduce(0) { $0 + $1.count } == usage.totalInput)
        #expect(usage.outputBuckets.reduce(0) { $0 + $1.count } == usage.totalOutput)
        let buckets = usage.inputBuckets + usage.outputBuckets
        #expect(buckets.count == Mirror(reflecting: usage).children.count)
        #expect(Set(buckets.map(\.name)).count == buckets.count)
    }
}
