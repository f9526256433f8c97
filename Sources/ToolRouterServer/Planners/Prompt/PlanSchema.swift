import ToolRouter
import ToolRouterTools

/// What a plan may be, as a JSON Schema in the part of that language which all providers take: every member required, no
/// others, and null where there is nothing to say.
struct PlanSchema: Hashable, Sendable {
    /// The tools that a plan may name, besides `none`.
    let tools: [ToolName]

    /// The schema of plans for `tools`; nil when one of them takes arguments that no schema lists.
    init?(_ tools: [ToolName]) {
        guard tools.allSatisfy({ $0 == .sql }) else { return nil }
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
                    properties.member(
                        "sql",
                        object: { sql in
                            sql.member(
                                "anyOf",
                                array: { kinds in
                                    for kind in ["string", "null"] { kinds.object { $0.member("type", kind) } }
                                })
                        })
                    properties.member("confidence", object: { $0.member("type", "number") })
                })
            schema.key("required")
            schema.array(["tool", "sql", "confidence"])
            schema.member("additionalProperties", false)
        }
    }
}
