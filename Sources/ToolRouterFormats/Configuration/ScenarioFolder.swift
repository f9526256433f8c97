import Foundation

/// Where a scenario lies.
struct ScenarioFolder {
    /// The path of `scenario.yaml`; relative when it was given so.
    let file: String
    /// The name of the folder.
    let name: String
    private let url: URL

    /// Takes the path of the folder, or of the file in it.
    init(_ path: String) {
        let isFile = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        let given = URL(filePath: path, directoryHint: isFile ? .notDirectory : .isDirectory)
        let folder = isFile ? given.deletingLastPathComponent() : given
        file = isFile ? path : path + (path.hasSuffix("/") ? "" : "/") + "scenario.yaml"
        name = folder.absoluteURL.standardized.lastPathComponent
        // `..` in a path of the file starts from where the folder really is.
        url = folder.absoluteURL.resolvingSymlinksInPath()
    }

    /// The absolute path of the folder, without symbolic links.
    var directory: String { Self.path(url) }

    /// Whether the folder is there.
    var exists: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: directory, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The path of `faults.yaml`, relative when the folder's was given so; nil when there is nothing of that name. What
    /// it is, is for its reader to judge.
    var faults: String? {
        let path = (file as NSString).deletingLastPathComponent
        let faults = path.isEmpty ? "faults.yaml" : (path as NSString).appendingPathComponent("faults.yaml")
        // A link that leads nowhere is there too, and must not pass for its absence.
        return (try? FileManager.default.attributesOfItem(atPath: faults)) == nil ? nil : faults
    }

    /// The absolute path of the file that `node` names, which must be there.
    func file(_ node: ConfigurationNode, _ expected: String) throws(ConfigurationError) -> String {
        let name = try node.name(expected, longest: 1_000)
        let path = Self.path(
            URL(filePath: name, directoryHint: .notDirectory, relativeTo: url).absoluteURL.standardized)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw node.fault(
                found: "\(node.words), which is no file (\(Excerpt.of(path)))", expected: expected,
                remedy: "correct the path; it is relative to the scenario's folder")
        }
        guard !isFolder.boolValue else {
            throw node.fault(found: "\(node.words), which is a folder", expected: expected, remedy: "name a file in it")
        }
        guard OrdinaryFile.exists(at: path) else {
            throw node.fault(
                found: "\(node.words), which is a pipe, a device or a socket", expected: expected,
                remedy: "write what it says to a file, and name that")
        }
        return path
    }

    private static func path(_ url: URL) -> String {
        let path = url.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
