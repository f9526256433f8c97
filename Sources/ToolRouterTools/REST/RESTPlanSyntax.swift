package import ToolRouter

/// How models write plans for `rest`: `{"tool":"rest","endpoint":"weather","parameters":{"city":"Paris"}}`. An object with an
/// endpoint needs no `tool`. What else stands in it is not looked at: a plan has no way to say where a call goes.
package struct RESTPlanSyntax: PlanSyntax {
    package var tool: ToolName { "rest" }

    package init() {}

    package func claims(_ members: PlanMembers) -> Bool { members.has("endpoint") }

    package func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument] {
        guard let endpoint = members.text("endpoint"), !endpoint.isEmpty else {
            throw members.invalid("endpoint", expected: "the name of an endpoint")
        }
        let parameters = try members.arguments()["parameters"] ?? .object([:])
        guard case .object(let values) = parameters else {
            throw members.invalid("parameters", expected: "an object with values by name")
        }
        // Models that are held to a schema say null where there is nothing to say.
        return [
            "endpoint": .string(endpoint), "parameters": .object(values.filter { $0.value != .null }),
        ]
    }
}
