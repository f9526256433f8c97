/// A line that opens or closes a Markdown fence (CommonMark, section 4.5; backticks only).
struct MarkdownFence {
    /// The line, without its end.
    let range: Range<Int>
    /// Its backticks.
    let marks: Int
    /// Whether it has nothing else, so that it can close a fence.
    let mayClose: Bool

    /// The lines of `text` that open or close a fence, in order.
    static func lines(of text: ArraySlice<UInt8>) -> [MarkdownFence] {
        // Most replies hold no backtick at all.
        guard text.contains(UInt8(ascii: "`")) else { return [] }
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.compactMap { MarkdownFence($0) }
    }

    /// The fence that a line is; nil when it is none. Backticks further on in the line would make it a code span.
    private init?(_ line: ArraySlice<UInt8>) {
        let rest = line.drop { $0 == UInt8(ascii: " ") }
        let marks = rest.prefix { $0 == UInt8(ascii: "`") }.count
        let info = rest.dropFirst(marks)
        guard marks >= 3, line.count - rest.count <= 3, !info.contains(UInt8(ascii: "`")) else { return nil }
        range = line.startIndex..<line.endIndex
        self.marks = marks
        mayClose = info.allSatisfy(ReplyText.isSpace)
    }
}
