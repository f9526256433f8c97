import Foundation
import ToolRouter
package import ToolRouterFormats

/// Makes a scenario out of what LiteLLM's proxy wrote down of its calls: `toolrouter import litellm-spend`.
///
/// The file is the table `LiteLLM_SpendLogs` as a list in JSON, JSON lines or CSV with a header. The same file makes the
/// same bytes.
package struct SpendImport: Sendable {
    /// The file of rows.
    package var file: String
    /// Whether questions and replies are taken along where the rows have them.
    package var takesContent: Bool
    /// A file of prices to copy into the scenario.
    package var prices: String?
    /// The folder to write: a new or empty one, or one with an earlier import.
    package var output: String
    /// The most bytes of calls in memory.
    package var mostBytes = GatheredCalls.mostBytes

    private static let required = ["request_id", "startTime", "endTime", "model", "prompt_tokens", "completion_tokens"]

    package init(file: String, takesContent: Bool = false, prices: String? = nil, output: String) {
        self.file = file
        self.takesContent = takesContent
        self.prices = prices
        self.output = output
    }

    /// Writes the scenario. Everything is read before the first file is written, and files appear complete, one by one.
    package func run() throws(FileError) -> CallsImportSummary {
        let scenario = CallsScenario(
            source: "litellm-spend",
            description: "Calls through LiteLLM, from \(URL(filePath: file).lastPathComponent)",
            output: output, prices: prices)
        try scenario.check()
        var summary = CallsImportSummary(output: output)
        var calls = GatheredCalls(
            mostBytes: mostBytes,
            remedy: "export a part of the table" + (takesContent ? ", or leave --content out" : ""))
        var (names, numbers): (Set<String>, Set<String>) = ([], [])
        let json = JSONLineReader()
        try forEachRow { (value, number) throws(FileError.Reason) in
            guard value.members != nil else {
                throw FileError.Reason(
                    field: nil, found: value.words, expected: "an object, a row of LiteLLM_SpendLogs",
                    remedy: "export the table again")
            }
            let row = SpendRow(value, by: json)
            guard row.isCall else {
                let type = row.callType.isEmpty ? "no tokens" : "call_type \(Excerpt.of(row.callType))"
                summary.passOver("a row of \(type), no call of a model that writes text")
                return
            }
            var id = row.name ?? "row-\(number)"
            if row.name != nil, !names.insert(id).inserted {
                summary.passOver("a row that came before, by its request_id")
                return
            }
            // Another row may be called what this one is numbered.
            while numbers.contains(id) || row.name == nil && names.contains(id) { id += "-" }
            if row.name == nil { numbers.insert(id) }
            let call = try row.call(id: id, takesContent: takesContent)
            try calls.add(call)
            if row.isBackward() { summary.remark("ended before they began, and are taken as no time") }
            if row.isUnknownError { summary.remark("failed for a reason that is not known, taken as HTTP 500") }
            if row.isCacheHit { summary.remark("were answered by LiteLLM's cache, and took no tokens") }
            if row.retries > 0 { summary.remark("were tried again by LiteLLM: only the last attempt is known") }
            summary.add(call)
        }
        guard !calls.all.isEmpty else {
            let most = summary.omissions.max { ($0.value, $1.key) < ($1.value, $0.key) }
            throw FileError(
                path: file, found: most.map { "only \($0.key)" } ?? "no rows",
                expected: "at least one call of a model that writes text", remedy: "name another file")
        }
        try scenario.write(calls.all, &summary)
        return summary
    }

    /// Hands out each row and its number, from 1.
    private func forEachRow(
        _ body: (ForeignValue, _ number: Int) throws(FileError.Reason) -> Void
    ) throws(FileError) {
        let bytes = try FileBytes(path: file)
        let first = try bytes.skipSpace()
        var number = 0
        func take(_ value: ForeignValue, _ line: Int) throws(FileError) {
            number += 1
            do throws(FileError.Reason) {
                try body(value, number)
            } catch {
                throw FileError(path: file, line: line, error)
            }
        }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            let elements = JSONElements(bytes)
            while let value = try elements.next() { try take(value, elements.line) }
        } else {
            let records = try CSVRecords(bytes, required: Self.required)
            while let value = try records.next() { try take(value, records.line) }
        }
    }
}
