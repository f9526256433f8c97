import Foundation
import ToolRouterFormats

/// The folder that an import writes to: a new one, an empty one, or one with an earlier import.
enum ImportFolder {
    /// Refuses a folder that holds anything but an earlier import.
    ///
    /// - Parameter firstLine: how the scenario.yaml of an earlier import begins.
    static func refuseForeignContent(of output: String, firstLine: String) throws(FileError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: output, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue, let names = try? FileManager.default.contentsOfDirectory(atPath: output) else {
            throw FileError(
                path: output, found: isFolder.boolValue ? "a folder that can't be read" : "a file",
                expected: "a folder", remedy: "name another folder")
        }
        if names.isEmpty { return }
        let line = try? LineReader(path: "\(output)/scenario.yaml").next()
        if let line, line.bytes == Array(firstLine.utf8) { return }
        throw FileError(
            path: output, found: "a folder with other content",
            expected: "a new or empty folder, or an earlier import",
            remedy: "name another folder or empty this one")
    }
}
