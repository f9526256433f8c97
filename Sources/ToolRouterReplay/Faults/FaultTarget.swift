package import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Whose calls a rule is about; with a name it is one seam, without one all of its sort.
package enum FaultTarget: Hashable, Sendable {
    /// The first planner.
    case planner
    /// One that is asked when those before it can't.
    case nextPlanner(PlannerName)
    /// One candidate, or all.
    case shadow(PlannerName?)
    /// One tool, or all.
    case tool(ToolName?)
    /// The answer cache, which is then one outside of the process.
    case store
    /// The limiter, which is then one outside of the process.
    case limiter
    /// What lies below the SQL tool: the file of the database, and the room that SQLite needs beside it.
    case database
    /// The log that takes a record of each answer.
    case audit
    /// The clock that the router reads.
    case clock
    /// Those who ask.
    case callers

    /// The target as it is written: `planner`, `planner.NAME`, `shadow`, `shadow.NAME`, `tool`, `tool.NAME`, `store`, `limiter`,
    /// `database`, `audit`, `clock`, `callers`.
    package var text: String {
        switch self {
        case .planner: "planner"
        case .nextPlanner(let name): "planner.\(name)"
        case .shadow(let name): name.map { "shadow.\($0)" } ?? "shadow"
        case .tool(let name): name.map { "tool.\($0)" } ?? "tool"
        case .store: "store"
        case .limiter: "limiter"
        case .database: "database"
        case .audit: "audit"
        case .clock: "clock"
        case .callers: "callers"
        }
    }

    /// Whether calls of `seam`, which has a name where it can have one, are meant.
    func covers(_ seam: FaultTarget) -> Bool {
        switch (self, seam) {
        case (.shadow(nil), .shadow), (.tool(nil), .tool): true
        default: self == seam
        }
    }

    /// The stage whose calls these are.
    var stage: Stage {
        switch self {
        case .planner, .nextPlanner: .plan
        case .shadow: .shadow
        case .tool: .run
        case .store: .recall
        case .limiter, .clock, .callers: .admit
        case .database: .run
        case .audit: .settle
        }
    }

    /// Whether a rule about it can be about some requests only. A clock is nobody's: it is wrong for everybody, or for nobody.
    package var takesFilter: Bool { self != .clock }
}

extension FaultTarget {
    private static let tools: [ToolName] = [.sql, "docs", "rest"]

    /// Reads a target; `available` says which there are, where that is known.
    init(_ node: ConfigurationNode, among available: FaultTargets?) throws(FileError) {
        let word = try node.name("a target", longest: 200)
        guard let target = Self(word), available?.contains(target) ?? true else {
            let words =
                available?.words ?? ["planner", "planner.NAME", "shadow", "shadow.NAME", "tool"]
                + Self.tools.map { "tool.\($0)" }
                + ["store", "limiter", "database", "audit", "clock", "callers"]
            throw node.fault(
                expected: "one of " + words.map { "`\($0)`" }.joined(separator: ", "),
                remedy: Spelling.nearest(to: word, among: words).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        self = target
    }

    /// The target of that name; nil when it is none.
    package init?(_ word: String) {
        let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count > 1 ? String(parts[1]) : nil
        switch parts[0] {
        case "planner" where name != "": self = name.map { .nextPlanner(PlannerName($0)) } ?? .planner
        case "shadow" where name != "": self = .shadow(name.map { PlannerName($0) })
        case "tool" where name.map({ Self.tools.contains(ToolName($0)) }) ?? true:
            self = .tool(name.map { ToolName($0) })
        case "store" where name == nil: self = .store
        case "limiter" where name == nil: self = .limiter
        case "database" where name == nil: self = .database
        case "audit" where name == nil: self = .audit
        case "clock" where name == nil: self = .clock
        case "callers" where name == nil: self = .callers
        default: return nil
        }
    }
}
