import Foundation
import ToolRouter
package import ToolRouterFormats

/// Makes a scenario out of spans of calls of models: `toolrouter import otel-genai`.
///
/// Files hold OTLP's JSON, one object or one a line, as the collector's file exporter writes it. The same files make the
/// same bytes.
package struct OTelImport: Sendable {
    /// The files with spans.
    package var files: [String]
    /// Whether questions and replies are taken along where they are.
    package var takesContent: Bool
    /// A file of prices to copy into the scenario.
    package var prices: String?
    /// The folder to write: a new or empty one, or one with an earlier import.
    package var output: String
    /// The most bytes of calls in memory.
    package var mostBytes = GatheredCalls.mostBytes

    package init(files: [String], takesContent: Bool = false, prices: String? = nil, output: String) {
        self.files = files
        self.takesContent = takesContent
        self.prices = prices
        self.output = output
    }

    /// Writes the scenario. Everything is read before the first file is written, and files appear complete, one by one.
    package func run() throws(FileError) -> CallsImportSummary {
        let names = files.map { URL(filePath: $0).lastPathComponent }.joined(separator: ", ")
        let scenario = CallsScenario(
            source: "otel-genai", description: "Calls of models, from spans in \(Excerpt.of(names))", output: output,
            prices: prices
        )
        try scenario.check()
        let remedy = "import fewer files at a time" + (takesContent ? ", or leave --content out" : "")
        var gathered = GatheredSpans(
            GatheredCalls(mostBytes: mostBytes, remedy: remedy), content: takesContent ? SpanContent() : nil,
            output: output)
        for file in files { try gathered.read(file) }
        gathered.finish()
        guard !gathered.calls.all.isEmpty else {
            let most = gathered.summary.omissions.max { ($0.value, $1.key) < ($1.value, $0.key) }
            throw FileError(
                path: files.first ?? "", found: most.map { "only \($0.key)" } ?? "no spans",
                expected: "at least one span of a call of a model", remedy: "name another file")
        }
        try scenario.write(gathered.calls.all, &gathered.summary)
        return gathered.summary
    }
}

/// The calls among the spans so far.
private struct GatheredSpans {
    private(set) var calls: GatheredCalls
    var summary: CallsImportSummary
    private let content: SpanContent?
    private var seen: Set<String> = []
    private var ids: Set<String> = []
    private var parents: [String] = []
    private var traces: [String: Int] = [:]

    init(_ calls: GatheredCalls, content: SpanContent?, output: String) {
        self.calls = calls
        self.content = content
        summary = CallsImportSummary(output: output)
    }

    mutating func read(_ path: String) throws(FileError) {
        let elements = try JSONElements(path: path)
        while let export = try elements.next() {
            guard let resources = export["resourceSpans", "resource_spans"] else {
                guard export.members != nil else {
                    throw elements.fault(
                        FileError.Reason(
                            field: nil, found: export.words, expected: "an object with resourceSpans",
                            remedy: "name a file of OTLP's JSON"))
                }
                summary.passOver("an export without spans")
                continue
            }
            for (number, resource) in (resources.elements ?? []).enumerated() {
                let service = OTelAttributes(resource["resource"]?["attributes"]).text("service.name")
                let scopes = resource["scopeSpans", "scope_spans", "instrumentationLibrarySpans"]?.elements ?? []
                for (scopeNumber, scope) in scopes.enumerated() {
                    for (spanNumber, span) in (scope["spans"]?.elements ?? []).enumerated() {
                        do throws(FileError.Reason) {
                            try take(span, service)
                        } catch {
                            let place = "resourceSpans[\(number)].scopeSpans[\(scopeNumber)].spans[\(spanNumber)]"
                            throw elements.fault(
                                FileError.Reason(
                                    field: error.field.map { "\(place).\($0)" } ?? place, found: error.found,
                                    expected: error.expected, remedy: error.remedy))
                        }
                    }
                }
            }
        }
    }

    private mutating func take(_ json: ForeignValue, _ service: String?) throws(FileError.Reason) {
        let attributes = OTelAttributes(json["attributes"])
        guard case .call = ModelSpan.kind(of: attributes) else {
            if case .other(let words) = ModelSpan.kind(of: attributes) { summary.passOver("a span that is \(words)") }
            return
        }
        let span = try OTelSpan(json)
        guard seen.insert(span.trace + span.id).inserted else {
            summary.passOver("a span that came before, by its identifiers")
            return
        }
        if span.end < span.start { summary.remark("ended before they began, and are taken as no time") }
        if ModelSpan.isUnknownError(span) { summary.remark("failed for a reason that is not known, taken as HTTP 500") }
        var call = ModelSpan.call(span, service: service, content: content)
        // Identifiers of spans are unique in their traces only.
        if !ids.insert(call.id).inserted { call.id = "\(span.trace)-\(span.id)" }
        ids.insert(call.id)
        if let parent = span.parent { parents.append(span.trace + parent) }
        traces[span.trace, default: 0] += 1
        try calls.add(call)
        summary.add(call)
    }

    /// Says what can be known at the end only.
    mutating func finish() {
        for parent in parents where seen.contains(parent) {
            summary.remark("stand inside of another call's span, and may be that call once more")
        }
        let sharing = traces.values.sorted().reduce(0) { $1 > 1 ? $0 + $1 : $0 }
        for _ in 0..<sharing { summary.remark("share their trace with others, and are a request each") }
    }
}
