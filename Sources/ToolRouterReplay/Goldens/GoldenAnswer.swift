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

    /// Finds the answer to `id`; nil where there is no golden.
    package init?(to id: RequestID, of scenario: String, in workspace: Workspace) throws {
        let path = workspace.goldenAnswers(scenario)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let reader = try GoldenReader(path: path, of: scenario)
        header = reader.header
        var found: AnswerRecord?
        while found == nil, let record = try reader.next() {
            if record.id == id { found = record }
        }
        record = found
        let kept = workspace.goldenResults(scenario)
        results = FileManager.default.fileExists(atPath: kept) ? try KeptResults.read(path: kept) : nil
    }
}
