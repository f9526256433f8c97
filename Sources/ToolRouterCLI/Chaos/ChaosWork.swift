import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// The work of one `toolrouter chaos`: its workers, its reports, and what is printed.
struct ChaosWork {
    private static let json = "chaos.json"
    private static let junit = "chaos-junit.xml"
    private static let matrix = "kill-matrix.json"

    let command: ChaosCommand
    let scenarios: [Scenario]
    let paths: [String]
    let interruption: Interruption

    private var seed: UInt64 { command.seed.value }
    private var reports: String { command.folders.reports }

    /// Tries the schedules that were asked for.
    func trySchedules() throws {
        // A run that ends early must not leave the reports of the last one as if they were its own.
        for name in [Self.json, Self.junit] { try? FileManager.default.removeItem(atPath: "\(reports)/\(name)") }
        let capsules = ChaosCapsules(command: command, paths: paths)
        capsules.removeFormer()
        let scratch = try OutputFolder.scratch()
        let extent = command.extent
        let progress = progress("schedules tried", extent.budget == nil ? extent.numbers.count : nil)
        let start = SuspendingClock.now
        var tally = ChaosTally(scenarios: scenarios.map(\.name))
        let end = try pool(scratch, most: extent.numbers.count).run(
            extent.numbers, planted: command.plant, until: extent.budget.map { start + $0 }
        ) { number, result in
            tally.add(number, result)
            progress.update("", tally.schedules)
            return tally.found.count < command.failures
        }
        progress.end()
        let elapsed = start.duration(to: .now)
        var report = ChaosReport(
            seed: seed, requestsPerSchedule: command.requests, planted: command.plant.flatMap { Planted($0) },
            tally: tally, required: scenarios.map(Self.required), isInterrupted: end == .interrupted)
        report.reproductions = capsules.write(tally.found)
        try OutputFile.write(report.json, to: "\(reports)/\(Self.json)", option: Workspace.reportsOption)
        try ChaosJUnit.write(report, to: reports, name: Self.junit)
        if command.json { Console.write(report.json) } else { ChaosTable(report, reports: reports).print() }
        Console.error(speed(tally, elapsed))
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    /// Tries every bug that can be planted.
    func tryBugs() throws {
        try? FileManager.default.removeItem(atPath: "\(reports)/\(Self.matrix)")
        let scratch = try OutputFolder.scratch()
        let schedules = command.extent.schedules ?? KillMatrix.usualSchedules
        let progress = progress("bugs tried", PlantedBugs.all.count)
        var matrix = KillMatrix()
        try matrix.fill(by: pool(scratch, most: schedules), schedules: schedules) { progress.update("", $0) }
        progress.end()
        let json = matrix.json(seed: seed)
        try OutputFile.write(json, to: "\(reports)/\(Self.matrix)", option: Workspace.reportsOption)
        if command.json { Console.write(json) } else { KillMatrixTable(matrix).print() }
        if matrix.exitCode != 0 { throw ExitCode(matrix.exitCode) }
    }

    private func pool(_ scratch: OutputFolder, most: Int) throws -> WorkerPool {
        let worker = WorkerCommand(
            executable: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(),
            arguments: ChaosWorkerCommand.arguments(seed: seed, requests: command.requests, paths: paths),
            scratch: scratch.path)
        return WorkerPool(
            worker, workers: min(command.jobs ?? ProcessInfo.processInfo.activeProcessorCount, most),
            patience: DurationText.parse(command.patience) ?? .seconds(60), interruption: interruption)
    }

    private func progress(_ what: String, _ total: Int?) -> ProgressLine {
        ProgressLine(what, tellsRate: true) { total }
    }

    /// What schedules of a scenario have to reach.
    private static func required(_ scenario: Scenario) -> Set<Happening> {
        var settings = scenario.settings
        // What is asked twice is a matter of live traffic.
        settings.shadows.removeAll(where: \.isSelfNoise)
        return Happening.required(of: settings)
    }

    private func speed(_ tally: ChaosTally, _ elapsed: Duration) -> String {
        let milliseconds = max(Int(elapsed.wholeMicroseconds / 1_000), 1)
        return Quantity.words(tally.schedules, "schedule") + " of " + Quantity.words(tally.requests, "request")
            + " in \(milliseconds / 1_000).\(milliseconds / 100 % 10) s: \(ProgressLine.rate(tally.schedules, in: elapsed)) schedules and "
            + "\(ProgressLine.rate(tally.requests, in: elapsed)) requests a second"
    }
}
