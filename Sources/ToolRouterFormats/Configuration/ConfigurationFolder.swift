package import Foundation

/// The folder of a configuration file, from which the paths in the file start.
package struct ConfigurationFolder {
    /// What error messages call it, such as `the scenario's folder`.
    private let words: String
    private let url: URL

    package init(_ url: URL, called words: String) {
        self.words = words
        // `..` in a path of the file starts from where the folder really is.
        self.url = url.absoluteURL.resolvingSymlinksInPath()
    }

    /// Its absolute path, without symbolic links.
    package var path: String { Self.path(url) }

    /// Whether it is there.
    package var exists: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The absolute path of the file that `node` names, which must be there.
    package func file(_ node: ConfigurationNode, _ expected: String) throws(FileError) -> String {
        let path = try self.path(node, expected)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw node.fault(
                found: "\(node.words), which is not a file (\(Excerpt.of(path)))", expected: expected,
                remedy: "correct the path; it is relative to \(words)")
        }
        guard !isFolder.boolValue else {
            throw node.fault(found: "\(node.words), which is a folder", expected: expected, remedy: "name a file in it")
        }
        if let oddity = WholeFile.oddity(path) {
            throw node.fault(
                found: "\(node.words), which is \(oddity)", expected: expected,
                remedy: "write what it says to a file, and name that")
        }
        return path
    }

    /// The absolute paths of the files that `node` names: of a file its own, of a folder those of all files in it whose names
    /// end in `ending`, sorted.
    package func files(
        _ node: ConfigurationNode, _ expected: String, ending: String
    ) throws(FileError) -> [String] {
        let path = try self.path(node, expected)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [try file(node, expected)]
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw node.fault(
                found: "\(node.words), which is a folder that can't be read", expected: expected,
                remedy: "check its permissions")
        }
        let files = names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else {
            let hasOpen = names.contains { $0.hasSuffix(ending + ".part") }
            throw node.fault(
                found: "\(node.words), a folder without a file *\(ending)", expected: expected,
                remedy: hasOpen
                    ? "stop the server that records there, or close what it left behind with `toolrouter import --recover`"
                    : "name another folder, or a file")
        }
        return files.map { "\(path)/\($0)" }
    }

    /// The absolute path that `node` says, be anything there or not.
    package func path(_ node: ConfigurationNode, _ expected: String) throws(FileError) -> String {
        let name = try node.name(expected, longest: 1_000)
        return Self.path(URL(filePath: name, directoryHint: .notDirectory, relativeTo: url).absoluteURL.standardized)
    }

    private static func path(_ url: URL) -> String {
        let path = url.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
