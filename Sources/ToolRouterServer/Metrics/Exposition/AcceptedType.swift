/// One of the types that a header `Accept` names (RFC 9110, section 12.5.1).
struct AcceptedType {
    /// The type in small letters, such as `text/plain`.
    let type: String
    /// Its parameters, the first of each name, names in small letters.
    let parameters: [String: String]
    /// How much it is wanted, in thousandths: 1,000 unless it says otherwise, 0 for not at all.
    let quality: Int

    /// The types of a header, most wanted first and otherwise in its order. What can't be read is passed over.
    static func list(_ header: String) -> [AcceptedType] {
        header.split(separator: ",").compactMap { AcceptedType($0) }.enumerated()
            .sorted { ($0.element.quality, -$0.offset) > ($1.element.quality, -$1.offset) }
            .map(\.element)
    }

    private init?(_ text: Substring) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        guard let type = parts.first, type.contains("/") else { return nil }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = Self.trimmed(part[..<equals]).lowercased()
            var value = Self.trimmed(part[part.index(after: equals)...])
            if value.count >= 2, value.first == "\"", value.last == "\"" {
                value = String(value.dropFirst().dropLast())
            }
            if parameters[name] == nil { parameters[name] = value }
        }
        self.type = type.lowercased()
        quality = parameters.removeValue(forKey: "q").map(Self.thousandths) ?? 1_000
        self.parameters = parameters
    }

    /// A quality such as `0.75` in thousandths; one that can't be read is none.
    private static func thousandths(_ text: String) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int($0) }), (0...1).contains(whole) else { return 0 }
        let digits = parts.count == 2 ? parts[1].prefix(3) : ""
        guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return 0 }
        let fraction = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
        return min(1_000, whole * 1_000 + fraction)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
