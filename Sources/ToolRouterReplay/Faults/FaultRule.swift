import ToolRouter
import ToolRouterFormats

/// One rule of a fault plan: which calls, how likely, and what happens to them.
package struct FaultRule: Sendable {
    private static let members =
        ["name", "target", "kind", "odds", "window", "leads_to"] + FaultFilter.members

    /// The rule's own name. Its draws go by it, so that they stay the same whatever becomes of other rules.
    package let name: String
    /// Whose calls.
    package let target: FaultTarget
    /// How likely each of them is spoilt.
    package let odds: Odds
    /// When.
    package let window: FaultWindow
    /// Whose requests.
    package let filter: FaultFilter
    /// What happens.
    package let fault: any Fault
    /// What must become of each request that it happens to; nil when nothing is said about that.
    package let leadsTo: FaultConsequence?

    /// What `kind` says.
    package var kind: String { type(of: fault).kind }

    /// A rule about the calls of `target`: all of them, at any time and for any request, unless more is said.
    ///
    /// Traps on a name that no plan could say, and on a fault that `target` can't suffer.
    package init(
        name: String, target: FaultTarget, fault: any Fault, window: FaultWindow = .always, odds: Odds = .always,
        filter: FaultFilter = FaultFilter(), leadsTo: FaultConsequence? = nil
    ) {
        precondition(
            !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
            "no rule is named \(name.debugDescription)")
        precondition(fault.fits(target), "\(target.text) can't suffer the fault of \(name)")
        precondition(
            target.takesFilter || filter.isOpen, "\(target.text) is the same for all requests, not for some: \(name)")
        self.name = name
        self.target = target
        self.odds = odds
        self.window = window
        self.filter = filter
        self.fault = fault
        self.leadsTo = leadsTo
    }

    /// The same rule at another time.
    package func with(window: FaultWindow) -> FaultRule {
        FaultRule(
            name: name, target: target, fault: fault, window: window, odds: odds, filter: filter,
            leadsTo: leadsTo)
    }

    /// The same rule with other odds. Calls that it spoilt with smaller ones it spoils with larger ones of the same denominator, too.
    package func with(odds: Odds) -> FaultRule {
        FaultRule(
            name: name, target: target, fault: fault, window: window, odds: odds, filter: filter,
            leadsTo: leadsTo)
    }

    /// The same rule with another fault, which its target must be able to suffer.
    package func with(fault: any Fault) -> FaultRule {
        FaultRule(
            name: name, target: target, fault: fault, window: window, odds: odds, filter: filter,
            leadsTo: leadsTo)
    }

    /// The same rule for other requests.
    package func with(filter: FaultFilter) -> FaultRule {
        FaultRule(
            name: name, target: target, fault: fault, window: window, odds: odds, filter: filter,
            leadsTo: leadsTo)
    }

    /// The same rule with each of the next weaker forms of its fault that its target can suffer.
    package var weaker: [FaultRule] {
        fault.weaker.filter { $0.fits(target) }.map { with(fault: $0) }
    }

    /// Reads a rule; `available` says which targets there are, where that is known.
    init(_ node: ConfigurationNode, among available: FaultTargets?) throws(FileError) {
        let section = try ConfigurationSection(node)
        let target = try FaultTarget(section.required("target", "a target such as `planner`"), among: available)
        let kind = try FaultKinds.kind(section.required("kind", "a kind of fault"), for: target)
        try section.refuseKeys(notIn: Self.members + kind.parameters)
        let name = try section.required("name", "a name").name()
        let odds = try section["odds"]?.odds() ?? .always
        let window = try section["window"].map(FaultWindow.init) ?? .always
        let filter = try FaultFilter(section)
        if !target.takesFilter, let key = FaultFilter.members.first(where: { section[$0] != nil }) {
            throw section[key]!.fault(
                found: "the key `\(key)`", expected: "no filter, as \(target.text) is the same for all requests",
                remedy: "remove it")
        }
        self.init(
            name: name, target: target, fault: try kind.init(section, at: target), window: window, odds: odds,
            filter: filter, leadsTo: try section["leads_to"].map(FaultConsequence.init))
    }

    /// Whether the rule is about a call of `seam` for `request`, so long after the traffic began.
    func isAbout(_ seam: FaultTarget, _ request: Request, _ elapsed: Duration) -> Bool {
        target.covers(seam) && window.contains(elapsed) && filter.matches(request)
    }

    /// The same rule without a word of what must become of a request.
    package var withoutConsequence: FaultRule {
        FaultRule(name: name, target: target, fault: fault, window: window, odds: odds, filter: filter)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { rule in
            rule.member("name", name)
            rule.member("target", target.text)
            rule.member("kind", kind)
            rule.member("odds", odds.text)
            if window != .always {
                rule.key("window")
                window.write(to: &rule)
            }
            filter.write(to: &rule)
            fault.write(to: &rule)
            if let leadsTo {
                rule.key("leads_to")
                leadsTo.write(to: &rule)
            }
        }
    }
}
