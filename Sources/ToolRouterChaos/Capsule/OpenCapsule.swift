import Foundation
import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// A capsule that is open to be replayed: the scenario that its schedule began with, and the schedule.
package final class OpenCapsule {
    /// The scenario, with its own settings.
    package let subject: ChaosSubject
    /// The schedule, with its changes of settings.
    package let schedule: Schedule
    /// Where the scenario's own settings stand.
    private let scratch: OutputFolder?

    /// Opens `capsule`.
    ///
    /// A change of a setting that this version knows is a change again and can be taken back; any other is a part of the scenario.
    package init(_ capsule: Capsule, interruption: Interruption = Interruption()) throws {
        let note = capsule.note
        let knows = note.changes.allSatisfy { change in
            let section = String(change.key.prefix { $0 != "." })
            return note.before.keys.contains(section)
                && SettingKnobs.knob(change.key)?.values.contains { $0.text == change.value } == true
        }
        if !note.changes.isEmpty, knows {
            let scratch = try OutputFolder.scratch()
            try Self.writeOwnSettings(of: capsule, to: scratch.path)
            subject = try ChaosSubject(path: scratch.path, interruption: interruption)
            self.scratch = scratch
        } else {
            subject = try ChaosSubject(path: capsule.folder, interruption: interruption)
            scratch = nil
        }
        var schedule = subject.ownSchedule
        schedule.scenario = note.scenario
        if scratch != nil { schedule.changes = note.changes }
        self.schedule = schedule
    }

    /// Writes the scenario as it was before its settings were changed; its files stay where they are.
    private static func writeOwnSettings(of capsule: Capsule, to folder: String) throws {
        let scenario = try Scenario(path: capsule.folder)
        var file = try ConfigurationNode(yamlFile: capsule.folder + "/scenario.yaml", kind: "a scenario file")
        for (section, yaml) in capsule.note.before {
            if let yaml {
                let value = try ConfigurationNode(yaml: "value: \(yaml)", file: Capsule.noteFile)["value"]!
                file = file.setting([section], to: value)
            } else {
                file = file.removing(section)
            }
        }
        file = file.setting(["traffic"], to: .made(scenario.traffic.map { .made($0) }))
            .setting(["databases"], to: .made(scenario.settings.databases.map { ($0.name.text, .made($0.path)) }))
        for name in ToolKinds.keys {
            guard let section = file[name] else { continue }
            file = file.setting([name], to: scenario.settings.tools.moved(section, named: name))
        }
        if let prices = scenario.settings.priceFile {
            file = file.setting(["prices", "catalogue"], to: .made(prices))
        }
        try OutputFile.write(file.yaml, to: folder + "/scenario.yaml")
        if let faults = scenario.faults { try OutputFile.copy(faults, to: "\(folder)/\(Capsule.faultsFile)") }
    }
}
