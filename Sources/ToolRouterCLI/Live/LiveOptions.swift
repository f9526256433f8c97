import ArgumentParser
import ToolRouter
import ToolRouterFormats

/// Whether and how a planner is asked live.
struct LiveOptions: ParsableArguments {
    @Option(
        name: .customLong("live"),
        help: ArgumentHelp(
            "Ask the planner of a server's configuration each recorded question anew, and judge its answers.",
            discussion: "This costs what the provider takes for it. Nothing is asked without this option.",
            valueName: "server.yaml"))
    var configuration: String?

    @Option(help: ArgumentHelp("With --live: how often each question is asked. Default: 3.", valueName: "n"))
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "With --live: the planner or candidate of the configuration that is asked. Default: its first planner.",
            valueName: "name"))
    var planner: String?

    @Option(help: ArgumentHelp("With --live: how many questions are asked at a time. Default: 4.", valueName: "n"))
    var liveCalls: Int?

    @Option(
        help: ArgumentHelp(
            "With --live: how long asking may take in all, such as 30m. What was answered until then is judged. Default: 1h.",
            valueName: "duration"))
    var liveWithin: String?

    /// How often each question is asked.
    var wantedRuns: Int { runs ?? 3 }
    /// How many questions are asked at a time.
    var calls: Int { liveCalls ?? 4 }
    /// How long asking may take in all.
    var time: Duration { liveWithin.flatMap { DurationText.parse($0) } ?? .seconds(3_600) }

    private static let mostRuns = 1_000
    private static let mostCalls = 64

    func validate() throws {
        guard configuration != nil else {
            let given = [
                ("--runs", runs != nil), ("--planner", planner != nil), ("--live-calls", liveCalls != nil),
                ("--live-within", liveWithin != nil),
            ]
            if let option = given.first(where: \.1)?.0 {
                throw ValidationError("\(option) is for a planner that is asked live: say --live server.yaml, too")
            }
            return
        }
        if let runs, !(1...Self.mostRuns).contains(runs) {
            throw ValidationError("--runs is 1 to \(Self.mostRuns), found \(runs)")
        }
        if let liveCalls, !(1...Self.mostCalls).contains(liveCalls) {
            throw ValidationError("--live-calls is 1 to \(Self.mostCalls), found \(liveCalls)")
        }
        if let liveWithin {
            guard let time = DurationText.parse(liveWithin), time > .zero else {
                throw ValidationError("--live-within is a duration above 0 such as 30m, found \(liveWithin)")
            }
        }
    }
}
