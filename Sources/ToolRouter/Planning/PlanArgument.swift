/// What a tool is called with under one name: a JSON value.
public enum PlanArgument: Sendable {
    /// A text.
    case string(String)
    /// A number as it is written, since a `Double` would lose digits.
    case number(String)
    /// True or false.
    case bool(Bool)
    /// Nothing, said aloud.
    case null
    /// Several values, in order.
    case list([PlanArgument])
    /// Values by name.
    case object([String: PlanArgument])

    /// The most values that the arguments of one plan may hold, those inside others included: a reply of a megabyte has
    /// room for many more, each of which takes a multiple of its text in memory.
    public static let maximumValues = 10_000

    /// The memory it takes, estimated: its texts, and 32 bytes for each value inside another.
    public var bytes: Int {
        switch self {
        case .string(let text), .number(let text): text.utf8.count
        case .bool, .null: 0
        case .list(let values): values.map { $0.bytes + 32 }.reduce(0, +)
        case .object(let members): members.map { $0.key.utf8.count + $0.value.bytes + 32 }.reduce(0, +)
        }
    }

    /// The kind of value in words.
    var kind: String {
        switch self {
        case .string: "a string"
        case .number: "a number"
        case .bool: "a boolean"
        case .null: "null"
        case .list: "an array"
        case .object: "an object"
        }
    }

    /// Writes the value as JSON, members sorted by name.
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .string(let text): writer.string(text)
        case .number(let text): writer.literal(text)
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        case .list(let values):
            writer.array { writer in for value in values { value.write(to: &writer) } }
        case .object(let members):
            writer.object { writer in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    value.write(to: &writer)
                }
            }
        }
    }
}

extension PlanArgument: Hashable {
    // Texts are bytes: what a tool is called with must not differ where two calls are taken for the same.

    public static func == (left: PlanArgument, right: PlanArgument) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)), (.number(let left), .number(let right)):
            left.hasSameBytes(as: right)
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.list(let left), .list(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let text), .number(let text):
            // Equal bytes are equal texts, so their hashes are equal, too.
            hasher.combine(text)
        case .bool(let value): hasher.combine(value)
        case .null: hasher.combine(0)
        case .list(let values): hasher.combine(values)
        case .object(let members): hasher.combine(members)
        }
    }
}
