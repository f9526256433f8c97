package import ToolRouter

/// The share of answers that must pass when a planner is asked live: `live.pass_rate: {at_least: 0.9, alpha: 0.05}`.
///
/// Only a live replay measures it; an ordinary one, which asks nobody, passes it over.
package struct LiveGate: Hashable, Sendable {
    /// The least share of asked cases that passes, from 0 to 1.
    package var atLeast: Ratio
    /// How often the gate may fail, or pass, by chance alone, from 0.000001 to 0.5.
    package var alpha: Ratio

    /// Its name in a scenario and in reports.
    package static let name = "live.pass_rate"

    package init(atLeast: Ratio, alpha: Ratio) {
        (self.atLeast, self.alpha) = (atLeast, alpha)
    }
}

extension LiveGate {
    /// Reads it among all gates; nil when there is none.
    static func one(_ node: ConfigurationNode) throws(FileError) -> LiveGate? {
        guard let node = try ConfigurationSection(node)[name] else { return nil }
        let section = try ConfigurationSection(node, keys: ["at_least", "alpha"])
        return LiveGate(
            atLeast: try section.required("at_least", "the least share that passes, such as 0.9").ratio(),
            alpha: try TestLevel.read(section["alpha"]))
    }
}
