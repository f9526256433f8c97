import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter audit query`.
struct AuditQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Print what records add up to: requests, tokens, exact money, hit ratio, errors.",
        discussion: """
            Records of all kinds are added up: answers, replies that came late, and candidates. Money is what is known; how \
            many records have a cost that is estimated or missing stands beside it. A request that two models are part of \
            is in both models' groups, and once in the total. A server may go on writing meanwhile.

            Group by: \(AuditQuery.Key.allCases.map(\.rawValue).joined(separator: ", ")).

            EXAMPLES
              toolrouter audit query --dir audit                                     all there is, as one line
              toolrouter audit query --dir audit --since 2026-11-01 --until 2026-12-01 --group-by model,day
              toolrouter audit query --dir audit --since 7d --group-by tenant --format csv
              toolrouter audit query --dir audit --tenant emea --model gpt-4o --group-by month --format json
            """)

    @OptionGroup var folder: AuditFolderOption

    @Option(help: "From when on: \(AuditMoment.forms). Days begin at 00:00 UTC.")
    var since: String?

    @Option(help: "Before when; the moment itself is not in it.")
    var until: String?

    @Option(help: "Of this tenant alone.")
    var tenant: String?

    @Option(help: "Of this model alone, in the word of its replies.")
    var model: String?

    @Option(help: "By what to group, with commas.")
    var groupBy: String?

    @Option(help: "How to print it: table, csv or json.")
    var format = AuditReportFormat.table

    func run() throws {
        let query = try self.query()
        let interruption = InterruptSignals.listen()
        try ExitStatus.ofAudit {
            let progress = ProgressLine("records read")
            defer { progress.end() }
            let report: AuditReport
            do {
                report = try AuditReport(query, of: folder.path) { count in
                    progress.update("", count)
                    return !interruption.isRaised
                }
            } catch is CancellationError {
                throw Interrupted()
            }
            progress.end()
            switch format {
            case .table: AuditTable(report).lines.forEach { Console.print($0) }
            case .csv: Console.write(AuditCSV(report).text)
            case .json: Console.write(AuditReportJSON(report).text)
            }
        }
    }

    private func query() throws -> AuditQuery {
        var query = AuditQuery()
        query.since = try AuditMoment.read(since, "since")
        query.until = try AuditMoment.read(until, "until")
        if let since = query.since, let until = query.until, until <= since {
            throw ValidationError("--until is not after --since, so there can be no record in between")
        }
        (query.tenant, query.model) = (tenant, model)
        query.keys = try (groupBy ?? "").split(separator: ",").map { word in
            let word = word.trimmingPrefix(" ")
            guard let key = AuditQuery.Key(rawValue: String(word)) else {
                let names = AuditQuery.Key.allCases.map(\.rawValue)
                let hint = Spelling.nearest(to: String(word), among: names).map { "; did you mean `\($0)`?" }
                throw ValidationError(
                    "--group-by has \(Excerpt.of(word))" + (hint ?? "; there are \(names.joined(separator: ", "))"))
            }
            return key
        }
        if Set(query.keys).count < query.keys.count {
            throw ValidationError("--group-by names a key twice")
        }
        return query
    }
}

/// How a report is printed.
enum AuditReportFormat: String, CaseIterable, ExpressibleByArgument {
    case table, csv, json
}
