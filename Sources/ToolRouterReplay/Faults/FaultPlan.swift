import Crypto
import ToolRouter
package import ToolRouterFormats

/// The faults that a replay injects: rules in order, of which for each call the first that says yes wins.
package struct FaultPlan: Sendable {
    /// The version of the format.
    package static let version = 1

    /// The rules; each has a name of its own.
    package let rules: [FaultRule]
    /// When everything must be well again; nil when nobody says.
    package let convergence: FaultConvergence?

    /// A plan of `rules`; at least one, each with a name of its own.
    ///
    /// - Parameter convergence: when everything must be well again; then the window of each rule has an end.
    package init(rules: [FaultRule], convergence: FaultConvergence? = nil) {
        precondition(!rules.isEmpty, "a plan without rules")
        precondition(Set(rules.map(\.name)).count == rules.count, "two rules share a name: \(rules.map(\.name))")
        precondition(
            convergence == nil || rules.allSatisfy { $0.window.to != nil },
            "a plan that converges, with a rule that never ends: \(rules.filter { $0.window.to == nil }.map(\.name))")
        self.rules = rules
        self.convergence = convergence
    }

    /// The moment from which no rule holds any more, since the traffic began; nil when one always does.
    package var end: Duration? {
        let ends = rules.compactMap(\.window.to)
        return ends.count == rules.count ? ends.max() : nil
    }

    /// Reads the file at `path` strictly; the first error ends it.
    ///
    /// - Parameter targets: the targets there are; nil takes any.
    package init(path: String, targets: FaultTargets? = nil) throws(FileError) {
        self = try Discretion(about: path, "a fault plan").reading { () throws(FileError) in
            try FaultPlan(ConfigurationNode(yamlFile: path, kind: "a fault plan"), targets: targets)
        }
    }

    /// Reads the file at `path` to its end: what is left of the plan without what is at fault, and all faults.
    package static func readingAll(
        path: String, targets: FaultTargets? = nil
    ) -> (plan: FaultPlan?, faults: [FileError]) {
        let discretion = Discretion(about: path, "a fault plan")
        do throws(FileError) {
            let standIns = try ConfigurationNode(yaml: "version: \(version)", file: path)
            let node = try ConfigurationNode(yamlFile: path, kind: "a fault plan")
            let found = ConfigurationFaults.all(in: node, standIns: standIns) { node throws(FileError) in
                try FaultPlan(node, targets: targets)
            }
            return (found.result, found.faults.map(discretion.applied(to:)))
        } catch {
            return (nil, [discretion.applied(to: error)])
        }
    }

    /// Reads a plan from `yaml`, which stood in `file`.
    package init(yaml: String, file: String, targets: FaultTargets? = nil) throws(FileError) {
        try self.init(ConfigurationNode(yaml: yaml, file: file), targets: targets)
    }

    private init(_ node: ConfigurationNode, targets: FaultTargets?) throws(FileError) {
        let section = try ConfigurationSection(node)
        // First of all, since a newer version may have keys that this one does not know.
        try section.checkVersion(Self.version, of: "fault plans")
        try section.refuseKeys(notIn: ["version", "converge", "rules"])
        let convergence = try section["converge"].map(FaultConvergence.init)
        let list = try section.required("rules", "a list of rules")
        var rules: [FaultRule] = []
        var lines: [String: Int] = [:]
        for element in try list.elements("a list of rules") {
            let rule = try FaultRule(element, among: targets)
            if let line = lines[rule.name] {
                throw element.fault(
                    found: "the name \"\(Excerpt.of(rule.name))\" again, after line \(line)",
                    expected: "a name of its own", remedy: "rename one of the two rules")
            }
            if convergence != nil, rule.window.to == nil {
                throw element.fault(
                    found: "a rule without an end", expected: "a `window` with `to`, since the plan says `converge`",
                    remedy: "say when the rule ends, or remove `converge`")
            }
            lines[rule.name] = element.line
            rules.append(rule)
        }
        guard !rules.isEmpty else {
            throw list.fault(found: "an empty list", expected: "rules", remedy: "add one, or remove the file")
        }
        self.init(rules: rules, convergence: convergence)
    }

    /// The plan in its canonical form, which is a fault plan too: two files that mean the same have the same.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        writer.object { plan in
            plan.member("version", Self.version)
            if let convergence {
                plan.key("converge")
                convergence.write(to: &plan)
            }
            plan.member(
                "rules",
                array: { list in
                    for rule in rules { rule.write(to: &list) }
                })
        }
        return writer.text + "\n"
    }

    /// The first 64 bits of the canonical form's SHA-256 in hexadecimal digits, for the headers of goldens. What rules must lead
    /// to, and when all must be well again, are not part of it: they change no answer.
    package var digest: String {
        SHA256.hash(data: Array(FaultPlan(rules: rules.map(\.withoutConsequence)).json.utf8)).prefix(8).hexadecimal
    }
}
