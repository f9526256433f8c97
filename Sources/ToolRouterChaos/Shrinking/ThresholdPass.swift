/// Tightens settings where that lets requests go: behind a threshold such as a limit or the failures that open a circuit there are
/// as many requests as it takes to reach it.
struct ThresholdPass {
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// The settings that count something.
    private static let knobs = SettingKnobs.all.filter { knob in
        ["limits.", "load.", "budgets."].contains(where: knob.key.hasPrefix)
            || [
                "breaker.failures", "breaker.consecutive_failures", "breaker.minimum_calls", "breaker.failure_ratio",
                "breaker.slow_ratio", "cache.entries", "stores.failures", "planner.retries",
            ].contains(knob.key)
    }

    /// Whether that took requests away.
    func run() throws -> Bool {
        var found = false
        for knob in Self.knobs {
            // The strictest first: it lets most requests go.
            for value in knob.values.reversed() where search.best.requests.count > 1 {
                let change = SettingChange(key: knob.key, value: value.text)
                guard !search.best.changes.contains(change) else { continue }
                var candidate = search.best
                candidate.changes.removeAll { $0.key == knob.key }
                candidate.changes.append(change)
                if try search.branch(from: candidate, { _ = try RequestPass(search).run() }) {
                    found = true
                    break
                }
            }
        }
        return found
    }
}
