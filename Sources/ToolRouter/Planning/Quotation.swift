/// What stands in quotes in a question: data, such as a code or a name, in which every letter and blank counts.
///
/// Quotes of every language count, straight and curly ones, guillemets, corner and angle brackets. An apostrophe between
/// two letters is none. A mark that can both open and close does what its neighbours say: it opens before a word, and closes
/// behind one.
///
/// Wherever the marks can be read in another way, all from the first one on is taken for quoted, and all there is where a
/// mark may close what began before it: then two spellings of a question are two questions, but two questions are never
/// one. So it is where a mark's neighbours don't say what it does; where it closes what is not open, or opens what is
/// open already; where a quote is left open, or overlaps another one; where marks of one kind are apostrophes and quotes;
/// and where a backslash stands before a mark.
enum Quotation {
    /// The quoted parts of `text` with their marks, in order. Takes time in proportion to the text.
    static func parts(of text: String.UnicodeScalarView) -> [Range<String.Index>] {
        var parts: [Range<String.Index>] = []
        var open = OpenQuotes()
        var firstMark: String.Index?
        // The last scalar, and the last one that is no mark on the one before it.
        var last: Unicode.Scalar?
        var before: Unicode.Scalar?
        var index = text.startIndex
        while index < text.endIndex {
            let scalar = text[index]
            let next = text.index(after: index)
            defer {
                last = scalar
                if before == nil || WordPart(scalar) != .mark { before = scalar }
                index = next
            }
            guard let mark = QuotationMark(scalar) else { continue }
            let first = firstMark ?? index
            firstMark = first
            let after = next < text.endIndex ? text[next] : nil
            let isRead =
                last != "\\" && open.read(scalar, mark, mark.role(between: before, and: after), from: index)
            guard isRead else { return unclear(text, from: first, at: index) }
            if let start = open.takeClosed() { parts.append(start..<next) }
        }
        guard let firstMark, !open.isClear else { return parts }
        return [firstMark..<text.endIndex]
    }

    /// What has to stand as it is where the mark at `index` can't be told, and the first one is at `first`.
    private static func unclear(
        _ text: String.UnicodeScalarView, from first: String.Index, at index: String.Index
    ) -> [Range<String.Index>] {
        let closes = text[index...].contains { QuotationMark($0)?.mayEndWhatNobodyOpened ?? false }
        return [(closes ? text.startIndex : first)..<text.endIndex]
    }
}

/// The quotes that are open, one in another.
private struct OpenQuotes {
    private var quotes: [(opener: Unicode.Scalar, closers: [Unicode.Scalar], start: String.Index)] = []
    private var closed: String.Index?
    // What has served as an apostrophe, and what as a quote.
    private var apostrophes: Set<Unicode.Scalar> = []
    private var marks: Set<Unicode.Scalar> = []

    /// Whether all is closed, and no mark serves as both.
    var isClear: Bool { quotes.isEmpty && apostrophes.isDisjoint(with: marks) }

    /// Takes a mark for what it is; false where that can't be.
    mutating func read(
        _ scalar: Unicode.Scalar, _ mark: QuotationMark, _ role: QuotationMark.Role, from index: String.Index
    ) -> Bool {
        switch role {
        case .unclear:
            return false
        case .apostrophe:
            apostrophes.insert(scalar)
        case .opens:
            // No kind of quote is in another of its kind, so there are never more than kinds.
            guard !quotes.contains(where: { $0.opener == scalar }) else { return false }
            marks.insert(scalar)
            quotes.append((scalar, mark.closers, index))
        case .closes:
            guard let quote = quotes.last, quote.closers.contains(scalar) else { return false }
            marks.insert(scalar)
            quotes.removeLast()
            if quotes.isEmpty { closed = quote.start }
        }
        return true
    }

    /// Where the quote began that the last mark closed, if it was in no other.
    mutating func takeClosed() -> String.Index? {
        defer { closed = nil }
        return closed
    }
}
