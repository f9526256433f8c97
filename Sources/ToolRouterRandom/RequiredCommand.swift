import ArgumentParser
import RandomScenarios

/// Prints how many scenarios are enough, and what they must have reached together, one a line.
struct RequiredCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "required", abstract: "Print what must be reached.")

    func run() {
        print(Coverage.enough)
        for word in Coverage.required { print(word) }
    }
}
