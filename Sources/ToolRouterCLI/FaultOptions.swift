import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Which faults a replay injects.
struct FaultOptions: ParsableArguments {
    /// The word for no plan at all; a file of that name is `./none`.
    private static let none = "none"

    @Option(
        help: "Inject the faults of this plan instead of each scenario's own faults.yaml; `none` injects none.",
        completion: .file(extensions: ["yaml"]))
    var faults: String?

    /// The plan of each scenario, read before anything runs.
    ///
    /// A scenario's own plan may speak only of what the scenario has. One that was asked for is for all: each of its
    /// targets must be in one of the scenarios at least.
    func plans(for scenarios: [Scenario], shadows: [PlannerName]) throws -> [FaultPlan?] {
        let targets = scenarios.map { FaultTargets($0, shadows: shadows) }
        guard let faults else {
            return try zip(scenarios, targets).map { scenario, targets in
                try scenario.faults.map { try FaultPlan(path: $0, targets: targets) }
            }
        }
        guard faults != Self.none, var all = targets.first else { return scenarios.map { _ in nil } }
        for more in targets { all.formUnion(more) }
        let plan = try FaultPlan(path: faults, targets: all)
        return scenarios.map { _ in plan }
    }

    /// The option as it was given.
    var arguments: [String] { faults.map { ["--faults", $0] } ?? [] }
}
