import Foundation
package import ToolRouterFormats

extension Workspace {
    /// The folder of the scenario that `name` says by its name or path; there is a `scenario.yaml` in it.
    ///
    /// - Throws: what there is instead, and what to do.
    package func existingScenarioFolder(_ name: String) throws(FileError) -> String {
        let folder = scenarioFolder(name)
        // A path may name the file, too.
        if folder.hasSuffix(".yaml") || folder.hasSuffix(".yml") { return folder }
        guard Self.isFolder(folder) else {
            if Self.isFolderOfScenarios(name) { throw Self.severalScenarios(name) }
            throw noScenario(name, folder)
        }
        let names = try Self.names(in: folder)
        if names.contains("scenario.yaml") { return folder }
        if let like = names.first(where: { ["scenario.yml", "scenario.json"].contains($0.lowercased()) }) {
            throw FileError(
                aboutFile: folder, found: "a folder with a \(like)", expected: "a folder with a scenario.yaml",
                remedy: "rename \(like) to scenario.yaml")
        }
        if Self.isFolderOfScenarios(folder) { throw Self.severalScenarios(folder) }
        throw FileError(
            aboutFile: folder, found: "a folder without a scenario.yaml", expected: "a scenario",
            remedy: "check the path, or make a scenario: \(Self.initLine)")
    }

    private static func severalScenarios(_ folder: String) -> FileError {
        FileError(
            aboutFile: folder, found: "a folder of scenarios", expected: "one scenario",
            remedy: "name one of them, \(list(scenarioNames(in: folder))), or all: --replays \(folder)")
    }

    /// What to do where there is no scenario at all.
    package static let initLine = "toolrouter init replays/NAME --database FILE"

    /// Whether `path` is a folder of scenarios, and none itself.
    package static func isFolderOfScenarios(_ path: String) -> Bool {
        isFolder(path) && !FileManager.default.fileExists(atPath: path + "/scenario.yaml")
            && !scenarioNames(in: path).isEmpty
    }

    /// The error that `name` is the name of no scenario, and of no golden.
    package func unknownName(_ name: String) -> FileError { noScenario(name, scenarioFolder(name)) }

    private func noScenario(_ name: String, _ folder: String) -> FileError {
        let known = Self.isFolder(replays) ? Self.scenarioNames(in: replays) : []
        let last = URL(filePath: name).lastPathComponent
        let remedy =
            if let nearest = Spelling.nearest(to: last, among: known) {
                "did you mean `\(nearest)`?"
            } else if known.isEmpty {
                "make a scenario: \(Self.initLine)"
            } else {
                "there are \(Self.list(known)); another one is made by `toolrouter init`"
            }
        return FileError(aboutFile: folder, found: "no such folder", expected: "a scenario's folder", remedy: remedy)
    }

    static func scenarioNames(in folder: String) -> [String] {
        ((try? names(in: folder)) ?? []).filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/scenario.yaml")
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }
}
