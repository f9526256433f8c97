import ToolRouter
import ToolRouterFormats

/// One rule of a fault plan: which calls, how likely, and what happens to them.
package struct FaultRule: Sendable {
    private static let members = ["name", "target", "kind", "odds", "window"] + FaultFilter.members

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

    /// What `kind` says.
    package var kind: String { type(of: fault).kind }

    /// Reads a rule; `available` says which targets there are, where that is known.
    init(_ node: ConfigurationNode, among available: FaultTargets?) throws(FileError) {
        let section = try ConfigurationSection(node)
        target = try FaultTarget(section.required("target", "a target such as `planner`"), among: available)
        let kind = try FaultKinds.kind(section.required("kind", "a kind of fault"), for: target)
        try section.refuseKeys(notIn: Self.members + kind.parameters)
        name = try section.required("name", "a name").name()
        odds = try section["odds"]?.odds() ?? .always
        window = try section["window"].map(FaultWindow.init) ?? .always
        filter = try FaultFilter(section)
        fault = try kind.init(section, at: target)
    }

    /// Whether the rule is about a call of `seam` for `request`, so long after the traffic began.
    func isAbout(_ seam: FaultTarget, _ request: Request, _ elapsed: Duration) -> Bool {
        target.covers(seam) && window.contains(elapsed) && filter.matches(request)
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
        }
    }
}
