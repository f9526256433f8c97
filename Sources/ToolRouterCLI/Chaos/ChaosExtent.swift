import ArgumentParser
import ToolRouter
import ToolRouterFormats

/// How many schedules a run tries.
struct ChaosExtent: ParsableArguments {
    /// The schedules of a run of which nothing else is said.
    static let usualSchedules = 1_000

    @Option(
        name: .customLong("seeds"),
        help: ArgumentHelp("Try so many schedules, each with a seed of its own. Default: 1000.", valueName: "n"))
    var schedules: Int?

    @Option(help: ArgumentHelp("Try schedules for so long instead, such as 60s or 10m.", valueName: "duration"))
    var timeBudget: String?

    @Option(help: ArgumentHelp("Try only the schedule of this number, from 0.", valueName: "number"))
    var only: Int?

    func validate() throws {
        guard [schedules != nil, timeBudget != nil, only != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("--seeds, --time-budget and --only exclude each other; give one of them")
        }
        if let schedules, !(1...1_000_000_000).contains(schedules) {
            throw ValidationError("--seeds is \(schedules); expected 1 to 1000000000")
        }
        if let only, !(0..<1_000_000_000).contains(only) {
            throw ValidationError("--only is \(only); expected 0 to 999999999")
        }
        if timeBudget != nil, budget ?? .zero <= .zero {
            throw ValidationError("--time-budget is \(Excerpt.of(timeBudget ?? "")); expected a time such as 60s")
        }
    }

    /// How long schedules are begun; nil for ever.
    var budget: Duration? { timeBudget.flatMap { DurationText.parse($0) } }

    /// Their numbers.
    var numbers: Range<Int> {
        if let only { return only..<only + 1 }
        return 0..<(budget == nil ? schedules ?? Self.usualSchedules : Int.max)
    }

    /// Whether anything was said.
    var isSaid: Bool { schedules != nil || timeBudget != nil || only != nil }
}
