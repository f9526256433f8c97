/// What is wrong with a variable of the environment that sets telemetry up. It never repeats a value that may be a secret.
package struct TelemetryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The variable.
    package let variable: String
    /// What stands there.
    package let found: String
    /// What could.
    package let expected: String
    /// What to do.
    package let remedy: String

    /// One line for a person.
    package var description: String { "\(variable): found \(found), expected \(expected); \(remedy)" }

    /// A value as it is shown: in quotes, at most 60 characters, nothing invisible.
    static func quoted(_ value: some StringProtocol) -> String {
        let shown = value.unicodeScalars.prefix(60).map { scalar in
            scalar.properties.isDefaultIgnorableCodePoint || scalar.value < 0x20 || scalar.value == 0x7F
                ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
        }
        return "\"\(shown.joined())\(value.unicodeScalars.count > 60 ? "…" : "")\""
    }
}

extension StringProtocol {
    /// The text without blanks and tabs at its ends.
    func trimmingBlanks() -> String {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
