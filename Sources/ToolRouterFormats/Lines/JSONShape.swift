/// Any JSON value, read only to say in an error message what stands where something else was expected.
enum JSONShape: Decodable {
    case null
    case bool(Bool)
    case text(String)
    case integer(Int64)
    case number(Double)
    case list([JSONShape])
    case object([String: JSONShape])
    /// A value that nothing here can hold, such as half of a surrogate pair.
    case other

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: FieldName.self) {
            var members = [String: JSONShape]()
            for key in container.allKeys {
                members[key.stringValue] = try container.decode(JSONShape.self, forKey: key)
            }
            self = .object(members)
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var elements = [JSONShape]()
            while !container.isAtEnd { elements.append(try container.decode(JSONShape.self)) }
            self = .list(elements)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .other
        }
    }

    /// The value that `path` leads to; nil when there is none.
    subscript(path: ArraySlice<any CodingKey>) -> JSONShape? {
        guard let key = path.first else { return self }
        switch self {
        case .object(let members): return members[key.stringValue]?[path.dropFirst()]
        case .list(let elements):
            guard let index = key.intValue, elements.indices.contains(index) else { return nil }
            return elements[index][path.dropFirst()]
        default: return nil
        }
    }

    /// Where the first value stands that nothing can hold, members by name; nil when there is none.
    var pathOfOther: String? {
        switch self {
        case .other: return ""
        case .object(let members):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                guard let rest = value.pathOfOther else { continue }
                return Excerpt.of(name) + (rest.isEmpty || rest.hasPrefix("[") ? "" : ".") + rest
            }
            return nil
        case .list(let elements):
            for (index, value) in elements.enumerated() {
                guard let rest = value.pathOfOther else { continue }
                return "[\(index)]" + (rest.isEmpty || rest.hasPrefix("[") ? "" : ".") + rest
            }
            return nil
        default: return nil
        }
    }

    /// The value in words: `the text "abc"`, `the number 1.5`, `a list`.
    var words: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .text(let text): "the text \"\(Excerpt.of(text))\""
        case .integer(let integer): "the number \(integer)"
        case .number(let number): "the number \(number)"
        case .list: "a list"
        case .object: "an object"
        case .other: "a value out of range"
        }
    }
}
