import CSQLite

/// The names that a statement may give to its parameters: a colon, an ASCII letter, then letters, digits and `_`, 64 at most.
///
/// SQLite knows other spellings (`?`, `?1`, `@x`, `$x::y(z)`, `#x`). None of them says what it stands for, or in one way only.
package enum ParameterName {
    /// The most bytes of a name, without the colon.
    package static let longest = 64
    /// The most parameters of a statement.
    package static let most = 32

    /// Whether `name`, without the colon, may be one.
    package static func isAllowed(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= longest, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || SQLCharacter.isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// The names of a compiled statement's parameters, without the colon, sorted.
    static func all(of handle: OpaquePointer) throws(SQLRefusal) -> [String] {
        let count = sqlite3_bind_parameter_count(handle)
        guard count > 0 else { return [] }
        guard count <= most else {
            throw refusal("the statement has \(count) parameters, \(most) are allowed")
        }
        var names: [String] = []
        for number in 1...count {
            // One without a name is `?`, or a number that was left out before a larger one.
            let written = sqlite3_bind_parameter_name(handle, number).map { String(cString: $0) } ?? "?"
            let name = String(written.dropFirst())
            guard written.first == ":", isAllowed(name) else {
                throw refusal("the parameter \(written) is not allowed")
            }
            names.append(name)
        }
        return names.sorted()
    }

    private static func refusal(_ detail: String) -> SQLRefusal {
        SQLRefusal(
            .statementDenied, subject: "parameter", detail: detail,
            hint: "write the values into the statement, or name what stands for them: `:name`, of letters, digits and _"
        )
    }
}
