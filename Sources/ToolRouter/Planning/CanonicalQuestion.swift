/// A question as far as its answer can depend on it: the same question in another spelling of white space or Unicode form
/// is the same, and any other is another.
///
/// Outside of quotes each run of white space is one space and the text is in NFC; there are no blanks at the ends. What
/// stands in quotes is data and stays byte for byte. Case is kept, since codes, names and literals differ by it, unless
/// the configuration folds it, in quotes, too. It takes time in proportion to the question.
///
/// The answer cache, calls that are shared, and recorded episodes know a question by it.
public struct CanonicalQuestion: Hashable, Sendable {
    /// The question in its canonical form.
    public let text: String

    /// - Parameter foldingCase: whether upper and lower case are the same, as `cache.fold_case` says.
    public init(_ question: String, foldingCase: Bool) {
        text =
            Folding.ascii(question, foldingCase: foldingCase, plain: Self.isNoQuote)
            ?? Self.folded(question, foldingCase)
    }

    // Bytes, since quoted text may be the same in Unicode and have another answer.

    public static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Whether a byte of ASCII is none of its three quotes.
    private static func isNoQuote(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "`")
    }

    private static func folded(_ question: String, _ foldingCase: Bool) -> String {
        let scalars = question.unicodeScalars
        guard let start = scalars.firstIndex(where: { !Folding.isSpace($0) }),
            let last = scalars.lastIndex(where: { !Folding.isSpace($0) })
        else { return "" }
        let end = scalars.index(after: last)
        var text = FoldingText(reserving: question.utf8.count)
        var place = start
        for part in Quotation.parts(of: scalars) where part.lowerBound < end {
            let quoted = max(part.lowerBound, start)..<min(part.upperBound, end)
            text.add(question[place..<quoted.lowerBound], foldingCase)
            for scalar in scalars[quoted] { text.keep(scalar, foldingCase: foldingCase) }
            place = quoted.upperBound
        }
        text.add(question[place..<end], foldingCase)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

extension FoldingText {
    /// Adds what stands outside of quotes.
    fileprivate mutating func add(_ part: Substring, _ foldingCase: Bool) {
        var text = NormalForm.composed(String(part))
        if foldingCase {
            // Folding can take a composed letter apart, such as U+0130.
            text = NormalForm.composed(text.unicodeScalars.map { Folding.lowercase(of: $0) }.joined())
        }
        for scalar in text.unicodeScalars { add(scalar, foldingCase: false) }
    }
}
