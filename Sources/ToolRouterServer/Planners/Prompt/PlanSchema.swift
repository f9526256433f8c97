import ToolRouter
import ToolRouterTools

/// What a plan may be, as a JSON Schema in the part of that language which all providers take: every member required, no
/// others, and null where there is nothing to say.
struct PlanSchema: Hashable, Sendable {
    /// The tools that a plan may name, besides `none`.
    let tools: [ToolName]

    /// What a plan holds for each of the tools: one text.
    private static let arguments: [ToolName: String] = [.sql: "sql", "docs": "query"]

    /// The names of what plans for `tools` hold besides the tool and the confidence.
    private let arguments: [String]

    /// The schema of plans for `tools`; nil when one of them takes arguments that no schema lists.
    init?(_ tools: [ToolName]) {
        arguments = tools.compactMap { Self.arguments[$0] }
        guard arguments.count == tools.count else { return nil }
        self.tools = tools
    }

    /// Writes it.
    func write(to writer: inout JSONWriter) {
        writer.object { schema in
            schema.member("type", "object")
            schema.member(
                "properties",
                object: { properties in
                    properties.member(
                        "tool",
                        object: { tool in
                            tool.member("type", "string")
                            tool.key("enum")
                            tool.array(tools.map(\.text) + ["none"])
                        })
                    for name in arguments {
                        properties.member(
                            name,
                            object: { argument in
                                argument.member(
                                    "anyOf",
                                    array: { kinds in
                                        for kind in ["string", "null"] { kinds.object { $0.member("type", kind) } }
                                    })
                            })
                    }
                    properties.member("confidence", object: { $0.member("type", "number") })
                })
            schema.key("required")
            schema.array(["tool"] + arguments + ["confidence"])
            schema.member("additionalProperties", false)
        }
    }
}
