import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct ExpositionTests {
    private static let readings = MetricReadings(
        build: BuildInformation(version: "1.2", sqlite: "3.40"), standing: RouterStanding(planners: ["gpt"]),
        totals: Totals(), latencies: Latencies())

    private static func text(
        _ definition: MetricDefinition, _ format: ExpositionFormat = .usual, scenario: String? = nil
    ) -> String {
        var readings = Self.readings
        readings.label = scenario.map { ("scenario", $0) }
        return Exposition.text(of: [readings], [definition], as: format)
    }

    struct Name: Sendable, CustomTestStringConvertible {
        let name: String
        let underscores: String
        let utf8: String
        var testDescription: String { name }

        init(_ name: String, _ underscores: String, _ utf8: String) {
            (self.name, self.underscores, self.utf8) = (name, underscores, utf8)
        }
    }

    @Test(arguments: [
        Name("requests_total", "requests_total 7", "requests_total 7"),
        Name("gen_ai.client.duration", "gen_ai_client_duration 7", #"{"gen_ai.client.duration"} 7"#),
        Name("node:cpu", "node:cpu 7", "node:cpu 7"),
        Name("9lives", "_lives 7", #"{"9lives"} 7"#),
        Name("größe/tag", "gr__e_tag 7", #"{"größe/tag"} 7"#),
        Name("a\"b\\c\nd", "a_b_c_d 7", #"{"a\"b\\c\nd"} 7"#),
        Name("", "_ 7", #"{""} 7"#),
    ])
    func `a name of other characters has underscores, or quotes where that is negotiated`(name: Name) {
        let definition = MetricDefinition(name.name, .gauge, "Help.") { _ in [MetricSample(7)] }
        let last = { (text: String) in String(text.split(separator: "\n").last!) }
        #expect(last(Self.text(definition)) == name.underscores)
        let format = ExpositionFormat(.text(isVersion1: true), escaping: .allowUTF8)
        #expect(last(Self.text(definition, format)) == name.utf8)
    }

    @Test func `the quoted name comes first among the labels, and labels are quoted, too`() {
        let definition = MetricDefinition("http.requests", .gauge, "Help.", labels: ["http.method", "code", "a:b"]) {
            _ in
            [MetricSample(["get", "200", "c"], 7)]
        }
        #expect(
            Self.text(definition, ExpositionFormat(.openMetrics(isVersion1: true), escaping: .allowUTF8)) == """
                # HELP "http.requests" Help.
                # TYPE "http.requests" gauge
                {"http.requests","http.method"="get",code="200","a:b"="c"} 7
                # EOF

                """)
        #expect(Self.text(definition).hasSuffix(#"http_requests{http_method="get",code="200",a_b="c"} 7"# + "\n"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\r\nb", "a\r\\nb"),
        ("größe 🙂", "größe 🙂"), ("\\\"\n", #"\\\"\n"#), ("", ""), ("}{,=", "}{,="),
    ])
    func `the value of a label is escaped`(value: String, escaped: String) {
        let definition = MetricDefinition("m", .gauge, "Help.", labels: ["l"]) { _ in [MetricSample([value], 1)] }
        for format in [ExpositionFormat.usual, ExpositionFormat(.openMetrics(isVersion1: true))] {
            #expect(
                Self.text(definition, format, scenario: value).contains(
                    "m{scenario=\"\(escaped)\",l=\"\(escaped)\"} 1\n"))
        }
    }

    @Test func `help is escaped, quotes in OpenMetrics only`() {
        let definition = MetricDefinition("m", .gauge, "One \"line\",\nand a \\.") { _ in [MetricSample(1)] }
        #expect(Self.text(definition).hasPrefix("# HELP m One \"line\",\\nand a \\\\.\n"))
        #expect(
            Self.text(definition, ExpositionFormat(.openMetrics(isVersion1: true)))
                .hasPrefix(#"# HELP m One \"line\",\nand a \\."# + "\n"))
    }

    @Test func `a counter's family has no suffix in OpenMetrics, and a unit where it has one`() {
        let money = Money(usd: "0.000000000000000000000001")!
        let definition = MetricDefinition("cost_usd_total", .counter, in: .usd, "Cost.") { _ in
            [MetricSample([], .money(money))]
        }
        #expect(
            Self.text(definition) == """
                # HELP cost_usd_total Cost.
                # TYPE cost_usd_total counter
                cost_usd_total 0.000000000000000000000001

                """)
        #expect(
            Self.text(definition, ExpositionFormat(.openMetrics(isVersion1: true))) == """
                # HELP cost_usd Cost.
                # TYPE cost_usd counter
                # UNIT cost_usd usd
                cost_usd_total 0.000000000000000000000001
                # EOF

                """)
    }

    @Test func `build information is a gauge in the text format and of its own kind in OpenMetrics`() {
        #expect(
            Exposition.text(of: [Self.readings], MetricDefinition.build).hasSuffix(
                """
                # TYPE toolrouter_build_info gauge
                toolrouter_build_info{version="1.2",sqlite="3.40"} 1

                """))
        #expect(
            Exposition.text(
                of: [Self.readings], MetricDefinition.build, as: ExpositionFormat(.openMetrics(isVersion1: true))
            ).hasSuffix(
                """
                # TYPE toolrouter_build info
                toolrouter_build_info{version="1.2",sqlite="3.40"} 1
                # EOF

                """))
    }

    @Test func `buckets are cumulative, and the last one is the count`() throws {
        var histogram = LatencyHistogram(.overhead)
        for nanoseconds: Int64 in [50_000, 50_001, 0, 3_000_000_000] { histogram.record(nanoseconds: nanoseconds) }
        let definition = MetricDefinition("overhead_seconds", .histogram, in: .seconds, "Help.") { [histogram] _ in
            [MetricSample([], .histogram(histogram))]
        }
        let samples = try ExpositionSample.samples(of: Self.text(definition))
        #expect(samples.first { $0.labels["le"] == "5e-05" }?.value == .count(2))
        #expect(samples.first { $0.labels["le"] == "0.0001" }?.value == .count(3))
        #expect(samples.first { $0.labels["le"] == "1.0" }?.value == .count(3))
        #expect(samples.first { $0.labels["le"] == "+Inf" }?.value == .count(4))
        #expect(samples.sum("overhead_seconds_count") == .count(4))
        #expect(samples.sum("overhead_seconds_sum") == Money(usd: "3.000100001"))
    }

    @Test func `several readings share one head, and a metric without samples has none`() {
        var other = Self.readings
        other.label = ("scenario", "b")
        other.standing.cache = AnswerStoreSize(answers: 3, bytes: 4)
        let first = Self.readings
        let text = Exposition.text(of: [first, other], MetricDefinition.cache)
        #expect(text.components(separatedBy: "# TYPE toolrouter_cache_lookups_total counter").count == 2)
        #expect(text.contains("# TYPE toolrouter_cache_entries gauge\ntoolrouter_cache_entries{scenario=\"b\"} 3\n"))
        #expect(!Exposition.text(of: [first], MetricDefinition.cache).contains("toolrouter_cache_entries"))
    }
}
