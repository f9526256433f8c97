import Foundation
import ToolRouter
package import ToolRouterFormats
import ToolRouterReplay

/// Writes a schedule as the folder of a scenario.
package struct CapsuleWriter {
    private let schedule: Schedule
    private let subject: ChaosSubject
    private let note: CapsuleNote
    private let description: String
    private let comment: [String]
    /// What stands above the answers that requests bring along; nil when they bring none.
    private let golden: GoldenHeader?

    /// - Parameters:
    ///   - description: what it is, in one line; what is too long is cut off.
    ///   - comment: lines above `scenario.yaml`.
    ///   - golden: what stands above what requests were answered when they were recorded; nil leaves that out.
    package init(
        _ schedule: Schedule, of subject: ChaosSubject, note: CapsuleNote, description: String, comment: [String],
        golden: GoldenHeader? = nil
    ) {
        self.schedule = schedule
        self.subject = subject
        self.note = note
        self.description = description
        self.comment = comment
        self.golden = golden
    }

    /// Writes the folder, which appears whole or not at all. A capsule that is there already is replaced, anything else is not.
    package func write(to folder: String) throws -> Capsule {
        if Capsule.isCapsule(folder) { try? FileManager.default.removeItem(atPath: folder) }
        let target = try OutputFolder.new(folder)
        let capsule = try write(into: target, called: folder)
        try target.publish(last: "scenario.yaml")
        return capsule
    }

    private func write(into target: OutputFolder, called folder: String) throws -> Capsule {
        let file = try CapsuleScenario(subject, as: schedule).make(Self.description(description), into: target)
        let head = comment.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .map { $0.isEmpty ? "#\n" : "# \(Excerpt.visible($0))\n" }.joined()
        try OutputFile.write(
            head + ReadableYAML(unquotesWords: false).text(file), to: target.path + "/scenario.yaml")
        try writeTraffic(to: "\(target.path)/\(Capsule.trafficFile)")
        if let faults = try faults {
            let node = try ConfigurationNode(yaml: faults.json, file: Capsule.faultsFile)
            try OutputFile.write(
                ReadableYAML(unquotesWords: true).text(node), to: "\(target.path)/\(Capsule.faultsFile)")
        }
        var note = note
        note.before = try before
        try OutputFile.write(note.json, to: "\(target.path)/\(Capsule.noteFile)")
        return Capsule(folder: folder, note: note)
    }

    /// The faults without those of candidates that are not asked.
    private var faults: FaultPlan? {
        get throws {
            let targets = FaultTargets(subject.scenario(as: schedule)).all
            let rules = (schedule.faults?.rules ?? []).filter { targets.contains($0.target) }
            return rules.isEmpty ? nil : FaultPlan(rules: rules, convergence: schedule.faults?.convergence)
        }
    }

    /// The sections that the schedule changes, as they are in the scenario.
    private var before: [String: String?] {
        get throws {
            guard !schedule.changes.isEmpty else { return [:] }
            let source = try ConfigurationNode(settingsFile: CapsuleScenario.file(of: subject), kind: "a scenario file")
            var sections: [String: String?] = [:]
            for change in schedule.changes {
                let name = String(change.key.prefix { $0 != "." })
                sections.updateValue(source[name].map { ReadableYAML(unquotesWords: false).line($0) }, forKey: name)
            }
            return sections
        }
    }

    private func writeTraffic(to path: String) throws {
        let holdsContent = schedule.requests.contains { $0.content == .all }
        let header = RecordingHeader(
            source: "a schedule of toolrouter chaos", epoch: schedule.epoch, content: holdsContent ? .all : .none,
            golden: golden)
        let writer = try RecordingWriter(path: path, header: header)
        for exchange in schedule.requests {
            var exchange = exchange
            if golden == nil { exchange.answered = nil }
            try writer.write(exchange)
        }
        try writer.finish()
    }

    /// What fits a description.
    private static func description(_ text: String) -> String {
        let visible = Excerpt.visible(text)
        return visible.unicodeScalars.count <= 200 ? visible : String(visible.prefix(190)) + "…"
    }
}
