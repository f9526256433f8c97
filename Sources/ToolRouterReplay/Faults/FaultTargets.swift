package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The targets that there are in one scenario, or in several.
package struct FaultTargets: Sendable {
    private var candidates: Set<PlannerName>
    /// What every replay can run.
    private let tools: [ToolName] = [.sql]

    init(candidates: [PlannerName]) {
        self.candidates = Set(candidates)
    }

    /// Those of `scenario` when `shadows` are asked in addition.
    package init(_ scenario: Scenario, shadows: [PlannerName] = []) {
        self.init(candidates: scenario.settings.shadows.map(\.name) + shadows)
    }

    /// Adds those of another scenario.
    package mutating func formUnion(_ other: FaultTargets) {
        candidates.formUnion(other.candidates)
    }

    /// Whether there is anything that `target` means.
    func contains(_ target: FaultTarget) -> Bool {
        switch target {
        case .planner: true
        case .shadow(let name): name.map(candidates.contains) ?? !candidates.isEmpty
        case .tool(let name): name.map(tools.contains) ?? true
        }
    }

    /// The targets as they are written.
    var words: [String] {
        ["planner"] + (candidates.isEmpty ? [] : ["shadow"])
            + candidates.sorted().map { FaultTarget.shadow($0).text }
            + ["tool"] + tools.map { FaultTarget.tool($0).text }
    }
}
