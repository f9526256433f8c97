package import ToolRouterReplay

/// What a run has planted into every schedule, and what shall come of it.
package struct Planted: Sendable {
    /// The name on the command line.
    package let name: String
    /// The invariant that shall break, or the symptom that shall show.
    package let expected: String
    /// What goes around the seams.
    package let decoration: any WorldDecoration
    private let symptom: Symptom?

    /// The bug of that name, or the trouble; nil where there is neither.
    package init?(_ name: String) {
        if let bug = PlantedBugs.named(name) {
            expected = type(of: bug).invariant
            decoration = bug
            symptom = nil
        } else if let trouble = PlantedTrouble(rawValue: name) {
            expected = trouble.symptom.text
            decoration = trouble
            symptom = trouble.symptom
        } else {
            return nil
        }
        self.name = name
    }

    /// Whether that is what shall come of it.
    package func isShown(by other: Symptom) -> Bool {
        if case .invariant(let name, _, _) = other { return symptom == nil && name == expected }
        return symptom == other
    }
}

extension PlantedBugs {
    /// The invariants that they break: all there are, since each has a bug. In the order of the bugs.
    package static var invariants: [String] {
        var names: [String] = []
        for bug in all where !names.contains(bug.invariant) { names.append(bug.invariant) }
        return names
    }
}
