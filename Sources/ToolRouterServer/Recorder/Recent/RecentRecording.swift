import Foundation
import ToolRouter
import ToolRouterFormats

/// What was kept in memory, as a scenario.
struct RecentRecording: Sendable {
    /// The name of the scenario: `recent-20261129T060512Z`.
    let name: String
    /// What stands in its `scenario.yaml`.
    let scenario: String
    /// Its one segment: header and lines, in the order of arrival.
    let segment: [UInt8]
    /// The requests in it.
    let requests: Int
    private let moment: Timestamp

    init(_ lines: [[UInt8]], header: String, scenario: String, at now: Timestamp) {
        name = RecordingFolder.recentPrefix + RecordingFolder.word(now)
        self.scenario = scenario
        moment = now
        requests = lines.count
        var bytes = Array((header + "\n").utf8)
        bytes.reserveCapacity(bytes.count + lines.reduce(0) { $0 + $1.count })
        for line in lines { bytes += line }
        segment = bytes
    }

    private static let segmentPath = RecordedScenario.segments + "/000001.jsonl"

    /// All of it as one file.
    var archive: [UInt8] {
        var archive = TarArchive(at: moment)
        archive.add("replays/\(name)/scenario.yaml", Array(scenario.utf8))
        archive.add("replays/\(name)/\(Self.segmentPath)", segment)
        archive.finish()
        return archive.bytes
    }

    /// Writes it below `directory`, where it appears as a whole; the path of the scenario's folder.
    func write(below directory: String) throws(FileError) -> String {
        var path = "\(directory)/replays/\(name)"
        var number = 1
        while try Presence.of(path), number < 1_000 {
            number += 1
            path = "\(directory)/replays/\(name)-\(number)"
        }
        let folder = try OutputFolder.new(path)
        try OutputFolder.make(folder.path + "/" + RecordedScenario.segments)
        let file = try OutputFile(path: folder.path + "/" + Self.segmentPath)
        try file.write(segment)
        try file.finish()
        try OutputFile.write(scenario, to: folder.path + "/scenario.yaml")
        try folder.publish(last: "scenario.yaml")
        return path
    }
}
