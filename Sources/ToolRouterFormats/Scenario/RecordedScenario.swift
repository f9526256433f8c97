import ToolRouter

/// The `scenario.yaml` beside what a server records: its own settings as far as a scenario has them, so that a replay decides as
/// the server did.
package struct RecordedScenario: Sendable {
    /// The folder of the recordings, beside the file.
    package static let segments = "segments"

    /// What stands in the file.
    package let text: String
    /// Its settings as a golden lists them.
    package let listedSettings: [String: String]

    /// - Parameters:
    ///   - source: the file that the settings were read from, a mapping.
    ///   - settings: what is in force: the seed, which may have been drawn, and the absolute paths of databases and prices.
    ///   - limits: the limits in force where they are not those of `source`.
    ///   - description: what the recording is, in one line.
    package init(
        of source: ConfigurationNode, settings: RouterSettings, limits: ConfigurationNode? = nil, description: String
    ) {
        var entries: [(name: String, value: ConfigurationNode)] = [
            ("version", .made("\(Scenario.version)", isPlain: true)), ("description", .made(description)),
            ("traffic", .made([.made(Self.segments)])), ("seed", .made("\(settings.router.seed)", isPlain: true)),
            ("databases", .made(settings.databases.map { ($0.name.text, .made($0.path)) })),
        ]
        let own = Set(entries.map(\.name))
        if case .mapping(let given) = source.content {
            for entry in given where RouterSettings.keys.contains(entry.name) && !own.contains(entry.name) {
                entries.append((entry.name, Self.value(of: entry, settings, limits)))
            }
            if let limits, !given.contains(where: { $0.name == "limits" }) { entries.append(("limits", limits)) }
        }
        let file = ConfigurationNode.made(entries)
        text =
            "# Written by the recorder of `toolrouter serve`; segments is the folder of what was recorded.\n"
            + file.yaml
        listedSettings = SettingsListing.settings(of: file)
    }

    private static func value(
        of entry: ConfigurationNode.Entry, _ settings: RouterSettings, _ limits: ConfigurationNode?
    ) -> ConfigurationNode {
        switch entry.name {
        case "limits": limits ?? entry.value
        // Its path starts at another folder.
        case "prices": settings.priceFile.map { entry.value.replacing("catalogue", by: .made($0)) } ?? entry.value
        default: settings.tools.moved(entry.value, named: entry.name)
        }
    }
}

extension ConfigurationNode {
    /// A mapping that was read from `yaml`, which the program itself wrote.
    package static func constant(_ yaml: String) throws(FileError) -> ConfigurationNode {
        try ConfigurationNode(yaml: yaml, file: "a constant of toolrouter")
    }
}
