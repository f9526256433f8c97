import Foundation

/// The package these tests belong to.
enum ThisPackage {
    /// The folder with `Package.swift`.
    static let folder: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// `shared/data` beside the package; nil when it is absent.
    static let data: URL? = {
        let data = folder.deletingLastPathComponent().appending(path: "shared/data").resolvingSymlinksInPath()
        return FileManager.default.fileExists(atPath: data.path) ? data : nil
    }()

    /// The text of every source file outside a target, by path.
    static func sources(besides target: String) throws -> [String: String] {
        let sources = folder.appending(path: "Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        return try paths.filter { $0.hasSuffix(".swift") && !$0.hasPrefix(target + "/") }.reduce(into: [:]) {
            $0[$1] = try String(contentsOf: sources.appending(path: $1), encoding: .utf8)
        }
    }
}
