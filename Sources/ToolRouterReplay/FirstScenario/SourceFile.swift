import Foundation
import ToolRouterFormats

/// A file that the user brought.
package struct SourceFile {
    /// The path as the user gave it.
    package let given: String
    /// The absolute path without symbolic links; the plain absolute path when there is no such file.
    package let path: String

    package init(_ given: String) {
        self.given = given
        path = RealPath.of(given) ?? URL(filePath: given).absoluteURL.standardized.path(percentEncoded: false)
    }

    /// In bytes; 0 when it is not known.
    package var size: Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// Whether it is a file, and no folder.
    package var isPlainFile: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    /// The path that leads to the file from `folder`, an absolute path without symbolic links.
    package func path(from folder: String) -> String {
        let start = folder.split(separator: "/")
        let goal = path.split(separator: "/")
        let common = zip(start, goal).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: start.count - common) + goal.dropFirst(common).map(String.init))
            .joined(separator: "/")
    }

    /// Copies the file to `copy`, block by block.
    package func copy(to copy: String, _ interruption: Interruption) throws {
        let file = try OutputFile(path: copy)
        try file.append(contentsOf: path) { interruption.isRaised }
        if interruption.isRaised { throw Interrupted() }
        try file.finish()
    }
}
