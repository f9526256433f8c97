import ToolRouter

/// What an endpoint is sent: JSON in which parameters stand for whole values, never for a part of one.
package indirect enum RESTBody: Hashable, Sendable {
    /// A text as it is.
    case text(String)
    /// A number, `true`, `false` or `null`, as JSON has it.
    case literal(String)
    /// The value of the parameter of this name.
    case parameter(String)
    /// Several, in order.
    case list([RESTBody])
    /// Several by name, in order.
    case object([Member])

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: RESTBody

        package init(_ name: String, _ value: RESTBody) {
            (self.name, self.value) = (name, value)
        }
    }

    /// The longest body, in bytes.
    package static let longest = 65_536

    /// The parameters in it, in the order of their first places.
    package var parameters: [String] {
        switch self {
        case .text, .literal: []
        case .parameter(let name): [name]
        case .list(let values): values.flatMap(\.parameters)
        case .object(let members): members.flatMap(\.value.parameters)
        }
    }

    /// The JSON with `values`, which has each of the parameters.
    func filled(_ values: [String: RESTParameter.Value]) -> String {
        var writer = JSONWriter()
        write(values, to: &writer)
        return writer.text
    }

    private func write(_ values: [String: RESTParameter.Value], to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .literal(let text): writer.literal(text)
        case .parameter(let name):
            switch values[name] {
            case .text(let text): writer.string(text)
            case .literal(let text): writer.literal(text)
            case nil: preconditionFailure("the parameter \(name) has no value")
            }
        case .list(let list):
            writer.array { writer in for value in list { value.write(values, to: &writer) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    member.value.write(values, to: &writer)
                }
            }
        }
    }
}
