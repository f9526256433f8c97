import ArgumentParser
import SQLSandbox

/// `toolrouter sql-lane`: the process of a lane, which a pool starts. Nobody types it.
struct SQLLaneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql-lane", abstract: "Judge and run statements for a server.", shouldDisplay: false)

    func run() throws {
        throw ExitCode(LaneService.run())
    }
}
