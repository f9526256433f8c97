/// What stands in quotes in a question: data, such as a code or a name, in which every letter and blank counts.
///
/// Quotes of every language count, straight and curly ones, guillemets, corner and angle brackets. An apostrophe between
/// two letters is none. Where nobody can tell, since a quote is not closed or an apostrophe may be one, all from the first
/// mark on (all there is, where a mark only closes) is taken for quoted: then two spellings of a question are two questions, but two questions are never one.
enum Quotation {
    /// The quoted parts of `text` with their marks, in order. Takes time in proportion to the text.
    static func parts(of text: String.UnicodeScalarView) -> [Range<String.Index>] {
        var parts: [Range<String.Index>] = []
        /// Where a quote began, and what ends it.
        var open: (start: String.Index, closers: [Unicode.Scalar])?
        var firstMark: String.Index?
        var previous: Unicode.Scalar?
        var index = text.startIndex
        while index < text.endIndex {
            let scalar = text[index]
            let after = text.index(after: index)
            let before = previous
            previous = scalar
            defer { index = after }
            guard let mark = Mark(scalar) else { continue }
            if firstMark == nil { firstMark = index }
            if mark.isApostrophe, let before, after < text.endIndex, isApostrophe(between: before, text[after]) {
                continue
            }
            if let (start, closers) = open {
                if closers.contains(scalar) {
                    parts.append(start..<after)
                    open = nil
                }
                continue
            }
            // It closes what nobody saw open.
            guard !mark.closers.isEmpty else { return [text.startIndex..<text.endIndex] }
            // It may open or close.
            if mark.isUpright, let before, WordPart(before) == .word { return [firstMark!..<text.endIndex] }
            open = (index, mark.closers)
        }
        guard open == nil else { return [firstMark!..<text.endIndex] }
        return parts
    }

    /// Only scripts that have upper and lower case write apostrophes within words.
    private static func isApostrophe(between left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        (left.properties.isCased || "0"..."9" ~= left) && right.properties.isCased
    }

    /// A mark that opens or closes a quote.
    private struct Mark {
        /// What closes it; nothing for one that only closes.
        let closers: [Unicode.Scalar]
        /// Whether it looks the same at both ends.
        var isUpright = false
        /// Whether it serves as an apostrophe, too.
        var isApostrophe = false

        init?(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "'", "\u{2019}", "`", "\u{B4}", "\u{FF07}":
                closers = [scalar]
                isUpright = true
                isApostrophe = true
            case "\"", "\u{201D}", "\u{FF02}":
                closers = [scalar]
                isUpright = true
            case "\u{2018}", "\u{201B}": closers = ["\u{2019}"]
            case "\u{201A}": closers = ["\u{2018}", "\u{2019}"]
            case "\u{201C}", "\u{201F}": closers = ["\u{201D}"]
            case "\u{201E}": closers = ["\u{201C}", "\u{201D}"]
            case "\u{AB}": closers = ["\u{BB}"]
            case "\u{BB}": closers = ["\u{AB}", "\u{BB}"]
            case "\u{2039}": closers = ["\u{203A}"]
            case "\u{203A}": closers = ["\u{2039}", "\u{203A}"]
            case "\u{300C}": closers = ["\u{300D}"]
            case "\u{300E}": closers = ["\u{300F}"]
            case "\u{300A}": closers = ["\u{300B}"]
            case "\u{3008}": closers = ["\u{3009}"]
            case "\u{301D}": closers = ["\u{301E}", "\u{301F}"]
            case "\u{FF62}": closers = ["\u{FF63}"]
            case "\u{300D}", "\u{300F}", "\u{300B}", "\u{3009}", "\u{301E}", "\u{301F}", "\u{FF63}": closers = []
            default: return nil
            }
        }
    }
}
