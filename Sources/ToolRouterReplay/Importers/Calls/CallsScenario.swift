import Foundation
import ToolRouter
import ToolRouterFormats

/// A scenario of imported calls: its folder, complete in itself.
struct CallsScenario {
    /// The subcommand that makes it, and the name of the planner.
    let source: String
    /// What the scenario is, for people.
    let description: String
    /// The folder to write.
    let output: String
    /// A file of prices, to be copied; nil without.
    let prices: String?

    private var firstLine: String {
        "# Made by `toolrouter import \(source)`; importing again into this folder replaces this file."
    }

    /// Refuses a folder with other content, and prices that can't be read.
    func check() throws(FileError) {
        try ImportFolder.refuseForeignContent(of: output, firstLine: firstLine)
        if let prices { _ = try PriceFile.read(path: prices) }
    }

    /// Writes the calls, sorted, and all that a replay of them needs.
    func write(_ calls: [ImportedCall], _ summary: inout CallsImportSummary) throws(FileError) {
        let calls = calls.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        guard let first = calls.first?.start, let last = calls.last?.start else {
            preconditionFailure("no calls to be written to \(output)")
        }
        let epoch = Timestamp(nanoseconds: first.nanoseconds - Self.remainder(first.nanoseconds, 1_000_000_000))
        summary.span = last - first
        summary.peak = Self.peak(calls)
        summary.hasPrices = prices != nil
        try OutputFolder.make("\(output)/databases")
        try OutputFile.write(ExchangesScenario.emptyDatabase, to: "\(output)/databases/nothing.sql")
        var files: [String] = []
        for (name, content) in [("traffic.jsonl", RecordedContent.all), ("shapes.jsonl", .none)] {
            let part = calls.filter { $0.hasContent == (content == .all) }
            let path = "\(output)/\(name)"
            if part.isEmpty {
                // An earlier import may have had some.
                unlink(path)
                continue
            }
            files.append(name)
            let writer = try RecordingWriter(
                path: path, header: RecordingHeader(source: description, epoch: epoch, content: content))
            for call in part {
                try writer.write(call.exchange(at: (call.start - epoch).wholeMicroseconds, tenant: source))
            }
            try writer.finish()
        }
        if let prices { try OutputFile.copy(prices, to: "\(output)/\(priceFile(prices))") }
        try OutputFile.write(yaml(files, peak: summary.peak), to: "\(output)/scenario.yaml")
    }

    private func priceFile(_ path: String) -> String { "prices.\(URL(filePath: path).pathExtension)" }

    private func yaml(_ files: [String], peak: Int) -> String {
        var lines = [
            firstLine,
            "version: 1",
            "description: \(quoted(String(description.prefix(200))))",
            "traffic: [\(files.joined(separator: ", "))]",
            "databases: {nothing: databases/nothing.sql}",
            "# A call is one request: none is asked again, and each is asked, whoever asked the same before.",
            "planner: {name: \(source), retries: 0}",
            "cache: off",
        ]
        if peak > 200 {
            let most = min(100_000, peak * 2)
            lines.append("# So many calls were under way at once, and nobody refused them.")
            lines.append("load: {requests: \(max(1_000, most)), planner_calls: \(most)}")
        }
        if let prices { lines.append("prices: {catalogue: \(priceFile(prices))}") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    /// How many calls are under way at once at most.
    private static func peak(_ calls: [ImportedCall]) -> Int {
        let ends = calls.map { $0.start + $0.latency }.sorted()
        var (ended, peak) = (0, 0)
        for (begun, call) in calls.enumerated() {
            while ended < ends.count, ends[ended] <= call.start, ended < begun { ended += 1 }
            peak = max(peak, begun + 1 - ended)
        }
        return peak
    }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
