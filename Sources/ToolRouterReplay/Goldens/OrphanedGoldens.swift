import Foundation
package import ToolRouterFormats

/// The golden of a scenario that is no longer there.
package struct OrphanedGoldens: Sendable {
    /// The name that the scenario had.
    package let scenario: String
    private let folder: String
    /// What its folder holds beside the golden.
    package let otherFiles: [String]

    /// Those in the folder of the goldens, by name; folders without a golden, and links, are passed over.
    ///
    /// - Throws: where there is no scenario at all: then somebody is in the wrong folder.
    package static func find(in workspace: Workspace) throws(FileError) -> [OrphanedGoldens] {
        let scenarios = try workspace.scenarioNames()
        guard !scenarios.isEmpty else {
            throw FileError(
                aboutFile: workspace.replays, found: "no scenario", expected: "those that are still there",
                remedy: "check --replays; where all scenarios are gone, remove the folder of the goldens")
        }
        var orphans: [OrphanedGoldens] = []
        for name in try workspace.goldenNames() where !name.hasPrefix(".") && !scenarios.contains(name) {
            let folder = "\(workspace.goldens)/\(name)"
            guard Workspace.isFolder(folder), !isLink(folder) else { continue }
            let files = try Workspace.names(in: folder)
            let others = files.filter { !Self.isGoldenFile($0) }
            guard others.count < files.count else { continue }
            orphans.append(OrphanedGoldens(scenario: name, folder: folder, otherFiles: others))
        }
        return orphans
    }

    /// Removes the golden and what waits beside it, and the folder where nothing else is in it; returns what else there is.
    package func remove() throws(FileError) -> [String] {
        for name in try Workspace.names(in: folder) where Self.isGoldenFile(name) {
            try check(unlink("\(folder)/\(name)"), "\(folder)/\(name)")
        }
        if otherFiles.isEmpty { try check(rmdir(folder), folder) }
        return otherFiles
    }

    private func check(_ result: Int32, _ path: String) throws(FileError) {
        guard result != 0 else { return }
        throw FileError(
            path: path, problem: "can't be removed: \(String(cString: strerror(errno)))",
            remedy: "check who may write to its folder")
    }

    private static func isGoldenFile(_ name: String) -> Bool {
        ["answers.jsonl", "totals.json", "results.jsonl"].contains { name == $0 || name == $0 + PendingGolden.suffix }
    }

    private static func isLink(_ path: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    }
}
