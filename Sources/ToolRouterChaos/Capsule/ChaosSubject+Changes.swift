import Foundation
import ToolRouterFormats

extension ChaosSubject {
    /// Whether the scenario's file could say `change`: a budget below what a call is estimated at, for one, it could not.
    func accepts(_ change: SettingChange) -> Bool {
        guard let file = try? ConfigurationNode(settingsFile: CapsuleScenario.file(of: self), kind: "a scenario file"),
            let changed = try? change.applied(to: file), let section = try? ConfigurationSection(changed)
        else { return false }
        let folder = ConfigurationFolder(
            URL(filePath: scenario.directory, directoryHint: .isDirectory), called: "the scenario's folder")
        return (try? RouterSettings(section, in: folder, besides: ["duration"])) != nil
    }
}
