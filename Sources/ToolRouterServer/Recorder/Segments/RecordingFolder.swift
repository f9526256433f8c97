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
    private let lock: FolderLock

    /// What the names of folders begin with to which the last minutes were written.
    static let recentPrefix = "recent-"

    /// Makes the folder of a run that began `now`, with its `scenario.yaml`.
    init(below directory: String, scenario: RecordedScenario, at now: Timestamp) throws {
        let replays = directory + "/replays"
        try OutputFolder.make(replays, option: "--record")
        (path, lock) = try Self.make(replays + "/" + Self.prefix + Self.word(now))
        try OutputFile.write(scenario.text, to: path + "/scenario.yaml", option: "--record")
        try OutputFolder.make(path + "/" + RecordedScenario.segments, option: "--record")
    }

    /// Makes a folder of that name, or of the first like it that is free, and locks it. Another server may have begun in the
    /// same second; and whoever looks for what killed servers left may take a new folder before it is locked, or have it gone.
    private static func make(_ name: String) throws(FileError) -> (path: String, FolderLock) {
        for number in 1...1_000 {
            let path = number == 1 ? name : "\(name)-\(number)"
            guard mkdir(path, 0o750) == 0 else {
                if errno == EEXIST { continue }
                throw FileError(cannotWrite: path, errno: errno, option: "--record")
            }
            if let lock = try? FolderLock.take(path, option: "--record"), lock.isOf(path) { return (path, lock) }
        }
        throw FileError(cannotWrite: name, errno: EEXIST, option: "--record")
    }

    /// A moment in the name of a file: `20261129T060512Z`.
    static func word(_ moment: Timestamp) -> String {
        let whole = Timestamp(microseconds: moment.microseconds / 1_000_000 * 1_000_000)
        return RFC3339.text(whole).filter { $0 != "-" && $0 != ":" }
    }

    /// A segment that is closed.
    struct ClosedSegment {
        let path: String
        let bytes: Int
        /// The path of its scenario's folder.
        let run: String
        /// When it was written last, in nanoseconds.
        fileprivate let writtenAt: Int
    }

    /// The closed segments below a folder, of all runs and of what was written of the last minutes, the oldest first.
    static func closedSegments(below directory: String) -> [ClosedSegment] {
        let files = FileManager.default
        let replays = directory + "/replays"
        var found: [ClosedSegment] = []
        for run in (try? files.contentsOfDirectory(atPath: replays)) ?? []
        where run.hasPrefix(prefix) || run.hasPrefix(recentPrefix) {
            let folder = "\(replays)/\(run)/\(RecordedScenario.segments)"
            for name in (try? files.contentsOfDirectory(atPath: folder)) ?? []
            where name.utf8.count == 12 && name.hasSuffix(".jsonl") && Int(name.prefix(6)) != nil {
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                found.append(
                    ClosedSegment(
                        path: "\(folder)/\(name)", bytes: Int(status.st_size), run: "\(replays)/\(run)",
                        writtenAt: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec))
            }
        }
        return found.sorted { ($0.writtenAt, $0.path) < ($1.writtenAt, $1.path) }
    }
}
