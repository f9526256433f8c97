import Foundation
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// What `toolrouter shrink` was given: a capsule, or a scenario, be it one of a workspace or one that a server wrote.
struct ShrinkSource {
    /// The folder of the scenario.
    let folder: String
    /// The note of the capsule; nil when it is an ordinary scenario.
    let capsule: Capsule?
    /// Holds what was taken out of an archive.
    private let scratch: OutputFolder?

    /// - Parameter given: a folder, the name of a scenario, or a tar archive with one.
    init(_ given: String, _ workspace: Workspace) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: given, isDirectory: &isFolder)
        if exists, !isFolder.boolValue, given.hasSuffix(".tar") {
            let scratch = try OutputFolder.scratch()
            try TarExtraction.extract(given, to: scratch.path)
            self.scratch = scratch
            folder = try Self.onlyScenario(in: scratch.path, given: given)
            capsule = nil
            return
        }
        scratch = nil
        if isFolder.boolValue, !FileManager.default.fileExists(atPath: given + "/scenario.yaml"),
            FileManager.default.fileExists(atPath: given + "/replays")
        {
            folder = try Self.onlyScenario(in: given, given: given)
        } else {
            folder = try workspace.existingScenarioFolder(given)
        }
        capsule = Capsule.isCapsule(folder) ? try Capsule(path: folder) : nil
    }

    /// The name of the scenario.
    var name: String { URL(filePath: folder).standardizedFileURL.lastPathComponent }

    /// The one scenario below `replays` in a folder that a server wrote.
    private static func onlyScenario(in folder: String, given: String) throws(FileError) -> String {
        let names = try Workspace(replays: folder + "/replays", goldens: "", reports: "").scenarioNames()
        guard let name = names.first, names.count == 1 else {
            throw FileError(
                aboutFile: given, found: Quantity.words(names.count, "scenario") + " below replays",
                expected: "one scenario", remedy: "name the folder of one of them")
        }
        return "\(folder)/replays/\(name)"
    }
}
