import Foundation
import Testing

/// A folder in which somebody works with ToolRouter: scenarios, goldens and reports where the tool looks for them.
final class Workplace {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// With the scenarios that are shipped.
    static func withShippedScenarios() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.copy(Package.folder.appending(path: "replays").path, to: "replays")
        return workplace
    }

    /// With the scenarios that are shipped, and their goldens.
    static func withShippedGoldens() throws -> Workplace {
        let workplace = try withShippedScenarios()
        try workplace.folder.copy(Package.folder.appending(path: "goldens").path, to: "goldens")
        return workplace
    }

    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> BuiltTool.Output {
        try BuiltTool.run(arguments, in: folder, environment: environment)
    }

    /// Makes what the scenarios answer now their golden.
    func acceptAll() throws {
        let replay = try run("replay")
        try #require(replay.code == 3, "\(replay.errors)")
        try #require(try run("accept", "--reason", "as found").code == 0)
    }

    /// What the last replay found.
    func report() throws -> DriftReport { try report(in: "reports") }

    func report(in reports: String) throws -> DriftReport {
        try JSONDecoder().decode(
            DriftReport.self, from: Data(contentsOf: URL(filePath: folder.file(reports + "/drift.json"))))
    }

    /// The answers of a golden or of a run, by request.
    func answers(_ name: String) throws -> [String: Answer] {
        try folder.text(name).split(separator: "\n").dropFirst()
            .map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
            .reduce(into: [:]) { $0[$1.id] = $1 }
    }

    /// The lines of a golden or of a run, without what they tell of candidates.
    func linesWithoutCandidates(_ name: String) throws -> [String] {
        try folder.text(name).split(separator: "\n").dropFirst()
            .map { String($0).replacing(/,"shadow:[^"]*"/, with: "") }
    }

    /// Replaces `old`, which must be there, in a file.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try folder.text(name)
        try #require(text.contains(old), "\(name) does not hold \(old)")
        try folder.write(text.replacingOccurrences(of: old, with: new), to: name)
    }
}
