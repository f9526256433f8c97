import ToolRouter
import ToolRouterFormats

/// What a tool is called with, by name: no names but those of its inputs, and each of the kind that its input says. Bounds are
/// the tool's own business, whose guard has a word of its own for each.
struct ToolArguments: Hashable, Sendable {
    /// The values; what is null is left out, as if it were not there.
    private(set) var values: [String: PlanArgument]

    /// - Throws: `argument_invalid` where they are not what the inputs say.
    init(_ values: [String: PlanArgument], for inputs: [ToolInput]) throws(RouterError) {
        self.values = try Self.checked(values, inputs, within: "")
    }

    /// Takes the text of this name out.
    mutating func takeText(_ name: String) -> String? {
        guard case .string(let text)? = values.removeValue(forKey: name) else { return nil }
        return text
    }

    /// Takes the truth value of this name out.
    mutating func takeFlag(_ name: String) -> Bool? {
        guard case .bool(let flag)? = values.removeValue(forKey: name) else { return nil }
        return flag
    }

    private static func checked(
        _ values: [String: PlanArgument], _ inputs: [ToolInput], within place: String
    ) throws(RouterError) -> [String: PlanArgument] {
        for name in values.keys.sorted() where !inputs.contains(where: { $0.name.hasSameBytes(as: name) }) {
            let names = inputs.map { "`\($0.name)`" }.joined(separator: ", ")
            throw .argument(
                "there is no argument `\(place)\(Excerpt.of(name))`",
                hint: inputs.isEmpty ? "send none" : "the arguments are \(names)")
        }
        var checked: [String: PlanArgument] = [:]
        for input in inputs {
            guard let value = values[input.name], value != .null else {
                if input.isRequired {
                    throw .argument("the argument `\(place)\(input.name)` is missing", hint: "send \(input.kind.words)")
                }
                continue
            }
            checked[input.name] = try checkedValue(value, input, "\(place)\(input.name)")
        }
        return checked
    }

    private static func checkedValue(
        _ value: PlanArgument, _ input: ToolInput, _ place: String
    ) throws(RouterError) -> PlanArgument {
        switch (input.kind, value) {
        case (.text, .string), (.choice, .string), (.integer, .number), (.number, .number), (.boolean, .bool),
            (.object(nil), .object):
            return value
        case (.object(let inputs?), .object(let members)):
            return .object(try checked(members, inputs, within: place + "."))
        default:
            throw .argument("the argument `\(place)` is of another kind", hint: "send \(input.kind.words)")
        }
    }
}

extension RouterError {
    /// A call of a tool whose arguments are not what its inputs say.
    static func argument(_ detail: String, hint: String) -> RouterError {
        RouterError(.argumentInvalid, at: .admit, detail, hint: hint)
    }
}

extension ToolInput.Kind {
    /// The kind in words.
    fileprivate var words: String {
        switch self {
        case .text: "a text"
        case .choice(let words):
            words.count <= 16 ? "one of \(words.map { "`\($0)`" }.joined(separator: ", "))" : "a text from its list"
        case .integer(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .number: "a number"
        case .boolean: "true or false"
        case .object: "an object"
        }
    }
}
