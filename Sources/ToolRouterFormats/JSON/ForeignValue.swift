/// A JSON value of a file that another project wrote: it may have members that nobody knows, and names of several spellings.
package indirect enum ForeignValue: Sendable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    case list([ForeignValue])
    /// Of a name that comes twice, the first value.
    case object([String: ForeignValue])

    /// The value of the first of `names` that is there and not null.
    package subscript(names: String...) -> ForeignValue? {
        guard case .object(let members) = self else { return nil }
        for name in names {
            if let value = members[name], !value.isNull { return value }
        }
        return nil
    }

    /// Whether it is null.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text; nil when it is not a text, or empty.
    package var text: String? {
        if case .text(let text) = self, !text.isEmpty { text } else { nil }
    }

    /// The elements; nil when it is not a list.
    package var elements: [ForeignValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// The members; nil when it is not an object.
    package var members: [String: ForeignValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A whole number, written as a number or as a text, as protobuf's JSON has those of 64 bits.
    package var integer: Int64? {
        switch self {
        case .number(let digits): Int64(digits) ?? Double(digits).flatMap { Int64(exactly: $0) }
        case .text(let digits): Int64(digits)
        default: nil
        }
    }

    /// The value in words, for an error.
    package var words: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .number(let digits): "the number \(Excerpt.of(digits))"
        case .text(let text): "the text \"\(Excerpt.of(text))\""
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// Reads a text that is JSON; nil when it is not.
    package static func read(_ text: String, by reader: JSONLineReader) -> ForeignValue? {
        try? reader.read(ForeignValue.self, from: LineReader.Line(whole: Array(text.utf8)))
    }
}

extension ForeignValue: JSONReadable {
    package static var jsonKind: String { "a value" }

    package init(_ json: JSONValue) {
        if let text = json.text {
            self = .text(text)
        } else if let number = json.number {
            self = .number(number)
        } else if let bool = json.bool {
            self = .bool(bool)
        } else if let elements = json.elements {
            self = .list(elements.map { ForeignValue($0) })
        } else if var members = json.namesAndValues {
            var object: [String: ForeignValue] = [:]
            while let name = members.next()?.text, let value = members.next() {
                if object[name] == nil { object[name] = ForeignValue(value) }
            }
            self = .object(object)
        } else {
            self = .null
        }
    }
}
