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

    /// The settings that count something, those that most often do first.
    private static let knobs = ["limits.", "breaker.failures", "load.", "breaker.", "cache.entries", "stores.failures"]
        .reduce(into: [SettingKnob]()) { knobs, prefix in
            knobs += SettingKnobs.all.filter { knob in
                knob.key.hasPrefix(prefix) && !durations.contains(knob.key) && !knobs.contains { $0.key == knob.key }
            }
        }
    private static let durations: Set = [
        "breaker.window", "breaker.slow_call", "breaker.open_for", "breaker.open_growth", "breaker.open_jitter",
    ]

    /// Whether that took requests away.
    func run() throws -> Bool {
        var found = false
        for knob in budgets + Self.knobs {
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
                        // A setting that matters nothing shows the symptom, too: that must cost little.
                        guard try fewest.halve() else { return }
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

    /// The budgets that the schedule has, with amounts below what they are, as far as the scenario's file could say them.
    private var budgets: [SettingKnob] {
        guard let subject else { return [] }
        let budgets = subject.scenario(as: search.best).settings.router.budgets
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
