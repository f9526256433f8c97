import Foundation
import ToolRouterFormats

/// What the page shows of one scenario, as `report.jsonl` keeps it: a line of figures, a line of the timeline, then a line for each
/// drifted request, those that say most first.
///
/// The page is made of these files alone, so that a finished run can be shown again.
package struct ReportSection: Sendable {
    /// The name of the file, in the folder of the scenario's reports.
    package static let file = "report.jsonl"
    /// The most bytes of the lines of requests.
    static let mostCaseBytes = 4_000_000
    /// A request that takes more bytes is listed, and not shown.
    static let longestCase = 256_000
    /// The longest file that is read.
    private static let longest = 64_000_000

    /// An object: everything but the timeline and single requests.
    let head: [UInt8]
    /// An object, or `null`.
    let timeline: [UInt8]
    /// Objects, the most telling first. Those that had no room are in the head's `cases_omitted`.
    let cases: [[UInt8]]

    init(head: [UInt8], timeline: [UInt8], cases: [[UInt8]]) {
        self.head = head
        self.timeline = timeline
        self.cases = cases
    }

    /// Writes the file, by rename.
    package func write(to path: String) throws(FileError) {
        let file = try OutputFile(path: path, option: Workspace.reportsOption)
        for line in [head, timeline] + cases {
            try file.write(line)
            try file.write("\n")
        }
        try file.finish()
    }

    /// Reads the file. Its lines are JSON of this program's own, which the page's script reads as data; what is not JSON there is
    /// said by the page.
    package static func read(path: String) throws(FileError) -> ReportSection {
        guard FileManager.default.fileExists(atPath: path) else {
            throw FileError(
                aboutFile: path, found: "no such file", expected: "the report of a finished run",
                remedy: "replay again: `toolrouter replay` writes it")
        }
        let bytes = try WholeFile.read(path: path, longest: longest)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map { Array($0) }
        guard lines.count >= 2 else {
            throw FileError(
                aboutFile: path, found: Quantity.words(lines.count, "line"), expected: "two lines or more",
                remedy: "replay again: `toolrouter replay` writes it")
        }
        return ReportSection(head: lines[0], timeline: lines[1], cases: Array(lines.dropFirst(2)))
    }
}
