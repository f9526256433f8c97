import Foundation
import SQLSandbox

/// Lanes that are processes of the built `toolrouter`.
enum BuiltLanes {
    /// The binary: it lies in a folder above the bundle of these tests.
    static let path: String = {
        let candidates =
            CommandLine.arguments.prefix(1) + [ThisPackage.folder.appending(path: ".build/debug/tests").path]
        for candidate in candidates {
            var folder = URL(filePath: candidate).resolvingSymlinksInPath().deletingLastPathComponent()
            while folder.path != "/" {
                let binary = folder.appending(path: "toolrouter").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: binary, isDirectory: &isFolder), !isFolder.boolValue {
                    return binary
                }
                folder.deleteLastPathComponent()
            }
        }
        preconditionFailure("no binary `toolrouter` beside the tests \(candidates); run `swift build` first")
    }()

    /// Those of every pool, when `TOOLROUTER_TEST_LANES` is `processes`: what the tests of pools say holds for them, too.
    static let everywhere: LaneProcesses? =
        ProcessInfo.processInfo.environment["TOOLROUTER_TEST_LANES"] == "processes" ? LaneProcesses(path) : nil
}

extension SandboxPool {
    /// The processes of its lanes and the one that keeps their files.
    var processes: [pid_t] { laneStates.map(\.process) }

    /// The processes of the lanes that are there for that.
    func processes(_ role: LaneState.Role) -> [pid_t] { laneStates.filter { $0.role == role }.map(\.process) }
}
