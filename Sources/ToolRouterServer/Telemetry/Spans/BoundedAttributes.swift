package import Tracing

/// The attributes of something in the order of their names, no more than `OTLPSpan.mostParts`, with no text longer than
/// `OTLPSpan.longestText`.
package struct BoundedAttributes: Sendable {
    /// Name and value.
    package let pairs: [(name: String, value: SpanAttribute)]
    /// How many were too many.
    package let dropped: Int

    package init(_ attributes: SpanAttributes) {
        var pairs: [(name: String, value: SpanAttribute)] = []
        pairs.reserveCapacity(attributes.count)
        attributes.forEach { name, value in pairs.append((name, Self.cut(value))) }
        pairs.sort { $0.name < $1.name }
        dropped = max(0, pairs.count - OTLPSpan.mostParts)
        self.pairs = Array(pairs.prefix(OTLPSpan.mostParts))
    }

    /// The value of an attribute; nil when there is none.
    package subscript(_ name: String) -> SpanAttribute? { pairs.first { $0.name == name }?.value }

    private static func cut(_ value: SpanAttribute) -> SpanAttribute {
        switch value {
        case .string(let text): .string(cut(text))
        case .stringArray(let texts): .stringArray(texts.prefix(OTLPSpan.mostParts).map(cut))
        default: value
        }
    }

    /// A text of at most `OTLPSpan.longestText` bytes, cut between characters.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > OTLPSpan.longestText else { return text }
        var bytes = 0
        return String(
            text.unicodeScalars.prefix { scalar in
                bytes += UTF8.width(scalar)
                return bytes <= OTLPSpan.longestText
            })
    }
}
