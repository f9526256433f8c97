import Foundation
import ToolRouter
import ToolRouterFormats

/// The scenario folder that one run of a server records to, locked for as long as it lives.
final class RecordingFolder {
    /// What the names of such folders begin with.
    static let prefix = "live-"

    /// The path of the scenario's folder.
    let path: String
    /// The path of the folder of segments in it.
    var segments: String { path + "/" + RecordedScenario.segments }
    private let lock: FolderLock?

    /// Makes the folder of a run that began `now`, with its `scenario.yaml`.
    init(below directory: String, scenario: RecordedScenario, at now: Timestamp) throws {
        let replays = directory + "/replays"
        try OutputFolder.make(replays, option: "--record")
        var name = Self.prefix + Self.word(now)
        // Another server began in the same second.
        var number = 1
        while mkdir(replays + "/" + name, 0o750) != 0 {
            guard errno == EEXIST, number < 1_000 else {
                throw FileError(cannotWrite: replays + "/" + name, errno: errno, option: "--record")
            }
            number += 1
            name = "\(Self.prefix)\(Self.word(now))-\(number)"
        }
        path = replays + "/" + name
        lock = try? FolderLock.take(path, option: "--record")
        try OutputFile.write(scenario.text, to: path + "/scenario.yaml", option: "--record")
        try OutputFolder.make(path + "/" + RecordedScenario.segments, option: "--record")
    }

    /// A moment in the name of a file: `20261129T060512Z`.
    static func word(_ moment: Timestamp) -> String {
        let whole = Timestamp(microseconds: moment.microseconds / 1_000_000 * 1_000_000)
        return RFC3339.text(whole).filter { $0 != "-" && $0 != ":" }
    }

    /// The closed segments of all runs below a folder, the oldest first, with their bytes.
    static func closedSegments(below directory: String) -> [(path: String, bytes: Int)] {
        let files = FileManager.default
        let replays = directory + "/replays"
        var found: [(path: String, bytes: Int)] = []
        for run in ((try? files.contentsOfDirectory(atPath: replays)) ?? []).sorted() where run.hasPrefix(prefix) {
            let folder = "\(replays)/\(run)/\(RecordedScenario.segments)"
            for name in ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            where name.utf8.count == 12 && name.hasSuffix(".jsonl") && Int(name.prefix(6)) != nil {
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                found.append(("\(folder)/\(name)", Int(status.st_size)))
            }
        }
        return found
    }
}
