/// What a run had to reach: a run that never saw the circuit open says nothing of open circuits.
///
/// A happening is required when a scenario's settings have it (`Happening.required`), and reached when a schedule of one
/// of the scenarios that require it has reached it. From `enough` schedules on, one that is missing makes a run
/// inconclusive; fewer are too few to say.
package struct Coverage: Sendable {
    /// One happening.
    package struct Line: Sendable {
        /// What.
        package let happening: Happening
        /// How many schedules reached it, of any scenario.
        package let schedules: Int
        /// The scenarios that require it.
        package let requiredBy: [String]
        /// Whether it is required, and no schedule of a scenario that requires it reached it.
        package let isMissing: Bool
    }

    /// The schedules of a run, all scenarios together, from which on coverage is judged.
    package static let enough = 500

    /// All happenings, in the order they are declared.
    package let lines: [Line]
    /// Whether there were enough schedules.
    package let isJudged: Bool

    /// - Parameter required: what each scenario of the run requires.
    package init(_ tally: ChaosTally, required: [Set<Happening>]) {
        let reached = tally.reached
        isJudged = tally.schedules >= Self.enough
        lines = Happening.allCases.map { happening in
            let places = required.indices.filter { required[$0].contains(happening) }
            return Line(
                happening: happening, schedules: reached[happening, default: 0],
                requiredBy: places.map { tally.scenarios[$0].name },
                isMissing: !places.isEmpty
                    && places.allSatisfy { tally.scenarios[$0].reached[happening, default: 0] == 0 })
        }
    }

    /// Those that are required.
    package var required: [Line] { lines.filter { !$0.requiredBy.isEmpty } }
    /// Those that are required and were not reached.
    package var missing: [Line] { lines.filter(\.isMissing) }
    /// Whether the run is inconclusive for that.
    package var isInconclusive: Bool { isJudged && !missing.isEmpty }

    /// What was reached, in words.
    package var words: String {
        let all = required.count
        guard !missing.isEmpty else { return "all \(all) required happenings were reached" }
        let judgement = isJudged ? "" : " (too few schedules to judge that: \(Self.enough) are needed)"
        return "\(all - missing.count) of \(all) required happenings were reached\(judgement); never reached: "
            + missing.map(\.happening.rawValue).joined(separator: ", ")
    }
}
