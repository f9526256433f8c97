import Foundation
package import ToolRouter
package import ToolRouterFormats

/// What the golden of a scenario says of one request.
package struct GoldenAnswer {
    /// The header of the golden.
    package let header: GoldenHeader
    /// The answer; nil when the golden lacks the request.
    package let record: AnswerRecord?
    /// The rows that the golden keeps; nil where it keeps none.
    package let results: KeptResults?

    /// Finds the answer to `id`: that of the golden that was accepted, else the one that was recorded with the traffic; nil
    /// where there is neither.
    package init?(to id: RequestID, of scenario: Scenario, in workspace: Workspace) throws {
        let path = workspace.goldenAnswers(scenario.name)
        guard FileManager.default.fileExists(atPath: path) else {
            guard let golden = try scenario.recordedGolden else { return nil }
            header = golden
            record = try Self.recorded(id, in: Traffic(scenario))
            results = nil
            return
        }
        let reader = try GoldenReader(path: path, of: scenario.name)
        header = reader.header
        var found: AnswerRecord?
        while found == nil, let record = try reader.next() {
            if record.id == id { found = record }
        }
        record = found
        let kept = workspace.goldenResults(scenario.name)
        results = FileManager.default.fileExists(atPath: kept) ? try KeptResults.read(path: kept) : nil
    }

    private static func recorded(_ id: RequestID, in traffic: Traffic) throws(FileError) -> AnswerRecord? {
        while let arrival = try traffic.next() {
            if arrival.exchange.id == id { return arrival.exchange.answered }
        }
        return nil
    }
}
