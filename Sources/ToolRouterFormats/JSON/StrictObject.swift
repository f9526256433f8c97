import Glibc

/// The name of a member that a format knows.
package struct FieldName: ExpressibleByStringLiteral {
    let text: StaticString

    package init(stringLiteral text: StaticString) { self.text = text }

    var description: String { "\(text)" }

    static func == (left: FieldName, right: FieldName) -> Bool {
        left.text.utf8CodeUnitCount == right.text.utf8CodeUnitCount
            && memcmp(left.text.utf8Start, right.text.utf8Start, left.text.utf8CodeUnitCount) == 0
    }
}

/// A JSON object with a closed set of members: one that is not on the list is refused, so that a typing error in an
/// optional field is never taken for its absence.
package struct StrictObject {
    private let json: JSONValue
    private let fields: [FieldName]
    private var values: [JSONValue?]
    private var hasOthers = false

    /// Opens the object and refuses members that are not among `fields`, and any that comes twice.
    init(_ json: JSONValue, fields: [FieldName]) throws(FileError.Reason) {
        try self.init(json, passingOverAllBut: fields)
        try refuseOthers()
    }

    /// Opens the object; members that are not among `fields` are passed over, or left for `refuseOthers`.
    package init(_ json: JSONValue, passingOverAllBut fields: [FieldName]) throws(FileError.Reason) {
        guard var members = json.namesAndValues else {
            throw FileError.Reason(field: nil, found: json.words, expected: "an object", remedy: "correct the value")
        }
        self.json = json
        self.fields = fields
        values = Array(repeating: nil, count: fields.count)
        // Files mostly hold their fields in the order of the list.
        var next = 0
        while let name = members.next(), let value = members.next() {
            guard let place = Self.place(of: name, in: fields, from: next) else {
                hasOthers = true
                continue
            }
            guard values[place] == nil else { throw FileError.Reason.repeated.within(fields[place].description) }
            values[place] = value
            next = place + 1
        }
    }

    private static func place(of name: JSONValue, in fields: [FieldName], from next: Int) -> Int? {
        for place in next..<fields.count where name.isText(fields[place].text) { return place }
        for place in 0..<min(next, fields.count) where name.isText(fields[place].text) { return place }
        return nil
    }

    /// The names of all members, sorted.
    var names: [String] {
        guard let members = json.namesAndValues else { return [] }
        return members.enumerated().filter { $0.offset.isMultiple(of: 2) }.compactMap(\.element.text).sorted()
    }

    /// Refuses members that are not among the fields; the error names the nearest field there is.
    func refuseOthers() throws(FileError.Reason) {
        guard hasOthers else { return }
        let known = fields.map(\.description)
        guard let unknown = names.first(where: { !known.contains($0) }) else { return }
        let nearest = Spelling.nearest(to: unknown, among: known)
        throw FileError.Reason(
            field: Excerpt.ofName(unknown), found: "an unknown field",
            expected: nearest.map { "`\($0)`" } ?? "one of " + known.joined(separator: ", "),
            remedy: "correct its name or remove it")
    }

    /// The value of `field`; nil when it is absent or null.
    private subscript(field: FieldName) -> JSONValue? {
        guard let place = fields.firstIndex(where: { $0 == field }) else {
            preconditionFailure("\(field.text) is not among the fields")
        }
        guard let value = values[place], !value.isNull else { return nil }
        return value
    }

    /// The value of `field`, or an error when it is absent or null.
    package func value<Value: JSONReadable>(_ field: FieldName, as type: Value.Type) throws(FileError.Reason) -> Value {
        if let value = try optional(field, as: type) { return value }
        throw absence(field, of: Value.jsonKind)
    }

    /// The value of `field`; nil when it is absent or null.
    func optional<Value: JSONReadable>(_ field: FieldName, as type: Value.Type) throws(FileError.Reason) -> Value? {
        try optional(field) { json throws(FileError.Reason) in try Value(json) }
    }

    /// What `read` makes of the value of `field`; nil when it is absent or null.
    func optional<Value>(
        _ field: FieldName, _ read: (JSONValue) throws(FileError.Reason) -> Value
    ) throws(FileError.Reason) -> Value? {
        guard let json = self[field] else { return nil }
        do throws(FileError.Reason) {
            return try read(json)
        } catch {
            throw error.within(field.description)
        }
    }

    /// The text of `field`, or an error when it is absent or null.
    package func text(_ field: FieldName) throws(FileError.Reason) -> String {
        try value(field, as: String.self)
    }

    /// The text of `field`; nil when it is absent or null.
    package func optionalText(_ field: FieldName) throws(FileError.Reason) -> String? {
        try optional(field, as: String.self)
    }

    /// The text of `field`, which must not be empty.
    func name(_ field: FieldName) throws(FileError.Reason) -> String {
        let text = try text(field)
        guard !text.isEmpty else {
            throw fault(field, found: "an empty text", expected: "a name", remedy: "write one")
        }
        return text
    }

    /// The text of `field`, which must not be empty; nil when it is absent or null.
    func optionalName(_ field: FieldName) throws(FileError.Reason) -> String? {
        try optionalText(field) == nil ? nil : name(field)
    }

    /// Whether `field` says true; false when it is absent or null.
    func flag(_ field: FieldName) throws(FileError.Reason) -> Bool {
        try optional(field, as: Bool.self) ?? false
    }

    /// An integer within `range`, or an error.
    func integer(_ field: FieldName, in range: ClosedRange<Int64>) throws(FileError.Reason) -> Int64 {
        if let number = try optionalInteger(field, in: range) { return number }
        throw absence(field, of: Int64.jsonKind)
    }

    /// An integer within `range`; nil when it is absent or null.
    func optionalInteger(_ field: FieldName, in range: ClosedRange<Int64>) throws(FileError.Reason) -> Int64? {
        guard let number = try optional(field, as: Int64.self) else { return nil }
        guard range.contains(number) else {
            let bound = number < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            throw fault(field, found: "the number \(number)", expected: bound, remedy: "correct the number")
        }
        return number
    }

    /// An error about `field`.
    func fault(_ field: FieldName, found: String, expected: String, remedy: String) -> FileError.Reason {
        FileError.Reason(field: field.description, found: found, expected: expected, remedy: remedy)
    }

    private func absence(_ field: FieldName, of kind: String) -> FileError.Reason {
        let isThere = fields.firstIndex { $0 == field }.flatMap { values[$0] } != nil
        return fault(field, found: isThere ? "null" : "nothing", expected: kind, remedy: "add the field")
    }
}
