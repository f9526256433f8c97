import ToolRouter

/// Budgets beside what calls take and cost: each key is sound by itself.
extension RouterSettings {
    /// Refuses a lease that is over before a call must end, and a budget that can never pay for any, in the sections of `file`.
    func checkBudgets(_ file: ConfigurationSection) throws(FileError) {
        let shadow = try file["shadow"].map { node throws(FileError) in try ConfigurationSection(node) }
        let budgets = try file["budgets"].map { node throws(FileError) in try ConfigurationSection(node) }
        try checkLease(file, budgets, shadow)
        if router.budgets.estimate == nil, let budgets {
            // A planner that is too dear is passed over; one that is not too dear must be there.
            let estimates = planners.map { (model: $0.model, money: leastEstimate(of: $0.model)) }
            let cheapest = estimates.min { $0.money < $1.money } ?? (planner.model, leastEstimate(of: planner.model))
            for scope in ["global", "tenant"] {
                if let node = budgets[scope] {
                    try check(node, payingFor: cheapest.model, cheapest.money, "budgets.estimate")
                }
            }
            if let tenants = budgets["tenants"] {
                for entry in try tenants.entries("a mapping of tenants to budgets") {
                    try check(entry.value, payingFor: cheapest.model, cheapest.money, "budgets.estimate")
                }
            }
        }
        for candidate in shadows {
            guard let node = candidate.isSelfNoise ? file["self_noise"] : shadow?[candidate.name.text],
                let budget = try ConfigurationSection(node)["budget"]
            else { continue }
            try check(budget, payingFor: candidate.model, leastEstimate(of: candidate.model), nil)
        }
    }

    private func checkLease(
        _ file: ConfigurationSection, _ budgets: ConfigurationSection?, _ shadow: ConfigurationSection?
    ) throws(FileError) {
        let lease = router.budgets.lease
        let planner = try file["planner"].map { node throws(FileError) in try ConfigurationSection(node) }
        var calls: [(longest: Duration, name: String, node: ConfigurationNode?)] = []
        if !router.budgets.isEmpty {
            calls.append((router.attemptTimeout, "planner.attempt_timeout", planner?["attempt_timeout"]))
            let next = try planner?["next"]?.elements("a list of planners") ?? []
            for (number, (settings, node)) in zip(nextPlanners, next).enumerated() {
                guard let longest = settings.attemptTimeout else { continue }
                calls.append(
                    (
                        longest, "planner.next[\(number)].attempt_timeout",
                        try ConfigurationSection(node)["attempt_timeout"]
                    ))
            }
        }
        for candidate in shadows where !candidate.budget.isEmpty {
            let node = candidate.isSelfNoise ? file["self_noise"] : shadow?[candidate.name.text]
            let section = try node.map { node throws(FileError) in try ConfigurationSection(node) }
            let name = candidate.isSelfNoise ? "self_noise" : "shadow.\(Excerpt.of(candidate.name.text))"
            calls.append((candidate.deadline, "\(name).deadline", section?["deadline"]))
        }
        for call in calls where call.longest > lease {
            if let node = budgets?["lease"] {
                throw node.fault(
                    expected: "at least \(DurationText.format(call.longest)), as long as a call may take "
                        + "(`\(call.name)`)",
                    remedy: "correct it: money that is free before its call ends can be spent twice")
            }
            throw (call.node ?? file.node).fault(
                expected: "at most \(DurationText.format(lease)), as long as money stays put aside for a call",
                remedy: "shorten it, or set `budgets.lease` to as much")
        }
    }

    /// What is put aside for the shortest question at least, at any price that `model` has at any time.
    private func leastEstimate(of model: String) -> Money {
        let tokens = router.limits.tokens.estimate(questionBytes: 1)
        let unpriced = router.budgets.estimate(tokens: tokens, at: nil)
        guard case .found(let entry, _) = router.prices.resolve(model), let first = entry.prices.first else {
            return unpriced
        }
        let priced = entry.prices.map { router.budgets.estimate(tokens: tokens, at: $0.price) }
        return (first.validFrom == nil ? priced : priced + [unpriced]).min() ?? unpriced
    }

    /// - Parameter key: what sets the estimate; nil where nothing does.
    private func check(
        _ budget: ConfigurationNode, payingFor model: String, _ estimate: Money, _ key: String?
    ) throws(FileError) {
        let section = try ConfigurationSection(budget)
        let limits = try BudgetLimits(budget)
        for period in BudgetPeriod.allCases {
            guard let limit = limits[period], limit < estimate, let node = section[period.rawValue] else { continue }
            throw node.fault(
                expected: "at least \(estimate.usdText) USD, which is put aside for any call of `\(Excerpt.of(model))`",
                remedy: "raise it" + (key.map { ", set `\($0)`," } ?? "")
                    + " or correct the price: no call would ever be made")
        }
    }
}
