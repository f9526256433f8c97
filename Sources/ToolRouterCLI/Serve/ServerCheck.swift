import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// Looks a server's configuration over before anything of it is started.
enum ServerCheck {
    /// The settings in the file at `path`, which is sound; else every fault is said, and the process ends.
    static func settings(_ path: String) throws -> ServerSettings {
        let (settings, faults) = try check(path, Interruption())
        for fault in faults.all { Console.error(fault.description) }
        for (path, count) in faults.omitted { Console.error("\(path): … and \(count) more") }
        guard let settings, faults.isEmpty else { throw ExitStatus.badInput }
        return settings
    }

    /// Reads the file to its end and opens its databases; secrets are not looked up.
    static func check(
        _ path: String, _ interruption: Interruption
    ) throws -> (settings: ServerSettings?, faults: FileFaults) {
        let (settings, found) = try ServerSettings.readingAll(path: path)
        var faults = FileFaults()
        faults.add(found)
        guard let settings else { return (nil, faults) }
        let more = try SettingsCheck.faults(
            of: settings.router, in: path, settings.directory,
            lacksDatabases: found.contains { $0.reason.field?.hasPrefix("databases") ?? false },
            interruption: interruption)
        faults.add(more)
        return (settings, faults)
    }

    /// What there is to say of sound settings.
    static func words(_ path: String, _ settings: ServerSettings) -> String {
        let router = settings.router
        let keys = settings.identity.keys.count
        return "\(path): sound; \(Quantity.words(router.databases.count, "database")), "
            + "\(Quantity.words(router.planners.count, "planner")), \(Quantity.words(router.shadows.count, "candidate")), "
            + "\(Quantity.words(router.router.rules.rules.count, "rule")), \(Quantity.words(router.roles.count, "role")), "
            + (keys == 0 ? "no API keys" : Quantity.words(keys, "API key"))
    }
}
