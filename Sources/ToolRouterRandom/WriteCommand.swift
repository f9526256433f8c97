import ArgumentParser
import Foundation
import RandomScenarios

/// Writes one scenario, complete, so that `toolrouter replay` can replay it.
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "write", abstract: "Write one scenario into a folder.")

    @Option(help: "The seed of all scenarios.")
    var seed: UInt64

    @Option(help: "The number of the scenario.")
    var number: Int

    @Argument(help: "A folder that is not there yet.")
    var folder: String

    func run() throws {
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("\(folder) is there already; name another folder, or remove it")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try TrialDatabases.build(in: folder)
        try ScenarioWriter(seed: seed).scenario(number).write(to: folder)
    }
}
