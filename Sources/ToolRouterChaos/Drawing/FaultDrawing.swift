import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Draws what goes wrong: a random subset of all kinds of fault is switched on, each with parameters, odds and a time of its
/// own. Schedules that differ in what can happen at all reach more than those in which everything happens a little.
struct FaultDrawing {
    /// Everything that can go wrong in a scenario: each kind at each target, with some parameters.
    struct Menu: Sendable {
        fileprivate let dishes: [(target: FaultTarget, faults: [any Fault])]

        init(_ targets: FaultTargets) {
            dishes = targets.all.flatMap { target in
                FaultKinds.all.map { (target, $0.examples(at: target)) }.filter { !$0.1.isEmpty }
            }
        }
    }

    private let menu: Menu
    private var draws: DrawSequence

    init(_ menu: Menu, seed: UInt64) {
        self.menu = menu
        draws = DrawSequence(seed: seed, "faults")
    }

    /// The rules of a schedule whose traffic takes `span`; none in one of eight schedules.
    ///
    /// - Parameter configuration: that of the schedule, by which it is known what some faults lead to; half of those say so.
    mutating func rules(over span: Duration, in configuration: RouterConfiguration) -> [FaultRule] {
        let count = draws.one(of: [0, 1, 1, 2, 2, 3, 5, 8])
        return draws.some(count, of: menu.dishes).enumerated().map { number, dish in
            let fault = draws.one(of: dish.faults)
            let certain = CertainConsequence.of(fault, at: dish.target, in: configuration)
            return FaultRule(
                name: "\(number + 1) \(dish.target.text) \(type(of: fault).kind)", target: dish.target, fault: fault,
                window: window(over: span), odds: draws.one(of: Self.odds),
                leadsTo: draws.happens(50) ? certain : nil)
        }
    }

    /// A part of the traffic's time, all of it in half of the cases.
    private mutating func window(over span: Duration) -> FaultWindow {
        let whole = max(span.wholeMicroseconds, 1)
        // After the last request has arrived its calls go on.
        let end = Duration.microseconds(whole + 60_000_000)
        guard !draws.happens(50) else { return FaultWindow(to: end) }
        let from = Int64(draws.number(below: 1_000)) * whole / 1_000
        let length = max(1, Int64(draws.one(of: [1, 20, 100, 300, 600])) * whole / 1_000)
        return FaultWindow(from: .microseconds(from), to: .microseconds(from + length))
    }

    private static let odds = [Odds.always, .always, Odds(1, in: 2)!, Odds(1, in: 5)!, Odds(1, in: 20)!]
}
