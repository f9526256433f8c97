import Foundation
import ToolRouterFormats

/// The place where the content of a new folder is gathered.
final class PartialFolder {
    /// Its path.
    let path: String
    private let target: String
    private let isThere: Bool
    private let given: String
    /// The folders above it that were made for it, the innermost first.
    private let made: [String]
    private var isPublished = false

    init(path: String, target: String, isThere: Bool, given: String, made: [String]) {
        self.path = path
        self.target = target
        self.isThere = isThere
        self.given = given
        self.made = made
    }

    /// Copies `file` as `name`, or leaves it where it is. Returns what became of it.
    func take(
        _ file: SourceFile, as name: String, isReferredTo: Bool, _ interruption: Interruption
    ) throws -> FirstScenario.Summary.File {
        if !isReferredTo {
            let folder = ("\(path)/\(name)" as NSString).deletingLastPathComponent
            guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
                throw NewFolder.cannotMake(folder, String(cString: strerror(errno)))
            }
            try file.copy(to: "\(path)/\(name)", interruption)
        }
        return FirstScenario.Summary.File(
            source: file.given, place: isReferredTo ? file.path(from: target) : name, isReferredTo: isReferredTo,
            size: file.size)
    }

    /// Gives the content its place; what came there meanwhile is not replaced.
    func publish() throws(FileError) {
        guard isThere else {
            guard rename(path, target) == 0 else {
                throw NewFolder.cannotMake(given, String(cString: strerror(errno)))
            }
            isPublished = true
            return
        }
        // The folder stays the one it is: a shell may stand in it. What names the others comes last.
        var moved: [String] = []
        for name in ["databases", "traffic.jsonl", "scenario.yaml"] where exists("\(path)/\(name)") {
            let isFree = !exists("\(target)/\(name)")
            guard isFree, rename("\(path)/\(name)", "\(target)/\(name)") == 0 else {
                let reason = isFree ? String(cString: strerror(errno)) : "\(name) came there meanwhile"
                for name in moved { try? FileManager.default.removeItem(atPath: "\(target)/\(name)") }
                throw NewFolder.cannotMake(given, reason)
            }
            moved.append(name)
        }
        rmdir(path)
        isPublished = true
    }

    /// Takes away what was not published.
    func remove() {
        guard !isPublished else { return }
        try? FileManager.default.removeItem(atPath: path)
        for folder in made { rmdir(folder) }
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
