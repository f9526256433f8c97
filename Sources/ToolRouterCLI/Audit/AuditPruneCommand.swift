import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterServer

/// `toolrouter audit prune`.
struct AuditPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove the segments of an audit store whose records are all older than that.",
        discussion: """
            Whole segments go, the oldest first, and never the newest; a record in the chain says which, so that `verify` \
            holds for the rest. No server may write in the folder meanwhile (exit code 75): a running one removes old \
            segments itself, when its configuration has a retention.

            EXAMPLES
              toolrouter audit prune --dir audit --older-than 13mo
              toolrouter audit prune --dir audit --older-than 400d
            """)

    @OptionGroup var folder: AuditFolderOption

    @Option(help: "How old, by the calendar: 90d, 13mo or 7y.")
    var olderThan: String

    func run() throws {
        guard let period = AuditPeriod(olderThan) else {
            throw ValidationError(
                "--older-than is \(Excerpt.of(olderThan)); write days, months or years: 90d, 13mo, 7y")
        }
        try ExitStatus.ofAudit {
            // Nothing is made where nothing is.
            guard try !AuditSegmentName.all(in: folder.path).isEmpty else { throw AuditFault.noStore(folder.path) }
            let now = AuditMoment.now
            let cutoff = period.before(now)
            let removed = try AuditWriter(AuditSettings(folder: folder.path), at: now).pruning(before: cutoff, at: now)
            for name in removed { Console.print("removed \(name.file)") }
            let day = RFC3339.text(cutoff)
            Console.print(
                removed.isEmpty
                    ? "nothing removed: no segment ends before \(day)"
                    : "\(Quantity.words(removed.count, "segment")) removed, all of before \(day); a record says so")
        }
    }
}
