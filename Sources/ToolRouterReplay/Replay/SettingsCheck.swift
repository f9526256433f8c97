import ToolRouter
package import ToolRouterFormats

/// Validates the settings of a router that no scenario has, such as a server's, without serving anything.
package enum SettingsCheck {
    /// Opens the databases as each role may read them, and has the guard judge the statements of the rules.
    ///
    /// - Parameters:
    ///   - file: where the settings stand, in the folder `directory`.
    ///   - lacksDatabases: whether some are left out of `settings` since their entries are at fault.
    /// - Throws: `Interrupted`.
    package static func faults(
        of settings: RouterSettings, in file: String, _ directory: String, lacksDatabases: Bool,
        interruption: Interruption = Interruption()
    ) throws -> FileFaults {
        var faults = FileFaults()
        let databases = try ScenarioDatabases(
            settings, of: file, in: directory, interruption: interruption, requiresTables: !lacksDatabases
        ) { faults.add($0) }
        let isComplete = !lacksDatabases && databases.sandboxes.count == settings.databases.count
        if isComplete, !databases.sandboxes.isEmpty {
            faults.add(
                ScenarioCheck.refusedRules(
                    settings.router.rules, of: file, databases.sandboxes,
                    remedy: "correct the statement or the policy under `sql`"))
        }
        return faults
    }
}
