import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// Looks a server's configuration over before anything of it is started.
enum ServerCheck {
    /// The settings in the file at `path`, which is sound; else every fault is said, and the process ends.
    static func settings(_ path: String) throws -> ServerSettings {
        let (settings, faults) = try ServerSettings.readingAll(path: path)
        for fault in faults { Console.error(fault.description) }
        guard let settings, faults.isEmpty else { throw ExitStatus.badInput }
        return settings
    }
}
