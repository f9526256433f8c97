/// What stands between two lines `---` at the beginning of a document: settings for the programs that show it. Of these only the
/// title is one for readers.
struct FrontMatter {
    /// The title; empty when there is none.
    private(set) var title = ""

    /// The most lines that it has; more are none.
    private static let mostLines = 200

    /// Takes it off the beginning of `lines`; nil, with nothing taken, when there is none.
    init?(_ lines: inout MarkdownLines) {
        var rest = lines
        guard let first = rest.next(), first.isExactly("---") else { return nil }
        for _ in 0..<Self.mostLines {
            guard let line = rest.next() else { return nil }
            if line.isExactly("---") || line.isExactly("...") {
                lines = rest
                return
            }
            if title.isEmpty, let text = Self.title(line.content) { title = text }
        }
        return nil
    }

    private static func title(_ line: ArraySlice<UInt8>) -> String? {
        let key = "title:".utf8
        guard line.starts(with: key) else { return nil }
        var text = InlineMarkup.plain(line.dropFirst(key.count))[...]
        for quote in ["\"", "'"] where text.utf8.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            text = text.dropFirst().dropLast()
            break
        }
        return String(text)
    }
}
