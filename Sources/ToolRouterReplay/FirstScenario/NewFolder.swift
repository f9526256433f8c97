import Foundation
import ToolRouterFormats

/// A folder that appears whole or not at all, and replaces nothing.
struct NewFolder {
    /// The path, as it was given.
    private let given: String
    /// The absolute path without symbolic links.
    private let path: String
    private let isThere: Bool

    /// Refuses a place that has something already, unless it is an empty folder.
    init(_ given: String) throws(ImportError) {
        self.given = given
        if let path = SourceFile.realPath(given) {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw ImportError(
                    given, found: "a file, or a folder that can't be read", expected: "a new or empty folder",
                    remedy: "name another folder")
            }
            guard names.isEmpty else {
                throw ImportError(
                    given, found: "a folder with content", expected: "a new or empty folder",
                    remedy: "name another folder; nothing is ever replaced")
            }
            self.path = path
            isThere = true
        } else {
            path = Self.pathToBe(given)
            isThere = false
        }
    }

    /// Makes the place beside the folder where its content is gathered.
    func begin() throws(FileError) -> PartialFolder {
        let parent = (path as NSString).deletingLastPathComponent
        var made: [String] = []
        do {
            var folder = parent
            while !FileManager.default.fileExists(atPath: folder) {
                made.append(folder)
                folder = (folder as NSString).deletingLastPathComponent
            }
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            made.forEach { rmdir($0) }
            throw Self.cannotMake(given, (error as NSError).localizedDescription)
        }
        // A folder of that name was left by somebody whom nobody gave the time to clean up; the next number is free.
        let name = ".\((path as NSString).lastPathComponent).partial-"
        for number in 1...1_000 {
            let partial = (parent as NSString).appendingPathComponent(name + "\(number)")
            if mkdir(partial, 0o777) == 0 {
                return PartialFolder(path: partial, target: path, isThere: isThere, given: given, made: made)
            }
            guard errno == EEXIST else { break }
        }
        let reason = String(cString: strerror(errno))
        made.forEach { rmdir($0) }
        throw Self.cannotMake(given, reason)
    }

    static func cannotMake(_ path: String, _ reason: String) -> FileError {
        FileError(
            file: path, found: "a folder that can't be made (\(reason))", expected: "a writable place",
            remedy: "check the path, its permissions and the space left", isOutput: true)
    }

    /// The path of what is not there yet: the nearest folder above it that is there, without symbolic links, and the
    /// rest.
    private static func pathToBe(_ given: String) -> String {
        var above = URL(filePath: given, directoryHint: .notDirectory).absoluteURL.standardized
        var missing: [String] = []
        while true {
            if let path = SourceFile.realPath(above.path(percentEncoded: false)) {
                return missing.reduce(path) { ($0 as NSString).appendingPathComponent($1) }
            }
            missing.insert(above.lastPathComponent, at: 0)
            above.deleteLastPathComponent()
        }
    }
}
