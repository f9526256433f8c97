/// The order to try one schedule, as a worker reads it from its standard input.
package struct Ticket: Hashable, Sendable {
    /// The run that it is for; a worker forgets those of runs before the newest one.
    package let run: Int
    /// The number of the schedule in that run.
    package let number: Int
    /// What is planted around the router; nil for nothing.
    package let planted: String?

    private static let nothing: Substring = "-"

    package init(run: Int, number: Int, planted: String? = nil) {
        self.run = run
        self.number = number
        self.planted = planted
    }

    /// Reads what `line` writes, without its line feed; nil for anything else.
    package init?(_ line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let run = Int(words[0]), let number = Int(words[1]), run >= 0, number >= 0 else {
            return nil
        }
        self.init(run: run, number: number, planted: words[2] == Self.nothing ? nil : String(words[2]))
    }

    /// The order as one line.
    package var line: String { "\(run) \(number) \(planted ?? String(Self.nothing))\n" }
}
