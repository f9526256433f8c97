/// Something that a JSON value can be read as.
package protocol JSONReadable {
    /// What such a value is in the words of an error message: `a text`.
    static var jsonKind: String { get }

    /// Reads `json`, or says what is wrong with it; fields are named from here on.
    init(_ json: JSONValue) throws(FileError.Reason)
}

extension JSONReadable {
    package static var jsonKind: String { "an object" }

    /// Says that `json` is something else.
    static func mismatch(_ json: JSONValue) -> FileError.Reason {
        FileError.Reason(field: nil, found: json.words, expected: jsonKind, remedy: "correct the value")
    }
}

extension String: JSONReadable {
    package static var jsonKind: String { "a text" }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        guard let text = json.text else { throw Self.mismatch(json) }
        self = text
    }
}

extension Bool: JSONReadable {
    package static var jsonKind: String { "true or false" }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        guard let bool = json.bool else { throw Self.mismatch(json) }
        self = bool
    }
}

extension Int64: JSONReadable {
    package static var jsonKind: String { "an integer of at most 64 bits" }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        guard let integer = json.integer else { throw Self.mismatch(json) }
        self = integer
    }
}

extension UInt64: JSONReadable {
    package static var jsonKind: String { "an integer of at most 64 bits" }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        if let integer = json.integer, integer >= 0 {
            self = UInt64(integer)
        } else if let number = json.number, let integer = UInt64(number) {
            self = integer
        } else {
            throw Self.mismatch(json)
        }
    }
}

extension Array: JSONReadable where Element: JSONReadable {
    package static var jsonKind: String { "a list" }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        self = try json.list { json throws(FileError.Reason) in try Element(json) }
    }
}

/// An object whose members' names are free; a name comes once.
extension Dictionary: JSONReadable where Key == String, Value: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        self = try json.dictionary { json throws(FileError.Reason) in try Value(json) }
    }
}

extension JSONValue {
    /// A list whose elements are read by `read`.
    func list<Element>(
        _ read: (JSONValue) throws(FileError.Reason) -> Element
    ) throws(FileError.Reason) -> [Element] {
        guard let elements else {
            throw FileError.Reason(field: nil, found: words, expected: "a list", remedy: "correct the value")
        }
        var list: [Element] = []
        list.reserveCapacity(count)
        for element in elements {
            do throws(FileError.Reason) {
                list.append(try read(element))
            } catch {
                throw error.within("[\(list.count)]")
            }
        }
        return list
    }

    /// An object whose members' names are free, each once, and whose values are read by `read`.
    func dictionary<Value>(
        _ read: (JSONValue) throws(FileError.Reason) -> Value
    ) throws(FileError.Reason) -> [String: Value] {
        guard var members = namesAndValues else {
            throw FileError.Reason(field: nil, found: words, expected: "an object", remedy: "correct the value")
        }
        var dictionary: [String: Value] = [:]
        while let name = members.next()?.text, let value = members.next() {
            do throws(FileError.Reason) {
                guard dictionary.updateValue(try read(value), forKey: name) == nil else { throw .repeated }
            } catch {
                throw error.within(Excerpt.ofName(name))
            }
        }
        return dictionary
    }
}

extension FileError.Reason {
    /// A member that comes a second time: readers would disagree on which one counts.
    static let repeated = FileError.Reason(
        field: nil, found: "a second value", expected: "each field once", remedy: "remove one of the two")

    /// The same reason as seen from outside: `step` is a name or an index in brackets.
    func within(_ step: String) -> FileError.Reason {
        let rest = field.map { $0.hasPrefix("[") ? $0 : "." + $0 } ?? ""
        return FileError.Reason(field: step + rest, found: found, expected: expected, remedy: remedy)
    }
}
