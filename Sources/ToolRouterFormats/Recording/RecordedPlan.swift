package import ToolRouter

/// A plan that a caller brought, as a recording keeps it: `{"tool":"sql","arguments":{"sql":"SELECT 1"}}`.
package struct RecordedPlan: Hashable, Sendable {
    /// The tool.
    package var tool: ToolName
    /// What the tool is called with, by name.
    package var arguments: [String: PlanArgument]

    package init(tool: ToolName, arguments: [String: PlanArgument]) {
        self.tool = tool
        self.arguments = arguments
    }

    /// What is kept of `plan`: how sure a caller is means nothing.
    package init(_ plan: Plan) {
        self.init(tool: plan.tool, arguments: plan.arguments)
    }

    /// The plan.
    package var plan: Plan { Plan(tool: tool, arguments: arguments) }

    func write(to writer: inout JSONWriter) {
        writer.member("tool", tool.text)
        writer.key("arguments")
        PlanArgument.object(arguments).write(to: &writer)
    }
}

extension RecordedPlan: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["tool", "arguments"])
        tool = ToolName(try object.name("tool"))
        guard case .object(let arguments) = try object.value("arguments", as: PlanArgument.self) else {
            throw object.fault(
                "arguments", found: "another value", expected: "an object", remedy: "correct the value")
        }
        self.arguments = arguments
    }
}
