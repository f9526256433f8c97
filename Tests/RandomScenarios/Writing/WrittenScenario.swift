import Foundation

/// The text of a scenario's files, complete but for its databases, which all scenarios share.
package struct WrittenScenario: Sendable {
    /// The files by name, sorted.
    package let files: [(name: String, text: String)]
    /// How many requests its recordings hold.
    package let requests: Int
    /// What stands in it that is meant to be tried, such as `written.equal_moments`.
    package let traits: Set<String>

    /// Whether it is replayed in a world that is rougher than recordings can say.
    let isRough: Bool

    /// Writes the files into `folder`, and removes those of another scenario.
    package func write(to folder: String) throws {
        for name in Self.names where !files.contains(where: { $0.name == name }) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    /// Does `body` while the lines of the recordings, but for their headers, lie backwards in `folder`.
    func writingLinesBackwards(to folder: String, _ body: () throws -> Void) throws {
        defer { try? write(to: folder) }
        for (name, text) in files where Self.recordings.contains(name) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
            let backwards = (lines.prefix(1) + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
            try backwards.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        try body()
    }

    /// The files that a scenario can have.
    static let settings = "scenario.yaml"
    static let faults = "faults.yaml"
    static let recordings = ["traffic.jsonl", "more.jsonl"]
    private static let names =
        [settings, faults, TrialPrices.name] + recordings + TrialDatabases.scripts.map { "\($0.name).sql" }
}
