/// The name of a member of a JSON object.
struct FieldName: CodingKey, Hashable, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init(stringLiteral: String) { self.stringValue = stringLiteral }
    init?(intValue: Int) { nil }
}

/// A JSON object with a closed set of members: one that is not on the list is refused, so that a typing error in an
/// optional field is never taken for its absence.
struct StrictObject {
    private let container: KeyedDecodingContainer<FieldName>

    /// Opens the object without looking at its members yet.
    init(_ decoder: any Decoder) throws {
        container = try decoder.container(keyedBy: FieldName.self)
    }

    /// Opens the object and refuses members that are not among `fields`.
    init(_ decoder: any Decoder, fields: [FieldName]) throws {
        try self.init(decoder)
        try refuseMembers(notIn: fields)
    }

    /// The names of all members, sorted.
    var names: [String] { container.allKeys.map(\.stringValue).sorted() }

    /// Refuses members that are not among `fields`; the error names the nearest field there is.
    func refuseMembers(notIn fields: [FieldName]) throws {
        let members = container.allKeys
        if members.allSatisfy(fields.contains) { return }
        let unknown = members.filter { !fields.contains($0) }.map(\.stringValue).min()!
        let nearest = Spelling.nearest(to: unknown, among: fields.map(\.stringValue))
        throw JSONLineFault(
            field: path(FieldName(stringValue: unknown)), found: "an unknown field",
            expected: nearest.map { "`\($0)`" } ?? "one of " + fields.map(\.stringValue).joined(separator: ", "),
            remedy: "correct its name or remove it")
    }

    // Texts, booleans and integers have methods of their own, since Foundation's generic path is slower for them.

    /// The text at `field`, or an error when it is absent or null.
    func text(_ field: FieldName) throws -> String {
        if let text = try optionalText(field) { return text }
        throw absence(field, of: String.self)
    }

    /// The text at `field`; nil when it is absent or null.
    func optionalText(_ field: FieldName) throws -> String? {
        try container.decodeIfPresent(String.self, forKey: field)
    }

    /// The text of `field`, which must not be empty.
    func name(_ field: FieldName) throws -> String {
        let text = try text(field)
        guard !text.isEmpty else {
            throw fault(field, found: "an empty text", expected: "a name", remedy: "write one")
        }
        return text
    }

    /// Whether `field` says true; false when it is absent or null.
    func flag(_ field: FieldName) throws -> Bool {
        try container.decodeIfPresent(Bool.self, forKey: field) ?? false
    }

    /// The list or object at `field`, or an error when it is absent or null.
    func value<Value: Decodable>(_ field: FieldName, as type: Value.Type) throws -> Value {
        if let value = try optional(field, as: type) { return value }
        throw absence(field, of: type)
    }

    /// The list or object at `field`; nil when it is absent or null.
    func optional<Value: Decodable>(_ field: FieldName, as type: Value.Type) throws -> Value? {
        try container.decodeIfPresent(type, forKey: field)
    }

    /// An integer within `range`, or an error.
    func integer(_ field: FieldName, in range: ClosedRange<Int64>) throws -> Int64 {
        if let number = try optionalInteger(field, in: range) { return number }
        throw absence(field, of: Int64.self)
    }

    /// An integer within `range`; nil when it is absent or null.
    func optionalInteger(_ field: FieldName, in range: ClosedRange<Int64>) throws -> Int64? {
        let number: Int64?
        do {
            number = try container.decodeIfPresent(Int64.self, forKey: field)
        } catch DecodingError.typeMismatch(let type, let context) {
            throw DecodingError.typeMismatch(type, context)
        } catch {
            // Foundation's own error for 1.5 does not name the field.
            throw fault(
                field, found: (try? optional(field, as: JSONShape.self))?.words ?? "another value",
                expected: JSONWords.kind(of: Int64.self), remedy: "correct the value")
        }
        return try number.map { try check($0, field, in: range) }
    }

    /// An error about `field`, with its full path.
    func fault(_ field: FieldName, found: String, expected: String, remedy: String) -> JSONLineFault {
        JSONLineFault(field: path(field), found: found, expected: expected, remedy: remedy)
    }

    private func absence(_ field: FieldName, of type: Any.Type) -> JSONLineFault {
        fault(
            field, found: container.contains(field) ? "null" : "nothing", expected: JSONWords.kind(of: type),
            remedy: "add the field")
    }

    private func path(_ field: FieldName) -> String? {
        JSONLineFault.path(container.codingPath + [field])
    }

    private func check(_ number: Int64, _ field: FieldName, in range: ClosedRange<Int64>) throws -> Int64 {
        guard range.contains(number) else {
            let bound = number < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            throw fault(field, found: "the number \(number)", expected: bound, remedy: "correct the number")
        }
        return number
    }
}
