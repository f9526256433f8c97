import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay scenarios, compare with their goldens, write reports.",
        discussion: """
            Writes report.html, junit.xml, drift.json and summary.md to the reports folder, and a folder for each scenario \
            with its answers.jsonl and totals.json. Where answers drifted, the new ones wait beside the golden (*.new) for \
            `toolrouter review` and `toolrouter accept`; with CI=true nothing beside the reports is written.

            EXAMPLES
              toolrouter replay                              all scenarios of ./replays
              toolrouter replay steady-day planner-outage    two of them
              toolrouter replay ./spider --shadow llama3_8b  a scenario by its path, with a candidate planner
              toolrouter replay --faults stress.yaml         with the faults of a plan injected
              toolrouter replay --check-determinism          replay twice, in two processes, and compare bytes
              toolrouter replay --metrics run.prom           with the metrics of the run, as Prometheus reads them
              toolrouter replay shop --live server.yaml      ask the configured planner each question anew
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all.", completion: .scenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Draw by this seed instead of the scenario's.")
    var seed: UInt64?

    @Option(help: "How many scenarios to replay at a time. Default: one a processor.")
    var jobs: Int?

    @Option(
        name: .customLong("shadow"), help: "Ask this recorded candidate beside the planner. Repeatable.",
        completion: .candidates)
    var shadows: [String] = []

    @OptionGroup var faults: FaultOptions

    @Flag(help: "Replay only the scenarios that did not pass in the last run.")
    var onlyFailed = false

    @Flag(help: "Replay once more in another process with other hash seeds, and compare the reports byte by byte.")
    var checkDeterminism = false

    @Flag(help: "Leave the questions out of the reports.")
    var redact = false

    @Option(help: "Which cases junit.xml holds: all, or drifted (failures, errors and gates).")
    var junitCases = JUnitCases.all

    /// For the second process of `--check-determinism`, which is given other folders.
    @Flag(help: .hidden)
    var withoutCommands = false

    @Flag(help: "Print drift.json instead of the table.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write the metrics of the run as a Prometheus text exposition, with the scenario as a label; - prints them instead of the table.",
            valueName: "file"))
    var metrics: String?

    @OptionGroup var planted: PlantOptions

    @OptionGroup(title: "Asking a planner live") var live: LiveOptions

    func validate() throws {
        try validateLive()
        if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); at least 1 is needed") }
        if metrics == "" { throw ValidationError("--metrics names no file") }
        if metrics == "-", json {
            throw ValidationError("--json and --metrics - both print; give --metrics a file")
        }
    }

    /// What makes no sense with answers that are other ones each time.
    private func validateLive() throws {
        guard live.configuration != nil else { return }
        let others = [
            ("--shadow", !shadows.isEmpty), ("--faults", !faults.arguments.isEmpty), ("--only-failed", onlyFailed),
            ("--check-determinism", checkDeterminism), ("--metrics", metrics != nil),
            ("--plant", !planted.arguments.isEmpty), ("--seed", seed != nil),
        ]
        if let option = others.first(where: \.1)?.0 {
            throw ValidationError("--live and \(option) are two experiments: choose one")
        }
    }

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let locks = try lock()
            defer { withExtendedLifetime(locks) {} }
            if live.configuration != nil { return try runLive(interruption) }
            var (report, metrics) = try replay(interruption)
            let commands = Dictionary(
                uniqueKeysWithValues: withoutCommands
                    ? [] : report.scenarios.map { ($0.scenario, self.commands($0)) })
            try report.write(to: folders.reports, commands: commands)
            let isWhole = !report.isInterrupted
            let exposition = isWhole ? metrics?.text(of: report) : nil
            if let metrics, let exposition { try metrics.write(exposition) }
            if checkDeterminism, isWhole,
                let difference = try DeterminismCheck(self).difference(report, exposition, interruption)
            {
                Console.error("two runs of the same inputs wrote different bytes: \(difference)")
                report.isNondeterministic = true
                try report.writeSummaries(to: folders.reports, commands: commands)
            }
            if isWhole, !interruption.isRaised, !Environment.isCI { try keepPending(report) }
            let isPrinted = json || metrics?.isOutput ?? false
            if json { Console.write(report.json) } else if !isPrinted { RunTable(report, self).print() }
            if let warning = planted.warning(comparesReplays: checkDeterminism), !isPrinted { Console.print(warning) }
            if metrics != nil, exposition == nil { Console.error("interrupted; no metrics are written") }
            if checkDeterminism, isWhole, !report.isNondeterministic, !isPrinted {
                Console.print("deterministic: a second process wrote the same bytes")
            }
            if isWhole, interruption.isRaised {
                Console.error("interrupted; the reports are complete, pending goldens are as they were")
                throw ExitCode(Verdict.interruptedExitCode)
            }
            try ExitStatus.with(report)
        }
    }

    /// Asks a planner live, and ends as the answers say.
    private func runLive(_ interruption: Interruption) throws {
        let report = try LiveReplay(
            options: live, folders: folders, isRedacted: redact, interruption: interruption
        ).run(scenarios)
        if json {
            Console.write(report.json)
        } else {
            for line in LiveSummary(report).lines { Console.print(line) }
            Console.print("")
            Console.print("reports: \(folders.reports)/summary.md, junit.xml, \(LiveReport.file)")
            Console.print("verdict: \(report.words)", isGood: report.exitCode == 0)
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    /// The right to write reports and, where pending goldens may be written, goldens.
    private func lock() throws -> [FolderLock?] {
        try OutputFolder.make(folders.reports, option: Workspace.reportsOption)
        let reports = try FolderLock.take(folders.reports, option: Workspace.reportsOption)
        // One folder for both is locked once.
        let isSame = RealPath.of(folders.reports) == RealPath.of(folders.goldens)
        return [reports, Environment.isCI || isSame ? nil : try folders.lockGoldens()]
    }

    private func replay(_ interruption: Interruption) throws -> (RunReport, ReplayMetrics?) {
        var names = scenarios
        if onlyFailed {
            let failed = try LastRun.failedScenarios(in: folders.reports)
            names = try (names.isEmpty ? folders.workspace.scenarioNames() : names)
                .filter { failed.contains(folders.name(of: $0)) }
            guard !names.isEmpty else {
                Console.error("nothing failed in the last run")
                throw ExitCode(Verdict.missing.exitCode)
            }
        }
        // A run that ends early must not leave the reports of the last one as if they were its own.
        RunReport.remove(from: folders.reports)
        let shadows = shadows.map { PlannerName($0) }
        let scenarios = try folders.scenarios(names)
        let metrics = try metrics.map { try ReplayMetrics(path: $0, scenarios: scenarios.map(\.name)) }
        let runs = try zip(scenarios, faults.plans(for: scenarios, shadows: shadows)).map { scenario, plan in
            ScenarioRun(
                scenario: scenario, workspace: folders.workspace,
                options: Replay.Options(
                    seed: seed, shadows: shadows, faults: plan, decorations: planted.decorations,
                    listener: metrics?.listener(of: scenario.name), interruption: interruption),
                isRedacted: redact, junitCases: junitCases, experiment: experiment)
        }
        let unread = isOfEverything ? try folders.unreadFiles(scenarios) : []
        guard !runs.isEmpty else {
            for file in unread { Console.error(file.words) }
            throw folders.noScenario
        }
        let recordings = scenarios.flatMap(\.traffic)
        let progress = ProgressLine("requests replayed") { RecordingLength.requests(in: recordings) }
        defer { progress.end() }
        let report = try ReplayRun(
            scenarios: runs, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, unread: unread
        ).run { progress.update($0, $1) }
        return (report, metrics)
    }

    /// Whether all scenarios are replayed because none is named: then nothing may be passed over.
    var isOfEverything: Bool { scenarios.isEmpty && !onlyFailed }

    /// The command line that does `subcommand` with a scenario of this run, for people to copy.
    func line(_ subcommand: String, _ scenario: ScenarioReport, _ more: [String] = []) -> String {
        // What knows a scenario by its golden takes the name, the others the path that was given.
        let given = scenarios.first { folders.name(of: $0) == scenario.scenario }
        let subject = subcommand == "accept" ? scenario.scenario : given ?? scenario.scenario
        // A golden is accepted however it was made; a replay must be made the same way.
        let how = subcommand == "accept" ? [] : drawing
        return (["toolrouter", subcommand, subject] + more + how + folders.arguments).map(ShellWord.quoted).joined(
            separator: " ")
    }

    /// The lines that the page tells people to copy.
    private func commands(_ scenario: ScenarioReport) -> ReportCommands {
        let marker = "REQUEST"
        let explain = line("explain", scenario, [marker]).split(separator: " " + marker, maxSplits: 1)
        return ReportCommands(
            replay: line("replay", scenario), explain: explain.map { String($0) },
            review: (["toolrouter", "review", scenario.scenario] + folders.arguments).map(ShellWord.quoted)
                .joined(separator: " "),
            accept: line("accept", scenario) + (drawing.isEmpty ? "" : " --from-experiment"))
    }

    /// The options that decide what the answers are.
    var drawing: [String] {
        (seed.map { ["--seed", "\($0)"] } ?? []) + shadows.flatMap { ["--shadow", $0] } + faults.arguments
            + planted.arguments
    }

    /// The same for the header of the answers, in which no path of this machine stands.
    private var experiment: [String] {
        let plan = faults.arguments.last
        return drawing.map { $0 == plan ? URL(filePath: $0).lastPathComponent : $0 }
    }

    /// Keeps the answers of each scenario that differs from its golden for review, and forgets those that agree. Answers
    /// of a run in which an invariant broke or that ended early can't be accepted; an experiment leaves what waits alone.
    private func keepPending(_ report: RunReport) throws {
        guard drawing.isEmpty else { return }
        for scenario in report.scenarios {
            let acceptance = GoldenAcceptance(scenario: scenario.scenario, workspace: folders.workspace)
            let hasResults = FileManager.default.fileExists(atPath: folders.workspace.goldenResults(scenario.scenario))
            let isSame =
                scenario.findings.kinds.isEmpty && scenario.madeOtherwise.isEmpty
                && scenario.keepsResults ?? hasResults == hasResults
            let isSound = scenario.verdict != .broken && scenario.cutShortBy == nil
            if !isSound || (scenario.verdict == .pass && isSame) {
                acceptance.withdraw()
            } else {
                try acceptance.propose(from: folders.workspace, carriesResults: redact)
            }
        }
    }
}

extension JUnitCases: ExpressibleByArgument {}
