import Foundation

/// Reads the variables of OpenTelemetry's specification ("Environment Variable Specification", "OTLP Exporter
/// Configuration"). An empty variable is one that is not set.
struct EnvironmentReader {
    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The value of a variable; nil when it is not set.
    func text(_ name: String) -> String? {
        guard let value = variables[name]?.trimmingBlanks(), !value.isEmpty else { return nil }
        return value
    }

    /// The first of several variables that is set, with its name.
    func first(_ names: [String]) -> (name: String, value: String)? {
        for name in names {
            if let value = text(name) { return (name, value) }
        }
        return nil
    }

    /// A truth: `true` or `false`, in any case. False when it is not set.
    func isTrue(_ name: String) throws(TelemetryFault) -> Bool {
        guard let value = text(name) else { return false }
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default: throw fault(name, value, "true or false", "unset it for false")
        }
    }

    /// A whole number within `range`; `fallback` when none of the variables is set.
    func number(_ names: [String], in range: ClosedRange<Int>, or fallback: Int) throws(TelemetryFault) -> Int {
        guard let (name, value) = first(names) else { return fallback }
        guard let number = Int(value), range.contains(number) else {
            throw fault(
                name, value, "a whole number from \(range.lowerBound) to \(range.upperBound)",
                "unset it for \(fallback)")
        }
        return number
    }

    /// One of a few words.
    func word(_ names: [String], of words: [String], or fallback: String) throws(TelemetryFault) -> String {
        guard let (name, value) = first(names) else { return fallback }
        guard words.contains(value) else {
            throw fault(name, value, words.joined(separator: " or "), "unset it for \(fallback)")
        }
        return value
    }

    /// Pairs `name=value` with commas between them, values percent-encoded (W3C Baggage), in their order.
    ///
    /// - Throws: a fault that says which pair it is, and repeats nothing of it: they may be secrets.
    func pairs(_ names: [String]) throws(TelemetryFault) -> [(name: String, value: String)] {
        guard let (variable, text) = first(names) else { return [] }
        var pairs: [(name: String, value: String)] = []
        for (index, part) in text.split(separator: ",", omittingEmptySubsequences: true).enumerated() {
            guard let equals = part.firstIndex(of: "=") else {
                throw TelemetryFault(
                    variable: variable, found: "entry \(index + 1) without an equals sign", expected: "name=value",
                    remedy: "write commas and blanks inside a value as %2C and %20")
            }
            let name = part[..<equals].trimmingBlanks()
            let value = part[part.index(after: equals)...].trimmingBlanks().removingPercentEncoding
            guard !name.isEmpty, let value, !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw TelemetryFault(
                    variable: variable,
                    found: "entry \(index + 1) without a name, or with a value that can't be decoded",
                    expected: "name=value, the value percent-encoded", remedy: "write a percent sign as %25")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// A fault of a value that is no secret.
    func fault(_ name: String, _ value: String, _ expected: String, _ remedy: String) -> TelemetryFault {
        TelemetryFault(variable: name, found: TelemetryFault.quoted(value), expected: expected, remedy: remedy)
    }
}
