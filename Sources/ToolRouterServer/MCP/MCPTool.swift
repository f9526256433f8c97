import ToolRouter
import ToolRouterTools

/// A tool as clients of MCP see it.
struct MCPTool: Sendable {
    /// What a call of it does.
    enum Kind: Hashable, Sendable {
        /// Has the whole router answer a question.
        case ask
        /// Has the router run one tool: no planner is asked, and the tool's guard judges.
        case call(ToolName)
        /// Tells what happened to a request.
        case explain
    }

    let kind: Kind
    /// The name by which it is called.
    let name: String
    /// What it is called in front of people.
    let title: String
    /// What it does, for a model that chooses among tools.
    let summary: String
    /// What it is called with.
    let inputs: [ToolInput]
    /// Whether it only reads, and only what the server has; nil where that is not known.
    let isClosed: Bool?

    /// Whether a call of it may name a database beside what its plan holds.
    var takesDatabase: Bool { kind == .call(.sql) }

    /// Writes it as an element of `tools/list`.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("title", title)
            writer.member("description", summary)
            writer.key("inputSchema")
            inputs.writeSchema(to: &writer)
            writer.key("outputSchema")
            writer.literal(kind == .explain ? OutputSchema.explanation : OutputSchema.answer)
            if let isClosed, isClosed {
                writer.member(
                    "annotations",
                    object: { writer in
                        writer.member("readOnlyHint", true)
                        writer.member("openWorldHint", false)
                    })
            }
        }
    }
}

/// The tools of a server for clients of MCP, in an order that never changes: `ask`, those of the router as they are configured,
/// `explain`.
struct MCPTools: Sendable {
    let all: [MCPTool]

    /// Those of the router's tools that only read what the server itself has.
    private static let closed: Set<ToolName> = ["sql", "docs"]
    private static let database = "database"

    /// - Parameters:
    ///   - tools: those of the router.
    ///   - databases: the names of the databases that are served.
    ///   - longestQuestion: the most bytes of a question.
    init(_ tools: [any Tool], databases: [DatabaseName], longestQuestion: Int) {
        let database = ToolInput(
            Self.database, .choice(databases.map(\.text)),
            databases.count > 1 ? "The database that is meant." : "The database; there is only one.", isRequired: false)
        let ask = MCPTool(
            kind: .ask, name: "ask", title: "Ask a question",
            summary:
                "Answers a question in plain language: chooses a tool, plans its call, has a guard check the plan, and "
                + "runs it. Nothing is ever written.",
            inputs: [
                ToolInput("question", .text(atMost: longestQuestion), "The question, in plain language."), database,
                ToolInput(
                    "bypass_cache", .boolean, "Whether the answer must be new, not one that was kept.",
                    isRequired: false),
            ], isClosed: tools.allSatisfy { Self.closed.contains($0.name) })
        let explain = MCPTool(
            kind: .explain, name: "explain", title: "Explain a request",
            summary: "Tells what happened to one of your own recent requests, stage by stage.",
            inputs: [
                ToolInput(
                    "request_id", .text(atMost: 128),
                    "The `request_id` of an answer, or what ends the "
                        + "`instance` of a problem.")
            ],
            isClosed: true)
        let calls = tools.map { tool in
            MCPTool(
                kind: .call(tool.name), name: tool.name.text, title: "Call \(tool.name.text)", summary: tool.summary,
                inputs: tool.inputs + (tool.name == .sql ? [database] : []),
                isClosed: Self.closed.contains(tool.name))
        }
        all = [ask] + calls + [explain]
        precondition(Set(all.map(\.name)).count == all.count, "two tools share a name: \(all.map(\.name))")
    }

    /// The names in words.
    var names: String { "the tools are " + all.map(\.name).joined(separator: ", ") }

    /// The tool of this name.
    subscript(name: String) -> MCPTool? { all.first { $0.name.hasSameBytes(as: name) } }
}
