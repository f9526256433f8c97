import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter audit`: looks at what a server wrote down, checks it, and removes what is old.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Add up what a server's audit records say, check that none was changed, remove old ones.",
        discussion: """
            EXAMPLES
              toolrouter audit query --dir audit --since 2026-11-01 --group-by model,day
              toolrouter audit query --dir audit --since 7d --tenant emea --format csv > november.csv
              toolrouter audit verify --dir audit
              toolrouter audit prune --dir audit --older-than 13mo
            """,
        subcommands: [AuditQueryCommand.self, AuditVerifyCommand.self, AuditPruneCommand.self])
}

/// Which store a command is about.
struct AuditFolderOption: ParsableArguments {
    @Option(name: .customLong("dir"), help: "The folder of the audit store, as the server's configuration names it.")
    var path: String
}

extension ExitStatus {
    /// Runs `body`; what is wrong with an audit store is told with its remedy. What can't be written is the disk's fault
    /// (70), what can't be read is bad input (65).
    static func ofAudit(_ body: () throws -> Void) throws {
        try of {
            do {
                try body()
            } catch let fault as AuditFault where fault.isOutput {
                Console.error(fault.description)
                throw internalError
            }
        }
    }
}
