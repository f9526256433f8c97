import ToolRouter
import ToolRouterFormats

/// Tightens settings where that lets requests go: behind a threshold such as a limit or the failures that open a circuit there are
/// as many requests as it takes to reach it.
struct ThresholdPass {
    private let search: ShrinkSearch
    /// The scenario; nil where nobody knows it.
    private let subject: ChaosSubject?

    init(_ search: ShrinkSearch, _ subject: ChaosSubject?) {
        self.search = search
        self.subject = subject
    }

    /// The settings that count something.
    private static let knobs = SettingKnobs.all.filter { knob in
        ["limits.", "load."].contains(where: knob.key.hasPrefix)
            || [
                "breaker.failures", "breaker.consecutive_failures", "breaker.minimum_calls", "breaker.failure_ratio",
                "breaker.slow_ratio", "cache.entries", "stores.failures", "planner.retries",
            ].contains(knob.key)
    }

    /// Whether that took requests away.
    func run() throws -> Bool {
        var found = false
        for knob in Self.knobs + budgets {
            // The strictest first: it lets most requests go.
            for value in knob.values.reversed() where search.best.requests.count > 1 {
                let change = SettingChange(key: knob.key, value: value.text)
                guard !search.best.changes.contains(change) else { continue }
                var candidate = search.best
                candidate.changes.removeAll { $0.key == knob.key }
                candidate.changes.append(change)
                let fewest = RequestPass(search)
                if try search.branch(
                    from: candidate,
                    {
                        try fewest.cut(to: nil, at: nil)
                        _ = try fewest.run()
                    })
                {
                    found = true
                    break
                }
            }
        }
        return found
    }

    /// The budgets that there are, with amounts below what they are, as far as the scenario's file could say them.
    private var budgets: [SettingKnob] {
        guard let subject else { return [] }
        let budgets = subject.scenario.settings.router.budgets
        let limits = [
            "budgets.tenant.day": budgets.tenant.day, "budgets.tenant.month": budgets.tenant.month,
            "budgets.global.day": budgets.global.day, "budgets.global.month": budgets.global.month,
        ]
        return SettingKnobs.budgets.compactMap { knob in
            guard let limit = limits[knob.key] ?? nil else { return nil }
            let values = knob.values.filter { value in
                guard let amount = Money(usd: value.text.filter { $0 != "\"" }), amount < limit else { return false }
                return subject.accepts(SettingChange(key: knob.key, value: value.text))
            }
            return SettingKnob(key: knob.key, values: values)
        }
    }
}
