import ToolRouter
import ToolRouterTools

extension RESTBody {
    /// Reads the template of a body: JSON in YAML's clothes, in which a text `{name}` stands for the whole value of a parameter.
    ///
    /// - Parameter parameters: the names that there are.
    init(_ node: ConfigurationNode, parameters: Set<String>) throws(FileError) {
        switch node.content {
        case .list(let elements):
            var values: [RESTBody] = []
            for element in elements { values.append(try RESTBody(element, parameters: parameters)) }
            self = .list(values)
        case .mapping(let entries):
            var members: [Member] = []
            for entry in entries {
                members.append(Member(entry.name, try RESTBody(entry.value, parameters: parameters)))
            }
            self = .object(members)
        case .scalar(let text, let isPlain):
            if let name = parameters.first(where: { text == "{\($0)}" }) {
                self = .parameter(name)
            } else if parameters.contains(where: { text.contains("{\($0)}") }) {
                throw node.fault(
                    found: "a parameter inside of a text", expected: "\"{name}\" as the whole value",
                    remedy: "let the service put texts together")
            } else if isPlain, node.isNull {
                self = .literal("null")
            } else if isPlain, text == "true" || text == "false" || Self.isNumber(text) {
                self = .literal(text)
            } else {
                self = .text(text)
            }
        }
    }

    /// Whether a text is a whole or decimal number as JSON has it.
    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.count <= 30, !text.contains(where: { $0 == "e" || $0 == "E" }),
            let number = DecimalText(text, fractionDigits: RESTParameter.fractionDigits)
        else { return false }
        return DecimalText.format(number.scaled, fractionDigits: RESTParameter.fractionDigits) == text
    }
}
