package import ToolRouter

extension ConfigurationNode {
    /// The text of a scalar that is something.
    package func text(_ expected: String) throws(FileError) -> String {
        guard case .scalar(let text, _) = content, !isNull else {
            throw fault(expected: expected, remedy: "write one, or remove the key")
        }
        return text
    }

    /// A text of 1 to `longest` Unicode scalars on one line, without control characters.
    package func name(_ expected: String = "a name", longest: Int = 100) throws(FileError) -> String {
        let name = try text(expected)
        guard !name.allSatisfy(\.isWhitespace) else {
            throw fault(found: "an empty text", expected: expected, remedy: "write one")
        }
        guard name.unicodeScalars.count <= longest else {
            throw fault(expected: "\(expected) of at most \(longest) characters", remedy: "shorten it")
        }
        guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw fault(expected: "\(expected) on one line, without control characters", remedy: "remove them")
        }
        return name
    }

    /// A whole number within `range`, written without quotes.
    package func integer(in range: ClosedRange<Int>) throws(FileError) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .scalar(let text, isPlain: true) = content else {
            throw fault(expected: expected, remedy: "write it without quotes and brackets")
        }
        // `+1` and `007` are other numbers to other readers of YAML.
        guard let number = Int(text), String(number) == text else {
            throw fault(expected: expected, remedy: "write it in digits")
        }
        guard range.contains(number) else { throw fault(expected: expected, remedy: "correct the number") }
        return number
    }

    /// A duration above 0 and at most 24 hours.
    package func duration() throws(FileError) -> Duration {
        let text = try text("a duration such as 500ms, 30s or 5m")
        guard let duration = DurationText.parse(text) else {
            throw fault(
                expected: "a duration such as 500ms, 30s or 5m",
                remedy: "write a number and one of the units us, ms, s, m, h")
        }
        guard duration > .zero, duration <= .seconds(86_400) else {
            throw fault(expected: "a duration above 0 and at most 24h", remedy: "correct the number")
        }
        return duration
    }

    /// A ratio from 0 to `upperBound`.
    package func ratio(upTo upperBound: Ratio = .one) throws(FileError) -> Ratio {
        let expected = "a number from 0 to \(upperBound.decimalText) such as 0.25, 25% or 1/4"
        let text = try text(expected)
        // Exponents and signs are for machines, and not for a file that people review.
        guard text.utf8.count <= 20, text.utf8.allSatisfy(Self.isRatioByte), let ratio = Ratio(text) else {
            throw fault(expected: expected, remedy: "write it with at most 6 digits after the point")
        }
        guard ratio <= upperBound else { throw fault(expected: expected, remedy: "correct the number") }
        return ratio
    }

    /// One of the words of `choices`.
    package func choice<Choice>(_ choices: KeyValuePairs<String, Choice>) throws(FileError) -> Choice {
        try choice(among: choices.map { ($0.key, $0.value) })
    }

    /// One of all the words of a closed vocabulary.
    package func choice<Choice: CaseIterable & RawRepresentable>(
        of vocabulary: Choice.Type
    ) throws(FileError) -> Choice where Choice.RawValue == String {
        try choice(among: vocabulary.allCases.map { ($0.rawValue, $0) })
    }

    private func choice<Choice>(among choices: [(key: String, value: Choice)]) throws(FileError) -> Choice {
        let words = choices.map(\.key)
        let expected = (words.count > 1 ? "one of " : "") + words.map { "`\($0)`" }.joined(separator: ", ")
        let text = try text(expected)
        guard let choice = choices.first(where: { $0.key == text }) else {
            throw fault(
                expected: expected,
                remedy: Spelling.nearest(to: text, among: words).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        return choice.value
    }

    private static func isRatioByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
