import Foundation

/// A folder of its own for one test, removed with everything in it.
final class TemporaryFolder {
    let path: String

    init() throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = parent.appending(path: "end-to-end-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
    }

    /// Writes a file, and the folders it lies in.
    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Copies a file or folder from anywhere into the folder.
    func copy(_ source: String, to name: String) throws {
        try FileManager.default.copyItem(atPath: source, toPath: file(name))
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// The files below `name`, at any depth, sorted; none when there is no such folder.
    func files(_ name: String = "") -> [String] {
        (FileManager.default.subpaths(atPath: file(name)) ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file("\(name)/\(path)"), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// All files but the reports on the last run as a whole, which the next one takes away before it begins.
    func lastingFiles() -> [String] {
        let ofRun = ["drift.json", "junit.xml", "summary.md", "report.json", "report.html"].map { "reports/\($0)" }
        return files().filter { !ofRun.contains($0) }
    }

    /// Every file below `name` with its bytes.
    func bytes(_ name: String) throws -> [String: Data] {
        try files(name).reduce(into: [:]) { $0[$1] = try Data(contentsOf: URL(filePath: file("\(name)/\($1)"))) }
    }

    /// A new empty file, open for writing.
    func writing(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: URL(filePath: file(name)))
    }
}
