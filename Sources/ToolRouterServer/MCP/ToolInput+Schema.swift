import ToolRouter

extension [ToolInput] {
    /// Writes the JSON Schema (2020-12) of an object with these members.
    func writeSchema(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("type", "object")
        writer.member(
            "properties",
            object: { writer in
                for input in self {
                    writer.key(input.name)
                    writer.object { writer in
                        input.kind.writeSchema(to: &writer)
                        writer.member("description", input.summary)
                    }
                }
            })
        writer.key("required")
        writer.array(filter(\.isRequired).map(\.name))
        writer.member("additionalProperties", false)
    }
}

extension ToolInput.Kind {
    /// Writes what the schema of such a value says.
    fileprivate func writeSchema(to writer: inout JSONWriter) {
        switch self {
        case .text(let most):
            writer.member("type", "string")
            // Counted in characters, each of which has a byte at least: nothing is refused that the tool takes.
            writer.member("maxLength", most)
        case .choice(let words):
            writer.member("type", "string")
            writer.key("enum")
            writer.array(words)
        case .integer(let bounds):
            writer.member("type", "integer")
            writer.member("minimum", bounds.lowerBound)
            writer.member("maximum", bounds.upperBound)
        case .number: writer.member("type", "number")
        case .boolean: writer.member("type", "boolean")
        case .object(let inputs?): inputs.writeMembers(to: &writer)
        case .object(nil): writer.member("type", "object")
        }
    }
}
