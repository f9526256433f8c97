/// The parts of a model's name, as providers and gateways write it: `bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0`.
///
/// Names are untrusted: each function is linear in the name, whose length the caller bounds.
enum ModelName {
    /// The regions that Amazon puts in front of a model's name.
    static let regions: Set<Substring> = [
        "us", "eu", "apac", "global", "au", "jp", "ca", "sa", "in", "us-gov",
    ]
    /// The most parts between slashes that are looked at.
    static let mostParts = 6

    /// The name without what a date, a version or `latest` at its end adds; nil when there is no such thing.
    static func withoutDate(_ name: Substring) -> Substring? {
        let bytes = name.utf8
        for suffix in ["-latest", "@latest", ":latest", "@default"] where name.hasSuffix(suffix) {
            return shortened(name, by: suffix.utf8.count)
        }
        // -2024-08-06
        if bytes.count > 11, isDate(name.suffix(10), separated: true), bytes.dropLast(10).last == UInt8(ascii: "-") {
            return shortened(name, by: 11)
        }
        // -20240806 and @20240806
        if bytes.count > 9, isDate(name.suffix(8), separated: false),
            let mark = bytes.dropLast(8).last, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "@")
        {
            return shortened(name, by: 9)
        }
        return withoutVersion(name)
    }

    /// The name without `-v1:0` at its end.
    private static func withoutVersion(_ name: Substring) -> Substring? {
        guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")),
            let mark = name[..<colon].utf8.lastIndex(of: UInt8(ascii: "-"))
        else { return nil }
        let version = name.utf8[mark..<colon].dropFirst()
        guard version.first == UInt8(ascii: "v"), isNumber(version.dropFirst()),
            isNumber(name.utf8[colon...].dropFirst()), mark > name.startIndex
        else { return nil }
        return name[..<mark]
    }

    /// What is behind the first slash, and what is before it; nil without one.
    static func split(_ name: Substring) -> (first: Substring, rest: Substring)? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let rest = name[name.utf8.index(after: slash)...]
        return slash == name.startIndex || rest.isEmpty ? nil : (name[..<slash], rest)
    }

    /// The part before the first dot, and what is behind it; nil without one.
    static func dotted(_ name: Substring) -> (first: Substring, rest: Substring)? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let rest = name[name.utf8.index(after: dot)...]
        return dot == name.startIndex || rest.isEmpty ? nil : (name[..<dot], rest)
    }

    private static func shortened(_ name: Substring, by count: Int) -> Substring? {
        let end = name.utf8.index(name.endIndex, offsetBy: -count)
        return end > name.startIndex ? name[..<end] : nil
    }

    private static func isNumber(_ bytes: some Collection<UInt8>) -> Bool {
        (1...4).contains(bytes.count) && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isDate(_ text: Substring, separated: Bool) -> Bool {
        var digits: [UInt8] = []
        for (index, byte) in text.utf8.enumerated() {
            if separated, index == 4 || index == 7 {
                guard byte == UInt8(ascii: "-") else { return false }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
                digits.append(byte - UInt8(ascii: "0"))
            }
        }
        guard digits.count == 8, digits[0] == 2, digits[1] == 0 else { return false }
        let (month, day) = (digits[4] * 10 + digits[5], digits[6] * 10 + digits[7])
        return (1...12).contains(month) && (1...31).contains(day)
    }
}
