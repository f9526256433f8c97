package import ToolRouter
package import ToolRouterFormats

/// When requests reached a production LLM service, and how many tokens went in and out.
///
/// Reads the traces of Azure/AzurePublicDataset (`AzureLLMInferenceTrace_*.csv`): the header
/// `TIMESTAMP,ContextTokens,GeneratedTokens`, then lines such as `2023-11-16 18:15:46.6805900,374,44`, sorted. A moment
/// is RFC 3339 in any form; one that does not say where it is so, as those of 2023, is in UTC. Reads Mooncake's JSON lines,
/// too: `timestamp` in milliseconds from 0, here from the begin of 2026, `input_length` and `output_length`.
package final class ArrivalTrace {
    /// One request of the trace.
    package struct Arrival: Hashable, Sendable {
        /// When it arrived; the trace is exact to 100 ns.
        package let at: Timestamp
        /// Tokens of the prompt.
        package let inputTokens: Int64
        /// Tokens of the reply.
        package let outputTokens: Int64
    }

    private static let columns = "TIMESTAMP,ContextTokens,GeneratedTokens"
    static let mostTokens: Int64 = 1_000_000_000

    private let path: String
    private let lines: LineReader
    private var previous: Timestamp?
    /// The first line of a trace of Mooncake, until it is handed out.
    private var first: LineReader.Line?
    /// Reads lines of Mooncake; nil for a trace of Azure.
    private var json: JSONLineReader?

    /// Opens the trace at `path` and checks its header.
    package init(path: String) throws(FileError) {
        self.path = path
        lines = try LineReader(path: path)
        let header = try lines.next()
        if let header, header.bytes.first(where: { !" \t".utf8.contains($0) }) == UInt8(ascii: "{") {
            first = header
            json = JSONLineReader()
            return
        }
        let text = header.map { String(decoding: $0.bytes, as: UTF8.self) }
        guard text == Self.columns else {
            throw FileError(
                path: path, line: header?.number,
                found: text.map { "the header \"\(Excerpt.of($0))\"" } ?? "an empty file",
                expected: Self.columns, remedy: "name an Azure LLM inference trace, or one of Mooncake")
        }
    }

    /// The next arrival; nil at the end of the trace.
    package func next() throws(FileError) -> Arrival? {
        let taken = first
        first = nil
        let next = if let taken { taken } else { try lines.next() }
        guard let line = next else { return nil }
        let arrival = if let json { try MooncakeLine.arrival(line, of: path, by: json) } else { try arrival(line) }
        if let previous, arrival.at < previous {
            throw FileError(
                path: path, line: line.number, field: json == nil ? "TIMESTAMP" : "timestamp",
                found: "a moment before the one of the line above",
                expected: "arrivals in order of time", remedy: "sort the trace")
        }
        previous = arrival.at
        return arrival
    }

    private func arrival(_ line: LineReader.Line) throws(FileError) -> Arrival {
        let text = String(decoding: line.bytes, as: UTF8.self)
        let cells = text.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count == 3 else {
            throw FileError(
                path: path, line: line.number, found: "\(cells.count) cells in \"\(Excerpt.of(text))\"",
                expected: "3 cells",
                remedy: "correct or remove the line")
        }
        guard let moment = Self.moment(cells[0]) else {
            throw FileError(
                path: path, line: line.number, field: "TIMESTAMP", found: "\"\(Excerpt.of(cells[0]))\"",
                expected: "a moment such as 2023-11-16 18:15:46.6805900", remedy: "correct or remove the line")
        }
        return Arrival(
            at: moment,
            inputTokens: try tokens(cells[1], "ContextTokens", line),
            outputTokens: try tokens(cells[2], "GeneratedTokens", line))
    }

    private func tokens(_ cell: Substring, _ field: String, _ line: LineReader.Line) throws(FileError) -> Int64 {
        if let count = Int64(cell), 0...Self.mostTokens ~= count { return count }
        throw FileError(
            path: path, line: line.number, field: field, found: "\"\(Excerpt.of(cell))\"",
            expected: "a count from 0 to \(Self.mostTokens)", remedy: "correct or remove the line")
    }

    /// The traces of 2023 say nothing behind the moment, those of 2024 `+00:00`.
    private static func moment(_ cell: Substring) -> Timestamp? {
        RFC3339.timestamp(ofAnyForm: cell) ?? RFC3339.timestamp(ofAnyForm: "\(cell)Z")
    }
}
