import ToolRouterReplay

/// Takes rules of the faults away.
struct RulePass {
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Whether anything could be taken away.
    func run() throws -> Bool {
        guard let plan = search.best.faults else { return false }
        let fewest = try DeltaDebugging.minimum(of: plan.rules) { rules in
            try search.take { $0.faults = rules.isEmpty ? nil : FaultPlan(rules: rules, convergence: plan.convergence) }
        }
        return fewest.count < plan.rules.count
    }
}

/// Gives settings back the values that the scenario has.
struct SettingPass {
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Whether any setting could be.
    func run() throws -> Bool {
        let changes = search.best.changes
        let fewest = try DeltaDebugging.minimum(of: changes) { fewer in try search.take { $0.changes = fewer } }
        return fewest.count < changes.count
    }
}
