import Foundation
import ToolRouterChaos
import ToolRouterFormats

/// Keeps each failure of a run so that it can be shown again.
struct ChaosCapsules {
    /// Where capsules lie below the reports folder.
    private static let folder = "chaos/capsules"

    let command: ChaosCommand
    let paths: [String]

    /// Removes the capsules of the last run.
    func removeFormer() {
        let folder = "\(command.folders.reports)/\(Self.folder)"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where Capsule.isCapsule("\(folder)/\(name)") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Writes a capsule for each failure, and says how each can be shown again. Where one can't be written, that is told, and
    /// the schedule can be tried again instead.
    func write(_ found: [ChaosTally.Found]) -> [ChaosReport.Reproduction] {
        var subjects: [Int: ChaosSubject] = [:]
        return found.enumerated().map { place, found in
            do {
                let subject = try subjects[found.scenario] ?? ChaosSubject(path: paths[found.scenario])
                subjects[found.scenario] = subject
                return try write(found, of: subject, as: name(place, found, of: subject.scenario.name))
            } catch {
                Console.error("\(found.symptom.text) of schedule \(found.schedule) has no capsule: \(error)")
                return ChaosReport.Reproduction(capsule: nil, line: command.line(only: found.schedule))
            }
        }
    }

    private func write(
        _ found: ChaosTally.Found, of subject: ChaosSubject, as name: String
    ) throws -> ChaosReport.Reproduction {
        let drawing = ScheduleDrawing(seed: command.seed.value, requests: command.requests)
        let capsule = try Capsule.write(
            drawing.schedule(found.number, of: subject), showing: found.failure, of: subject,
            thoroughness: drawing.thoroughness(of: found.number), planted: command.plant, seed: drawing.seed,
            number: found.number, to: "\(command.folders.reports)/\(name)")
        return ChaosReport.Reproduction(capsule: name, line: capsule.reproduction)
    }

    private func name(_ place: Int, _ found: ChaosTally.Found, of scenario: String) -> String {
        let what = if case .invariant(let name, _, _) = found.symptom { name } else { found.symptom.text }
        return "\(Self.folder)/\(place < 9 ? "0" : "")\(place + 1)-\(scenario)-\(what)"
    }
}
