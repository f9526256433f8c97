import Foundation
import ToolRouterFormats

/// A file that the user brought.
struct SourceFile {
    /// The path as the user gave it.
    let given: String
    /// The absolute path without symbolic links; the absolute path as it is when there is no such file.
    let path: String

    init(_ given: String) {
        self.given = given
        path = Self.realPath(given) ?? URL(filePath: given).absoluteURL.standardized.path(percentEncoded: false)
    }

    /// In bytes; 0 when it can't be told.
    var size: Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// The path that leads to the file from `folder`, an absolute path without symbolic links.
    func path(from folder: String) -> String {
        let start = folder.split(separator: "/")
        let goal = path.split(separator: "/")
        let common = zip(start, goal).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: start.count - common) + goal.dropFirst(common).map(String.init))
            .joined(separator: "/")
    }

    /// Copies the file to `copy`, block by block.
    func copy(to copy: String, _ interruption: Interruption) throws {
        guard let source = FileHandle(forReadingAtPath: path) else { throw unreadable() }
        defer { try? source.close() }
        do {
            let file = try PartialFile(path: copy)
            while let block = try Self.wrapping({ try source.read(upToCount: 1_048_576) }, orElse: unreadable()) {
                if interruption.isRaised { throw Interrupted() }
                if block.isEmpty { break }
                try file.write([UInt8](block))
            }
            try file.finish()
        } catch let fault as PartialFile.Fault {
            throw FileError(
                file: copy, found: "a file that can't be written (\(fault.reason))", expected: "a writable place",
                remedy: "check the path, its permissions and the space left", isOutput: true)
        }
    }

    /// The absolute path of what is at `path`, without symbolic links; nil when there is nothing.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func unreadable() -> FileError {
        FileError(
            file: given, found: "a file that can't be read", expected: "a readable file",
            remedy: "check the path and its permissions")
    }

    private static func wrapping<Content>(_ read: () throws -> Content, orElse error: FileError) throws -> Content {
        do {
            return try read()
        } catch {
            throw error
        }
    }
}
