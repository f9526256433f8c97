import ToolRouter
import ToolRouterTools

/// A comparison that a budget left without a verdict, in some number of requests.
enum ComparedPlace: Hashable, Sendable {
    /// A planner's answers with the right ones.
    case accuracy(PlannerName)
    /// A candidate's statements with the planner's.
    case shadow(PlannerName)
    /// The answers with the golden's.
    case golden

    /// Names it in reports that programs read.
    var name: String {
        switch self {
        case .accuracy(let planner): "accuracy.\(planner.text)"
        case .shadow(let candidate): "shadow.\(candidate.text)"
        case .golden: "drift_sql"
        }
    }

    /// What was compared with what, for a person.
    fileprivate var words: String {
        switch self {
        case .accuracy(let planner): "of \(planner.text) with the right ones"
        case .shadow(let candidate): "of \(candidate.text) with the planner's"
        case .golden: "with the golden's"
        }
    }
}

extension Findings {
    /// How often each comparison came to nothing because of a budget, where it did.
    var notComparable: [(place: ComparedPlace, count: Int)] {
        var counts = [(ComparedPlace.golden, placements[.notComparable] ?? 0)]
        for (candidate, placements) in shadows.sorted(by: { $0.key < $1.key }) {
            counts.append((.shadow(candidate), placements[.notComparable] ?? 0))
        }
        for (planner, accuracy) in accuracy.sorted(by: { $0.key < $1.key }) {
            counts.append((.accuracy(planner), accuracy.notComparable))
        }
        return counts.filter { $0.1 > 0 }
    }
}

extension ScenarioReport {
    /// A sentence about each comparison that a budget left without a verdict; none about a golden that nothing differs from,
    /// where the same statement came to the same end.
    package var unknownComparisons: [String] {
        findings.notComparable.filter { $0.place != .golden || !findings.kinds.isEmpty }.map { place, count in
            "\(count) result\(count == 1 ? "" : "s") \(place.words) can't be compared: "
                + "a budget cut one of the two short; raise `sql.budget`"
        }
    }
}
