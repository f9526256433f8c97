import Foundation

/// Where a scenario is.
struct ScenarioFolder {
    /// The path of `scenario.yaml`; relative when it was given so.
    let file: String
    /// The name of the folder.
    let name: String
    /// Where paths in the file start.
    let folder: ConfigurationFolder

    /// Takes the path of the folder, or of the file in it.
    init(_ path: String) {
        let isFile = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        let given = URL(filePath: path, directoryHint: isFile ? .notDirectory : .isDirectory)
        let url = isFile ? given.deletingLastPathComponent() : given
        file = isFile ? path : path + (path.hasSuffix("/") ? "" : "/") + "scenario.yaml"
        name = url.absoluteURL.standardized.lastPathComponent
        folder = ConfigurationFolder(url, called: "the scenario's folder")
    }

    /// The path of `faults.yaml`, relative when the folder's was given so; nil when there is nothing of that name. Its
    /// reader judges what it is.
    var faults: String? {
        let path = (file as NSString).deletingLastPathComponent
        let faults = path.isEmpty ? "faults.yaml" : (path as NSString).appendingPathComponent("faults.yaml")
        // A broken link is there, too, and must not be taken for no plan.
        return (try? FileManager.default.attributesOfItem(atPath: faults)) == nil ? nil : faults
    }
}
