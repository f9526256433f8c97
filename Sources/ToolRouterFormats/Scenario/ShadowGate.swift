package import ToolRouter

/// A gate on a candidate: its accuracy must not be worse than the current planner's by more than a margin.
///
/// `shadow.NAME: {not_worse: {alpha: 0.05, margin: 0.02}}`; what that means exactly is `PairedOutcomes.nonInferiority`.
package struct ShadowGate: Hashable, Sendable {
    /// The candidate.
    package var candidate: PlannerName
    /// How often the gate may fail, or pass, by chance alone.
    package var alpha: Ratio
    /// The loss of accuracy that is still none, in absolute terms.
    package var margin: Ratio

    /// With which its name begins; what follows is the candidate's.
    package static let prefix = "shadow."

    /// Its name in a scenario and in reports.
    package var name: String { Self.prefix + candidate.text }

    package init(candidate: PlannerName, alpha: Ratio, margin: Ratio) {
        (self.candidate, self.alpha, self.margin) = (candidate, alpha, margin)
    }
}

extension ShadowGate {
    /// Reads those among all gates, sorted by candidate; the others are `Gate`'s.
    static func all(_ node: ConfigurationNode) throws(FileError) -> [ShadowGate] {
        var gates = [ShadowGate]()
        for entry in try node.entries("a mapping of gates") where isName(entry.name) {
            gates.append(try ShadowGate(entry))
        }
        return gates.sorted { $0.candidate < $1.candidate }
    }

    /// Whether `key` names one.
    static func isName(_ key: String) -> Bool {
        key.hasPrefix(prefix) && !key.dropFirst(prefix.count).allSatisfy(\.isWhitespace)
    }

    private init(_ entry: ConfigurationNode.Entry) throws(FileError) {
        let test = try ConfigurationSection(entry.value, keys: ["not_worse"])
            .required("not_worse", "what the candidate must keep to, such as {alpha: 0.05, margin: 0.02}")
        let section = try ConfigurationSection(test, keys: ["alpha", "margin"])
        let margin = try section.required("margin", "the largest loss of accuracy, such as 0.02").ratio()
        let alpha = try TestLevel.read(section["alpha"])
        self.init(candidate: PlannerName(String(entry.name.dropFirst(Self.prefix.count))), alpha: alpha, margin: margin)
    }
}
