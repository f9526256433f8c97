/// Something that a JSON value can be read as.
package protocol JSONReadable {
    /// What such a value is in the words of an error message: `a text`.
    static var jsonKind: String { get }

    /// Reads `json`, or says what is wrong with it; fields are named from here on.
    init(_ json: JSONValue) throws(JSONLineFault)
}

extension JSONReadable {
    package static var jsonKind: String { "an object" }

    /// Says that `json` is something else.
    static func mismatch(_ json: JSONValue) -> JSONLineFault {
        JSONLineFault(field: nil, found: json.words, expected: jsonKind, remedy: "correct the value")
    }
}

extension String: JSONReadable {
    package static var jsonKind: String { "a text" }

    package init(_ json: JSONValue) throws(JSONLineFault) {
        guard let text = json.text else { throw Self.mismatch(json) }
        self = text
    }
}

extension Bool: JSONReadable {
    package static var jsonKind: String { "true or false" }

    package init(_ json: JSONValue) throws(JSONLineFault) {
        guard let bool = json.bool else { throw Self.mismatch(json) }
        self = bool
    }
}

extension Int64: JSONReadable {
    package static var jsonKind: String { "an integer of at most 64 bits" }

    package init(_ json: JSONValue) throws(JSONLineFault) {
        guard let integer = json.integer else { throw Self.mismatch(json) }
        self = integer
    }
}

extension UInt64: JSONReadable {
    package static var jsonKind: String { "an integer of at most 64 bits" }

    package init(_ json: JSONValue) throws(JSONLineFault) {
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

    package init(_ json: JSONValue) throws(JSONLineFault) {
        guard let elements = json.elements else { throw Self.mismatch(json) }
        self = []
        reserveCapacity(json.count)
        for element in elements {
            do throws(JSONLineFault) {
                append(try Element(element))
            } catch {
                throw error.within("[\(count)]")
            }
        }
    }
}

/// An object whose members' names are free; a name comes once.
extension Dictionary: JSONReadable where Key == String, Value: JSONReadable {
    package init(_ json: JSONValue) throws(JSONLineFault) {
        guard var members = json.namesAndValues else { throw Self.mismatch(json) }
        self = [:]
        while let name = members.next()?.text, let value = members.next() {
            do throws(JSONLineFault) {
                guard updateValue(try Value(value), forKey: name) == nil else { throw .repeated }
            } catch {
                throw error.within(Excerpt.ofName(name))
            }
        }
    }
}
