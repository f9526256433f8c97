import Foundation
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats

/// Keeps each failure of a run so that it can be shown again.
struct ChaosCapsules {
    /// Where capsules lie below the reports folder.
    private static let folder = "chaos/capsules"

    /// Makes a capsule in a folder, and says by which line it shows its failure again; nil where capsules can't be made.
    private static let make:
        (
            @Sendable (Schedule, ScheduleOutcome.Failure, ChaosSubject, ScheduleRunner.Thoroughness, Origin) throws ->
                String
        )? = {
            schedule, failure, subject, thoroughness, origin in
            try Capsule.write(
                schedule, showing: failure, of: subject, thoroughness: thoroughness, planted: origin.planted,
                seed: origin.seed, number: origin.number, to: origin.folder
            ).reproduction
        }

    /// Where a schedule came from, and where its capsule goes.
    private struct Origin {
        let planted: String?
        let seed: UInt64
        let number: Int
        let folder: String
    }

    let command: ChaosCommand
    let paths: [String]

    /// Removes the capsules of the last run; what was made of them stays.
    func removeFormer() {
        let folder = "\(command.folders.reports)/\(Self.folder)"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where FileManager.default.fileExists(atPath: "\(folder)/\(name)/capsule.json") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Writes a capsule for each failure, and says how each can be shown again.
    func write(_ found: [ChaosTally.Found]) throws -> [ChaosReport.Reproduction] {
        var subjects: [Int: ChaosSubject] = [:]
        return try found.enumerated().map { place, found in
            guard let make = Self.make else {
                return ChaosReport.Reproduction(capsule: nil, line: command.line(only: found.schedule))
            }
            let subject = try subjects[found.scenario] ?? ChaosSubject(path: paths[found.scenario])
            subjects[found.scenario] = subject
            let name = name(place, found, of: subject.scenario.name)
            let drawing = ScheduleDrawing(seed: command.seed.value, requests: command.requests)
            let origin = Origin(
                planted: command.plant, seed: command.seed.value, number: found.number,
                folder: "\(command.folders.reports)/\(name)")
            let line = try make(
                drawing.schedule(found.number, of: subject), found.failure, subject,
                drawing.thoroughness(of: found.number), origin)
            return ChaosReport.Reproduction(capsule: name, line: line)
        }
    }

    private func name(_ place: Int, _ found: ChaosTally.Found, of scenario: String) -> String {
        let what = if case .invariant(let name, _, _) = found.symptom { name } else { found.symptom.text }
        return "\(Self.folder)/\(place < 9 ? "0" : "")\(place + 1)-\(scenario)-\(what)"
    }
}
