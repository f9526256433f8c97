import ArgumentParser
import Foundation
import Glibc
import ToolRouter
import ToolRouterServer

/// `toolrouter-bench audit-load`: appends records until it is killed, and says of each that it was told is safe.
/// `Scripts/audit-kill` kills it, and looks whether they are there.
struct AuditLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit-load", abstract: "Append audit records until it is killed.", shouldDisplay: false)

    @Option(help: "The folder of the store.")
    var dir: String

    @Option(help: "What a record waits for.")
    var durability = "process"

    @Option(help: "What the ids of the records begin with.")
    var prefix = "r"

    @Option(help: "How many callers append at a time.")
    var callers = 64

    @Option(help: "How many records each caller appends; default: no end.")
    var each = Int.max

    @Option(help: "The bytes of a segment.")
    var segmentBytes = 8 << 20

    func run() async throws {
        guard let durability = AuditSettings.Durability(rawValue: durability) else {
            throw ValidationError("--durability is relaxed, process or power")
        }
        var settings = AuditSettings(folder: dir)
        settings.durability = durability
        settings.segmentBytes = segmentBytes
        let store = try AuditStore(settings)
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask { [prefix, each] in
                    for number in 0..<each {
                        let id = "\(prefix)-\(caller)-\(number)"
                        guard await store.append(AuditLoad.record(id)) else { return }
                        // Short enough to be written whole or not at all.
                        let line = id + "\n"
                        guard write(STDOUT_FILENO, line, line.utf8.count) == line.utf8.count else { return }
                    }
                }
            }
        }
        store.close()
    }
}
