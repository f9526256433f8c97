import ToolRouterFormats

/// The links of a scenario that lead out of its folder, as those of Bazel, DVC, git-annex and Nix do: allowed, and told,
/// since the folder alone is not all of the scenario.
enum OutsideLinks {
    /// A sentence about each, in the order of `scenario.yaml`.
    static func sentences(about scenario: Scenario) -> [String] {
        let home = scenario.directory + "/"
        let faults = scenario.faults == nil ? [] : [home + "faults.yaml"]
        let named =
            scenario.settings.databases.map(\.path) + scenario.traffic
            + scenario.settings.tools.flatMap { $0.paths.map(\.path) }
        return ([home + "scenario.yaml"] + named + faults).compactMap { path in
            // What a path with `..` names is said in scenario.yaml already.
            guard path.hasPrefix(home), let real = RealPath.of(path), !real.hasPrefix(home) else { return nil }
            return "\(path.dropFirst(home.count)) leads out of the scenario's folder, to \(Excerpt.of(real))"
        }
    }
}
