import ToolRouter
import ToolRouterReplay

/// Makes faults weaker and plainer: certain instead of drawn, of a weaker form, for a shorter time.
struct WeakeningPass {
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Whether any fault could be.
    func run() throws -> Bool {
        var found = false
        for name in (search.best.faults?.rules ?? []).map(\.name) {
            found = try replace(name) { $0.odds == .always ? nil : $0.with(odds: .always) } || found
            found = try weaken(name) || found
        }
        return try narrow() || found
    }

    /// Goes from each form to a weaker one as long as that shows the symptom.
    private func weaken(_ name: String) throws -> Bool {
        var found = false
        var goesOn = true
        while goesOn {
            goesOn = false
            for weaker in rule(name)?.weaker ?? [] where try replace(name, by: { _ in weaker }) {
                (goesOn, found) = (true, true)
                break
            }
        }
        return found
    }

    /// Lets each rule hold only while it was applied, in whole milliseconds.
    private func narrow() throws -> Bool {
        guard search.best.faults != nil else { return false }
        var found = false
        for (name, times) in try search.injections().sorted(by: { $0.key < $1.key }) {
            let window = FaultWindow(
                from: .milliseconds(times.lowerBound.wholeMicroseconds / 1_000),
                to: .milliseconds(times.upperBound.wholeMicroseconds / 1_000 + 1))
            found = try replace(name) { $0.window.isWider(than: window) ? $0.with(window: window) : nil } || found
        }
        return found
    }

    private func rule(_ name: String) -> FaultRule? { search.best.faults?.rules.first { $0.name == name } }

    private func replace(_ name: String, by change: (FaultRule) -> FaultRule?) throws -> Bool {
        guard let plan = search.best.faults, let rule = rule(name), let changed = change(rule) else { return false }
        return try search.take { schedule in
            schedule.faults = FaultPlan(
                rules: plan.rules.map { $0.name == name ? changed : $0 }, convergence: plan.convergence)
        }
    }
}

extension FaultWindow {
    /// Whether it begins earlier or ends later than `other`, and never the other way round.
    fileprivate func isWider(than other: FaultWindow) -> Bool {
        guard let end = other.to, from <= other.from, to.map({ $0 >= end }) ?? true else { return false }
        return from < other.from || to != end
    }
}
