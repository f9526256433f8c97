import ArgumentParser
import ToolRouterFormats

/// The seed of a run of schedules, as people give it.
struct ChaosSeed: ExpressibleByArgument {
    /// The seed.
    let value: UInt64
    /// Whether it was drawn, and must be told.
    let isDrawn: Bool

    /// That of runs of which nothing else is said.
    static let usual = ChaosSeed(value: 1, isDrawn: false)

    private init(value: UInt64, isDrawn: Bool) {
        (self.value, self.isDrawn) = (value, isDrawn)
    }

    init?(argument: String) {
        if argument == "random" {
            self.init(value: UInt64.random(in: 0...UInt64.max), isDrawn: true)
        } else if let value = SeedText.parse(argument) {
            self.init(value: value, isDrawn: false)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "\(value)" }
}
