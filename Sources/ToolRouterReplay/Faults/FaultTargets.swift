package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The targets that there are in one scenario, or in several.
package struct FaultTargets: Sendable {
    private var nextPlanners: Set<PlannerName>
    private var candidates: Set<PlannerName>
    /// Those besides `sql`, which every replay can run.
    private var otherTools: Set<ToolName>
    private var hasCache: Bool

    init(
        candidates: [PlannerName], nextPlanners: [PlannerName] = [], otherTools: [ToolName] = [], hasCache: Bool = true
    ) {
        self.hasCache = hasCache
        self.otherTools = Set(otherTools)
        self.nextPlanners = Set(nextPlanners)
        self.candidates = Set(candidates)
    }

    /// Those of `scenario` when `shadows` are asked in addition.
    package init(_ scenario: Scenario, shadows: [PlannerName] = []) {
        self.init(
            candidates: scenario.settings.shadows.map(\.name) + shadows,
            nextPlanners: scenario.settings.nextPlanners.map(\.name),
            otherTools: scenario.settings.tools.map { type(of: $0).tool }, hasCache: scenario.settings.cache != nil)
    }

    /// Adds those of another scenario.
    package mutating func formUnion(_ other: FaultTargets) {
        nextPlanners.formUnion(other.nextPlanners)
        candidates.formUnion(other.candidates)
        otherTools.formUnion(other.otherTools)
        hasCache = hasCache || other.hasCache
    }

    private var tools: [ToolName] { [.sql] + otherTools.sorted() }

    /// Whether there is anything that `target` means.
    func contains(_ target: FaultTarget) -> Bool {
        switch target {
        case .planner: true
        case .nextPlanner(let name): nextPlanners.contains(name)
        case .shadow(let name): name.map(candidates.contains) ?? !candidates.isEmpty
        case .tool(let name): name.map(tools.contains) ?? true
        case .store: hasCache
        case .limiter, .database, .audit, .clock, .callers: true
        }
    }

    /// All that there are, in the order in which they are written.
    package var all: [FaultTarget] {
        [.planner] + nextPlanners.sorted().map { .nextPlanner($0) } + (candidates.isEmpty ? [] : [.shadow(nil)])
            + candidates.sorted().map { .shadow($0) } + [.tool(nil)] + tools.map { .tool($0) }
            + (hasCache ? [.store] : []) + [.limiter, .database, .audit, .clock, .callers]
    }

    /// The targets as they are written.
    var words: [String] { all.map(\.text) }
}
