import Foundation
package import ToolRouterFormats

/// Something among the scenarios or goldens that somebody means to be replayed, and that no replay reads.
///
/// A run that passes over it would be green for no reason: a golden whose scenario was renamed, a `scenario.yml`, a folder
/// one level too deep.
package struct UnreadFile: Hashable, Sendable {
    /// Where it is.
    package let path: String
    /// Why nothing reads it.
    package let problem: String
    /// What to do about it.
    package let remedy: String

    /// All of it in one line.
    package var words: String { "\(path): \(problem); \(remedy)" }
}

extension Workspace {
    /// What a replay of all scenarios does not read, in the order of the folders.
    ///
    /// - Parameter traffic: the absolute paths of the recordings that scenarios name: they may lie anywhere.
    package func unreadFiles(recordings traffic: Set<String>) throws(FileError) -> [UnreadFile] {
        var survey = UnreadFiles(recordings: traffic)
        try survey.lookAtScenarios(in: replays)
        let scenarios = FileManager.default.fileExists(atPath: replays) ? Set(try scenarioNames()) : []
        // Whether there is a scenario in a folder that can't be read nobody knows.
        let unreadable = survey.found.filter { Self.isFolder($0.path) }.map { URL(filePath: $0.path).lastPathComponent }
        try survey.lookAtGoldens(in: goldens, of: scenarios.union(unreadable))
        return survey.found
    }
}

/// Looks through the folders of scenarios and goldens. Hidden files are passed over, links are not followed below the
/// first level, and a folder of very many files is not looked through to its end, which is said.
private struct UnreadFiles {
    /// How many files and folders are looked at.
    private static let most = 100_000
    private static let deepest = 16
    private static let scenarioFile = "scenario.yaml"
    private static let goldenFiles = ["answers.jsonl", "totals.json"]

    private let traffic: Set<String>
    private var room = most
    private(set) var found: [UnreadFile] = []

    init(recordings traffic: Set<String>) {
        self.traffic = traffic
    }

    mutating func lookAtScenarios(in replays: String) throws(FileError) {
        guard FileManager.default.fileExists(atPath: replays) else { return }
        let names = try Workspace.names(in: replays).filter { !$0.hasPrefix(".") }
        for name in names {
            let path = "\(replays)/\(name)"
            switch Kind(path) {
            case .folder: look(at: path, depth: 1)
            case .brokenLink: add(path, "a link that leads nowhere", "mend the link, or remove it")
            case .file where Self.isLikeScenarioFile(name):
                add(
                    path, "a scenario beside the folders of the scenarios, where nothing reads it",
                    "move it into a folder of its own with its files")
            case .file: lookAtRecording(path)
            }
        }
    }

    private mutating func look(at folder: String, depth: Int) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
            return add(folder, "a folder that can't be read, with a scenario or not", "let this user read it")
        }
        let isScenario = names.contains(Self.scenarioFile)
        let isMeantAsScenario = names.contains(where: Self.isLikeScenarioFile)
        for name in names where !name.hasPrefix(".") {
            guard takeRoom(folder) else { return }
            let path = "\(folder)/\(name)"
            let kind = Kind(path, followsLinks: false)
            if kind == .folder, depth < Self.deepest {
                look(at: path, depth: depth + 1)
            } else if Self.isLikeScenarioFile(name) {
                lookAtScenarioFile(path, name, isScenario: isScenario, depth: depth)
            } else if kind == .file, !isMeantAsScenario {
                lookAtRecording(path)
            }
        }
    }

    private mutating func lookAtScenarioFile(_ path: String, _ name: String, isScenario: Bool, depth: Int) {
        if name != Self.scenarioFile {
            add(
                path, "a name that nothing reads; a scenario is a \(Self.scenarioFile)",
                isScenario
                    ? "remove it: there is a \(Self.scenarioFile) beside it" : "rename it to \(Self.scenarioFile)")
        } else if Kind(path) == .brokenLink {
            add(path, "a link that leads nowhere", "mend the link, or remove it")
        } else if depth > 1 {
            add(
                path, "a scenario in a folder within a folder, where nothing reads it",
                "move its folder up to the other scenarios")
        }
    }

    /// A recording outside of a scenario's folder is read only when a scenario names it.
    private mutating func lookAtRecording(_ path: String) {
        guard path.hasSuffix(".jsonl"), RealPath.of(path).map(traffic.contains) == false,
            let handle = FileHandle(forReadingAtPath: path)
        else { return }
        defer { try? handle.close() }
        let start = (try? handle.read(upToCount: 4_096)) ?? Data()
        guard start.range(of: Data("\"\(RecordingHeader.format)\"".utf8)) != nil else { return }
        add(
            path, "a recording that no scenario names",
            "put a \(Self.scenarioFile) beside it, or name it under `traffic` of one")
    }

    mutating func lookAtGoldens(in goldens: String, of scenarios: Set<String>) throws(FileError) {
        guard FileManager.default.fileExists(atPath: goldens) else { return }
        for name in try Workspace.names(in: goldens) where !name.hasPrefix(".") {
            let path = "\(goldens)/\(name)"
            switch Kind(path) {
            case .brokenLink: add(path, "a link that leads nowhere", "mend the link, or remove it")
            case .file where Self.goldenFiles.contains(name):
                add(path, "a golden beside the folders of the goldens, where nothing reads it", "move it into one")
            case .file: break
            case .folder: lookAtGolden(path, hasScenario: scenarios.contains(name), depth: 1)
            }
        }
    }

    private mutating func lookAtGolden(_ folder: String, hasScenario: Bool, depth: Int) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
            return add(folder, "a folder that can't be read, with a golden or not", "let this user read it")
        }
        if !hasScenario, names.contains(where: Self.goldenFiles.contains) {
            add(
                folder, depth == 1 ? "a golden without a scenario" : "a golden in a folder within a folder",
                "bring its scenario back or give the folder the scenario's new name; else remove it"
                    + (depth == 1 ? ": toolrouter accept --prune" : ""))
        }
        for name in names where !name.hasPrefix(".") && depth < Self.deepest {
            guard takeRoom(folder) else { return }
            let path = "\(folder)/\(name)"
            if Kind(path, followsLinks: false) == .folder { lookAtGolden(path, hasScenario: false, depth: depth + 1) }
        }
    }

    private mutating func takeRoom(_ folder: String) -> Bool {
        if room == 0 {
            add(folder, "more than \(Self.most) files, which were not all looked at", "keep other files elsewhere")
        }
        room -= 1
        return room >= 0
    }

    private mutating func add(_ path: String, _ problem: String, _ remedy: String) {
        found.append(UnreadFile(path: path, problem: problem, remedy: remedy))
    }

    /// Whether somebody who called a file `name` meant a scenario's.
    private static func isLikeScenarioFile(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["scenario", "scenarios"].contains { stem in
            ["yaml", "yml", "json", "yaml.txt", "yml.txt"].contains { name == "\(stem).\($0)" }
        }
    }

    /// What lies at a path.
    private enum Kind {
        case folder, file, brokenLink

        init(_ path: String, followsLinks: Bool = true) {
            var status = stat()
            guard lstat(path, &status) == 0 else {
                self = .file
                return
            }
            if followsLinks, status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 {
                self = .brokenLink
                return
            }
            self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
        }
    }
}
