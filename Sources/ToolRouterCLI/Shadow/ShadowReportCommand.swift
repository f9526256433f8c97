import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter shadow report`.
struct ShadowReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Compare candidates with the planner that serves: funnel, agreement, cost, time, and a verdict.",
        discussion: """
            Nothing that a candidate proposes is run, so that better means one thing: requests for which the guard approves \
            the candidate's plan and not the planner's, against the reverse. The verdict may be looked at every day: without \
            a difference it is ever wrong in at most --alpha of all cases, and over several candidates e-BH keeps it so. A \
            server may go on writing meanwhile.

            That holds for records from one start on. --since must be a moment that was fixed beforehand, such as the one when \
            the candidate came or its prompt changed: a start that moves along, or that is chosen by what came out, is another \
            look each time, which nothing makes up for. A question that is asked again counts once.

            With --require the exit code is 0 when that is shown, 1 when the reverse is, and 4 as long as there are too few \
            comparisons: `better`, or `not-worse`, which is that the share of approved plans is less by no more than --margin.

            EXAMPLES
              toolrouter shadow report audit                                   all candidates, all there is
              toolrouter shadow report audit --since 2026-11-01 --candidate mini
              toolrouter shadow report audit --candidate mini --require not-worse --margin 0.01
              toolrouter shadow report audit --json > candidates.json
            """)

    @Argument(help: "The folder of the audit store, as the server's configuration names it.")
    var folder = "audit"

    @Option(
        help: "From when on, a start that was fixed beforehand: \(AuditMoment.forms). Days begin at 00:00 UTC.")
    var since: String?

    @Option(help: "Before when; the moment itself is not in it.")
    var until: String?

    @Option(help: "Print this candidate alone; e-BH goes over all.")
    var candidate: String?

    @Option(
        help: "The share of verdicts without a difference behind them that is put up with, above 0 and at most 0.5.")
    var alpha = "0.05"

    @Option(help: "Fail unless this is shown of each candidate: better or not-worse.")
    var require: ShadowRequirement?

    @Option(help: "With --require not-worse: the loss of approved plans that is still none, as a share of all.")
    var margin = "0.02"

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        let query = try self.query()
        guard let margin = Ratio(margin), margin >= .zero, margin < .one else {
            throw ValidationError("--margin is \(Excerpt.of(margin)); write a share from 0 to 1, such as 0.02 or 2%")
        }
        let interruption = InterruptSignals.listen()
        try ExitStatus.ofAudit {
            let progress = ProgressLine("records read")
            defer { progress.end() }
            let report: ShadowReport
            do {
                report = try ShadowReport(query, of: folder) { count in
                    progress.update("", count)
                    return !interruption.isRaised
                }
            } catch is CancellationError {
                throw Interrupted()
            }
            progress.end()
            if json {
                Console.write(ShadowReportJSON(report).text)
            } else {
                ShadowReportText(report).lines.forEach { Console.print($0) }
            }
            guard let require else { return }
            let verdict = require.verdict(on: report, margin: margin)
            if !json { Console.print(require.words(verdict, margin: margin), isGood: verdict == .pass) }
            try ExitStatus.with(verdict)
        }
    }

    private func query() throws -> ShadowQuery {
        var query = ShadowQuery()
        query.since = try AuditMoment.read(since, "since")
        query.until = try AuditMoment.read(until, "until")
        if let since = query.since, let until = query.until, until <= since {
            throw ValidationError("--until is not after --since, so there can be no record in between")
        }
        query.candidate = candidate.map { PlannerName($0) }
        guard let alpha = Ratio(alpha), alpha > .zero, alpha <= Ratio(millionths: 500_000) else {
            throw ValidationError(
                "--alpha is \(Excerpt.of(alpha)); write a share above 0 and at most 0.5, such as 0.05")
        }
        query.alpha = alpha
        return query
    }
}
