package import ToolRouter

/// A parameter of an endpoint: typed, and bounded.
package struct RESTParameter: Sendable {
    /// What values it has.
    package enum Kind: Hashable, Sendable {
        /// A text of 1 to so many bytes of UTF-8, without control characters.
        case text(longest: Int)
        /// One of these texts.
        case choice([String])
        /// A whole number within these bounds.
        case integer(ClosedRange<Int64>)
        /// A decimal number within these bounds, in billionths.
        case number(ClosedRange<Int128>)
        /// True or false.
        case boolean
        /// The user who asks; a plan can't say it.
        case user
        /// The tenant of who asks; a plan can't say it.
        case tenant
    }

    /// A value as it is sent.
    package enum Value: Hashable, Sendable {
        case text(String)
        /// A number or a boolean: the same text in a URL and in JSON.
        case literal(String)

        /// The text of it, as a URL has it before it is encoded.
        package var text: String {
            switch self {
            case .text(let text), .literal(let text): text
            }
        }
    }

    /// The digits behind the point that a number may have.
    package static let fractionDigits = 9

    /// The name that plans use.
    package let name: String
    /// What it means, in a sentence.
    package let summary: String
    package let kind: Kind
    /// What it is where a plan does not say; nil means that a plan must.
    package private(set) var standard: Value?

    /// - Parameter standard: a value that the kind has.
    package init(_ name: String, _ kind: Kind, summary: String = "", standard: PlanArgument? = nil) throws(RouterError)
    {
        (self.name, self.kind, self.summary) = (name, kind, summary)
        if let standard { self.standard = try value(of: standard) }
    }

    /// Whether a parameter may be called so.
    package static func isName(_ text: String) -> Bool {
        1...40 ~= text.utf8.count && text.utf8.first?.isDigit == false
            && text.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || $0.isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
            }
    }

    /// Whether its value is who asks.
    package var isOfCaller: Bool { kind == .user || kind == .tenant }

    /// Whether a plan must say it.
    package var isRequired: Bool { standard == nil && !isOfCaller }

    /// Its value where a plan says `argument`, or nothing, and `caller` asks.
    package func value(of argument: PlanArgument?, for caller: Caller) throws(RouterError) -> Value {
        switch kind {
        case .user, .tenant:
            guard argument == nil else {
                throw refusal("is who asks, and a plan can't say it", hint: "leave `\(name)` out")
            }
            if kind == .tenant { return .text(caller.tenant.text) }
            guard let user = caller.user else {
                throw RouterError(
                    .callerUnknown, at: .guard,
                    "the parameter `\(name)` is the user who asks, and the request does not name one")
            }
            return .text(user.text)
        default:
            guard let argument else {
                guard let standard else { throw refusal("is missing", hint: "add `\(name)`: \(words)") }
                return standard
            }
            return try value(of: argument)
        }
    }

    /// The value that an argument is; models write numbers in quotes, too.
    private func value(of argument: PlanArgument) throws(RouterError) -> Value {
        switch (kind, argument) {
        case (.text(let longest), .string(let text)):
            if !text.isEmpty, text.utf8.count <= longest, !text.hasControlCharacters { return .text(text) }
        case (.choice(let choices), .string(let text)):
            if let choice = choices.first(where: { $0.hasSameBytes(as: text) }) { return .text(choice) }
        case (.integer(let range), .number(let text)), (.integer(let range), .string(let text)):
            if let number = Int64(text), String(number) == text, range.contains(number) { return .literal(text) }
        case (.number(let range), .number(let text)), (.number(let range), .string(let text)):
            if Self.isDecimal(text), let number = DecimalText(text, fractionDigits: Self.fractionDigits),
                range.contains(number.scaled)
            {
                return .literal(text)
            }
        case (.boolean, .bool(let value)): return .literal(value ? "true" : "false")
        case (.boolean, .string(let text)) where text == "true" || text == "false": return .literal(text)
        default: break
        }
        throw refusal("is not \(words)", hint: "write \(words)")
    }

    /// Whether a text is a number as JSON has it, without an exponent.
    private static func isDecimal(_ text: String) -> Bool {
        var digits = Array(text.utf8)[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 30 && 1...2 ~= parts.count
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
            && (parts[0].count == 1 || parts[0].first != UInt8(ascii: "0"))
    }

    /// The kind in words, for a person.
    package var words: String {
        switch kind {
        case .text(let longest): "a text of 1 to \(longest) bytes on one line"
        case .choice(let choices): "one of " + choices.map { "`\($0)`" }.joined(separator: ", ")
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            "a number from \(Self.decimal(range.lowerBound)) to \(Self.decimal(range.upperBound))"
        case .boolean: "true or false"
        case .user: "the user who asks"
        case .tenant: "the tenant of who asks"
        }
    }

    private static func decimal(_ billionths: Int128) -> String {
        DecimalText.format(billionths, fractionDigits: fractionDigits)
    }

    /// What clients are told of it.
    package var input: ToolInput {
        let kind: ToolInput.Kind =
            switch self.kind {
            case .text(let longest): .text(atMost: longest)
            case .choice(let choices): .choice(choices)
            case .integer(let range): .integer(range)
            case .number: .number
            case .boolean: .boolean
            case .user, .tenant: .text(atMost: 0)
            }
        return ToolInput(name, kind, summary.isEmpty ? words : summary, isRequired: isRequired)
    }

    private func refusal(_ what: String, hint: String) -> RouterError {
        RouterError(.argumentInvalid, at: .guard, "the parameter `\(name)` \(what)", hint: hint)
    }
}

extension String {
    /// Whether there is a character of Unicode's category of controls in it, or one that ends a line.
    fileprivate var hasControlCharacters: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }
}
