import Foundation
package import ToolRouterFormats

/// What the page shows of one scenario, as `report.jsonl` keeps it: a line of figures, a line of the timeline, then a line for each
/// drifted request, those that say most first.
///
/// The page is made of these files alone, so that a finished run can be shown again.
package struct ReportSection: Sendable {
    /// The name of the file, in the folder of the scenario's reports.
    package static let file = "report.jsonl"
    /// The most bytes of the lines of requests that are kept in full; those behind are listed, up to as much again.
    static let mostCaseBytes = 4_000_000
    /// A request that takes more bytes is listed, and not shown.
    static let longestCase = 256_000

    private static let remedy = "replay again: `toolrouter replay` writes it"

    /// An object: everything but the timeline and single requests.
    let head: [UInt8]
    /// An object, or `null`.
    let timeline: [UInt8]
    /// Objects, the most telling first.
    let cases: [[UInt8]]
    /// How many requests the file has besides, for which there was no room.
    let beyond: Int

    init(head: [UInt8], timeline: [UInt8], cases: [[UInt8]], beyond: Int = 0) {
        self.head = head
        self.timeline = timeline
        self.cases = cases
        self.beyond = beyond
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

    /// Reads the file, and of its requests as many as have room: figures, timeline and requests take no more than `room` bytes, where
    /// the first two are no larger.
    static func read(path: String, room: Int) throws(FileError) -> ReportSection {
        guard FileManager.default.fileExists(atPath: path) else {
            throw FileError(
                aboutFile: path, found: "no file", expected: "the report of a finished run", remedy: remedy)
        }
        let (lines, reader) = (try LineReader(path: path), JSONLineReader())
        var read: [[UInt8]] = []
        var (left, beyond) = (room, 0)
        while let line = try lines.next() {
            // The page puts the lines together to one text, which must be JSON.
            try reader.value(from: line, of: path) { json throws(FileError.Reason) in
                _ = try StrictObject(json, passingOverAllBut: [])
            }
            left -= line.bytes.count + 1
            if read.count >= 2, left < 0 {
                beyond += 1
                continue
            }
            read.append(line.bytes)
        }
        guard read.count >= 2 else {
            throw FileError(
                aboutFile: path, found: Quantity.words(read.count, "line"), expected: "two lines or more",
                remedy: remedy)
        }
        return ReportSection(head: read[0], timeline: read[1], cases: Array(read.dropFirst(2)), beyond: beyond)
    }
}
