import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter chaos`.
struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Try thousands of schedules of requests, faults and settings, with every invariant on.",
        discussion: """
            A schedule is drawn from the seed and its number alone: who asks what and when, what goes wrong meanwhile, and \
            what is configured otherwise than in the scenario. Writes chaos.json and chaos-junit.xml to the reports folder, \
            and a capsule for each failure to chaos/capsules in it: a scenario that shows the failure again.

            The same scenarios, seed and number of schedules find the same, whatever --jobs. Exit code: 0 when no \
            invariant broke, 2 when one did or a replay crashed, hung or had no end, 4 when the schedules did not reach \
            what they had to.

            EXAMPLES
              toolrouter chaos                                  1000 schedules over all scenarios of ./replays
              toolrouter chaos steady-day --seeds 5000          of one of them
              toolrouter chaos --time-budget 60s --seed random  as many as there are in a minute, others each time
              toolrouter chaos --seed "$(git rev-parse HEAD)"   others with each commit
              toolrouter chaos --seed 7 --only 4711             one schedule of a run again
              toolrouter chaos --plant list                     the bugs that can be planted
              toolrouter chaos --plant all                      which invariant finds which of them
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all.", completion: .scenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @OptionGroup var extent: ChaosExtent

    @Option(help: "The seed of all schedules: a number, a git commit hash, or `random`, which is drawn and told.")
    var seed = ChaosSeed.usual

    @Option(help: "How many workers, each a process. Default: one a processor.")
    var jobs: Int?

    @Option(help: "The requests of a schedule.")
    var requests = ScheduleDrawing.usualRequests

    @Option(help: "End when so many failures are found; one that shows again in the same scenario is the same.")
    var failures = 10

    @Option(
        help: ArgumentHelp("How long nothing may be heard of a schedule before it is ended.", valueName: "duration"))
    var patience = "60s"

    @Option(
        help: ArgumentHelp(
            "Plant this bug into every schedule; `list` lists them, `all` tries each one and prints which invariant found it.",
            valueName: "bug"),
        completion: .plantedBugs)
    var plant: String?

    @Flag(help: "Print chaos.json instead of the table.")
    var json = false

    func validate() throws {
        if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("--jobs is \(jobs); expected 1 to 1024") }
        guard (1...ChaosSubject.mostRecorded).contains(requests) else {
            throw ValidationError("--requests is \(requests); expected 1 to \(ChaosSubject.mostRecorded)")
        }
        guard failures > 0 else { throw ValidationError("--failures is \(failures); at least 1 is needed") }
        guard let patience = DurationText.parse(patience), patience > .zero else {
            throw ValidationError("--patience is \(Excerpt.of(patience)); expected a time such as 60s")
        }
        if plantsAll, extent.timeBudget != nil || extent.only != nil {
            throw ValidationError("--plant all takes --seeds, the schedules that each bug is tried with at most")
        }
        if let plant, !plantsAll, plant != ChaosPlants.list, Planted(plant) == nil {
            throw ValidationError("no bug is named \(Excerpt.of(plant)); there are \(PlantedBugs.names)")
        }
    }

    private var plantsAll: Bool { plant == ChaosPlants.all }

    func run() throws {
        if plant == ChaosPlants.list { return ChaosPlants.printList() }
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let scenarios = try folders.scenarios(self.scenarios)
            guard !scenarios.isEmpty else { throw folders.noScenario }
            try OutputFolder.make(folders.reports, option: Workspace.reportsOption)
            let lock = try FolderLock.take(folders.reports, option: Workspace.reportsOption)
            defer { withExtendedLifetime(lock) {} }
            if seed.isDrawn { Console.error("seed \(seed.value)") }
            let names = try self.scenarios.isEmpty ? folders.workspace.scenarioNames() : self.scenarios
            let work = ChaosWork(
                command: self, scenarios: scenarios,
                paths: try names.map { try folders.workspace.existingScenarioFolder($0) }, interruption: interruption)
            do {
                try plantsAll ? work.tryBugs() : work.trySchedules()
            } catch let fault as WorkerFault {
                Console.error(fault.description)
                throw ExitCode(fault.code)
            }
        }
    }

    /// The line that tries one schedule of this run again.
    func line(only number: Int) -> String {
        var words = ["toolrouter", "chaos"] + scenarios + ["--seed", "\(seed.value)", "--only", "\(number)"]
        if requests != ScheduleDrawing.usualRequests { words += ["--requests", "\(requests)"] }
        if let plant { words += ["--plant", plant] }
        return (words + folders.arguments).map(ShellWord.quoted).joined(separator: " ")
    }
}
