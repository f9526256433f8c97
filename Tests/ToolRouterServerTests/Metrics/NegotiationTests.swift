import Testing
import ToolRouterServer

@Suite struct NegotiationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let accept: String?
        let type: String
        var testDescription: String { name }

        init(_ name: String, _ accept: String?, _ type: String) {
            (self.name, self.accept, self.type) = (name, accept, type)
        }
    }

    private static let text = "text/plain; version=0.0.4; charset=utf-8"
    private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping="

    static let rows = [
        Row(
            "Prometheus 2.42",
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            openMetrics + "underscores"),
        Row(
            "Prometheus 3",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            openMetrics + "allow-utf-8"),
        Row(
            "Prometheus 3 with native histograms",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.3",
            openMetrics + "allow-utf-8"),
        Row(
            "Prometheus 2.30", "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text; version=0.0.1; charset=utf-8"),
        Row("no header", nil, text),
        Row("an empty header", "", text),
        Row("curl", "*/*", text),
        Row("a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", text),
        Row("something else only", "application/json", text),
        Row("any text", "text/*", text),
        Row("text without a version", "text/plain", text),
        Row("OpenMetrics without a version", "application/openmetrics-text", openMetrics + "underscores"),
        Row("OpenMetrics of a later version", "application/openmetrics-text;version=2.0.0", text),
        Row(
            "the text format 1.0.0", "text/plain;version=1.0.0;escaping=allow-utf-8",
            "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8"),
        Row("names of any characters in a format without", "text/plain;version=0.0.4;escaping=allow-utf-8", text),
        Row(
            "a scheme that is not ours", "application/openmetrics-text;version=1.0.0;escaping=dots",
            openMetrics + "underscores"),
        Row(
            "the more wanted one last",
            "application/openmetrics-text;version=1.0.0;q=0.1,text/plain;version=0.0.4;q=0.2",
            text),
        Row("one that is not wanted at all", "application/openmetrics-text;version=1.0.0;q=0", text),
        Row(
            "capitals, blanks and quotes", " APPLICATION/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=0.9 , */*;q=0.1",
            openMetrics + "underscores"),
        Row(
            "qualities that are no numbers", "application/openmetrics-text;q=much,text/plain;version=0.0.4;q=0.001",
            text),
        Row("rubbish", ";;;,,=;q=;/;", text),
        Row("a header without end", String(repeating: "application/openmetrics-text,", count: 1_000), text),
    ]

    @Test(arguments: rows) func `a scraper gets the format it wants most`(row: Row) {
        #expect(Exposition.negotiate(accept: row.accept).contentType == row.type)
    }
}
