import Foundation
import ToolRouterFormats

/// The folder an import writes to. Its files appear complete, one by one, by rename.
struct ScenarioFolder {
    let path: String

    /// Refuses a folder that holds anything but an earlier import, whose scenario.yaml begins with `firstLine`.
    func refuseForeignContent(firstLine: String) throws(ImportError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue, let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw ImportError(
                path, found: isFolder.boolValue ? "a folder that can't be read" : "a file", expected: "a folder",
                remedy: "name another folder")
        }
        if names.isEmpty { return }
        let line = try? LineReader(path: "\(path)/scenario.yaml").next()
        if let line, line.bytes == Array(firstLine.utf8) { return }
        throw ImportError(
            path, found: "a folder with other content", expected: "a new or empty folder, or an earlier import",
            remedy: "name another folder or empty this one")
    }

    /// Makes the folder and its `databases`.
    func create() throws(ImportError) {
        do {
            try FileManager.default.createDirectory(atPath: "\(path)/databases", withIntermediateDirectories: true)
        } catch {
            throw cannotWrite(path, (error as NSError).localizedDescription)
        }
    }

    /// Writes `text` as the file `name`.
    func write(_ text: String, as name: String) throws(ImportError) {
        do {
            let file = try PartialFile(path: "\(path)/\(name)")
            try file.write(text)
            try file.finish()
        } catch {
            throw cannotWrite("\(path)/\(name)", error.reason)
        }
    }

    /// Copies the file at `source` as `name`.
    func copy(_ source: String, as name: String) throws(ImportError) {
        guard let content = FileManager.default.contents(atPath: source) else {
            throw ImportError(
                source, found: "a file that can't be read", expected: "a readable file",
                remedy: "check the path and its permissions")
        }
        do {
            let file = try PartialFile(path: "\(path)/\(name)")
            try file.write([UInt8](content))
            try file.finish()
        } catch {
            throw cannotWrite("\(path)/\(name)", error.reason)
        }
    }

    private func cannotWrite(_ path: String, _ reason: String) -> ImportError {
        ImportError(
            path, found: "a file that can't be written (\(reason))", expected: "a writable place",
            remedy: "check the path, its permissions and the space left")
    }
}
