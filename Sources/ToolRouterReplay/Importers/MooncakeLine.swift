import ToolRouter
import ToolRouterFormats

/// One line of a trace that Mooncake published: a request of a service for long contexts.
enum MooncakeLine {
    /// A year in milliseconds: no trace is as long.
    private static let longest: Int64 = 366 * 86_400_000

    /// The arrival that `line` says.
    static func arrival(
        _ line: LineReader.Line, of path: String, by json: JSONLineReader
    ) throws(FileError) -> ArrivalTrace.Arrival {
        let value: ForeignValue = try json.read(from: line, of: path)
        func number(_ name: String, upTo most: Int64) throws(FileError) -> Int64 {
            if let number = value[name]?.integer, 0...most ~= number { return number }
            throw FileError(
                path: path, line: line.number, field: name, found: value[name]?.words ?? "nothing",
                expected: "a whole number from 0 to \(most)", remedy: "correct or remove the line")
        }
        let milliseconds = try number("timestamp", upTo: longest)
        return ArrivalTrace.Arrival(
            at: ExchangesScenario.epoch + .milliseconds(milliseconds),
            inputTokens: try number("input_length", upTo: ArrivalTrace.mostTokens),
            outputTokens: try number("output_length", upTo: ArrivalTrace.mostTokens))
    }
}
