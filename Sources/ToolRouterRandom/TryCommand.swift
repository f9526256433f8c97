import ArgumentParser
import Foundation
import RandomScenarios
import ToolRouterFormats
import ToolRouterReplay

/// Tries scenarios, and tells on stdout in lines: `begin N`; for each thing that is wrong `failed N`, its kind and what
/// happened, separated by tabs; `done N`, the number of requests, and each thing that was reached.
struct TryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Replay scenarios one after the other.")

    @Option(help: "The seed of all scenarios.")
    var seed: UInt64

    @Option(help: "The number of the first scenario.")
    var from: Int

    @Option(help: "How much further the next one is.")
    var step = 1

    @Option(help: "The first number that is not tried.")
    var until: Int

    @Flag(help: "Try all that there is with each scenario, not with one in eight.")
    var thorough = false

    @Option(help: "Plant this bug around the router.")
    var plant: String?

    func run() throws {
        let decorations = try plant.map { [try PlantedTrouble.named($0)] } ?? []
        let folder = try OutputFolder.scratch()
        let scenario = folder.path + "/scenario"
        try FileManager.default.createDirectory(atPath: scenario, withIntermediateDirectories: true)
        let trial = try ScenarioTrial(ScenarioWriter(seed: seed), in: scenario)
        for number in stride(from: from, to: until, by: step) {
            tell("begin", "\(number)")
            let result = try trial.run(number, decorations: decorations, isThorough: thorough ? true : nil)
            for failure in result.failures { tell("failed", "\(number)", failure.kind, failure.detail) }
            tell("done", "\(number)", "\(result.requests)", result.reached.sorted().joined(separator: " "))
        }
    }

    private func tell(_ words: String...) {
        let line = words.map { $0.replacing(#/[\t\n\r]/#, with: " ") }.joined(separator: "\t")
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
