/// Cuts a Markdown document into passages: at headings, and where a passage would become long.
///
/// It reads what people write, not all of CommonMark: headings of both kinds, paragraphs, lists, quotes, tables, fenced code, front
/// matter, comments. Nothing is an error, and whatever the text is, it takes time in proportion to it. No word of the text is
/// lost, but for addresses of links, tags and comments.
struct MarkdownReader {
    /// The length at which a passage ends, when the next part would make it longer, in bytes.
    static let passageBytes = 1_200
    /// The most passages that headings make: behind them, only length does.
    static let mostSections = 4_096
    /// The longest title or heading that is kept, in Unicode scalars.
    static let longestHeading = 200

    private var markup: InlineMarkup
    private var builder = PassageBuilder()
    private var title = ""
    /// The pieces of the paragraph that is being read, which may turn out to be a heading.
    private var paragraph: [(text: String, line: Int)] = []
    private var fence: (mark: UInt8, count: Int)?

    private init(_ markup: InlineMarkup) {
        self.markup = markup
    }

    /// Reads `bytes`; what is not UTF-8 is read as U+FFFD.
    static func read(_ bytes: [UInt8]) -> ReadDocument {
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var reader = MarkdownReader(InlineMarkup())
        var lines = MarkdownLines(Array(String(decoding: bytes, as: UTF8.self).utf8))
        if let matter = FrontMatter(&lines) {
            reader.title = String(matter.title.unicodeScalars.prefix(longestHeading))
        }
        while let line = lines.next() { reader.take(line) }
        reader.endParagraph()
        return ReadDocument(title: reader.title, passages: reader.builder.finish())
    }

    private mutating func take(_ line: MarkdownLine) {
        if let fence {
            if line.closes(fence) {
                self.fence = nil
            } else {
                builder.add(InlineMarkup.plain(line.content), line: line.number)
            }
            return
        }
        if markup.isInComment { return takeProse(line) }
        if line.isBlank { return endParagraph() }
        if let opened = line.openedFence {
            endParagraph()
            fence = opened
            return
        }
        if let heading = line.heading {
            endParagraph()
            return begin(markup.text(of: heading), line: line.number)
        }
        if line.isUnderline, (1...3).contains(paragraph.count) {
            let heading = paragraph.map(\.text).joined(separator: " ")
            let first = paragraph[0].line
            paragraph = []
            return begin(heading, line: first)
        }
        if line.isRule { return endParagraph() }
        if line.isDefinition { return }
        takeProse(line)
    }

    private mutating func takeProse(_ line: MarkdownLine) {
        let (content, isItem) = line.prose
        if isItem { endParagraph() }
        let text = markup.text(of: content)
        if !text.isEmpty { paragraph.append((text, line.number)) }
        // A paragraph of so many lines is no heading, and is not kept.
        if paragraph.count > 3 { addParagraph(isAtEnd: false) }
    }

    private mutating func endParagraph() {
        addParagraph(isAtEnd: true)
    }

    private mutating func addParagraph(isAtEnd: Bool) {
        for piece in paragraph { builder.add(piece.text, line: piece.line) }
        paragraph = []
    }

    private mutating func begin(_ heading: String, line: Int) {
        let heading = String(heading.unicodeScalars.prefix(Self.longestHeading))
        if title.isEmpty { title = heading }
        builder.begin(section: heading, line: line)
    }
}
