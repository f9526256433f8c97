/// Takes a reply out of its Markdown fence (CommonMark, section 4.5; backticks only).
enum MarkdownFence {
    /// What stands between the two fence lines when `text` is one fence and nothing else; nil when it has none.
    ///
    /// A fence that is never closed is a reply cut short; anything beside the fence, a second one included, is
    /// surrounding text.
    static func content(of text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> ArraySlice<UInt8>? {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let opening = lines.firstIndex(where: { fence(in: $0) != nil }), let mark = fence(in: lines[opening])
        else { return nil }
        guard opening == 0 else { throw .surroundingText }
        guard let closing = lines.dropFirst().firstIndex(where: { isClosing($0, atLeast: mark) }) else {
            throw .malformedPlan(offset: text.endIndex, expected: "a line that closes the fence")
        }
        guard closing == lines.count - 1 else { throw .surroundingText }
        return text[lines[0].endIndex..<lines[closing].startIndex]
    }

    /// The number of backticks with which a line opens a fence; nil when it does not. Backticks further on in the
    /// line would make it a code span.
    private static func fence(in line: ArraySlice<UInt8>) -> Int? {
        let rest = line.drop { $0 == UInt8(ascii: " ") }
        let marks = rest.prefix { $0 == UInt8(ascii: "`") }.count
        guard marks >= 3, line.count - rest.count <= 3, !rest.dropFirst(marks).contains(UInt8(ascii: "`"))
        else { return nil }
        return marks
    }

    private static func isClosing(_ line: ArraySlice<UInt8>, atLeast marks: Int) -> Bool {
        guard let found = fence(in: line) else { return false }
        return found >= marks
            && line.drop { $0 == UInt8(ascii: " ") }.dropFirst(found).allSatisfy(ReplyText.isSpace)
    }
}
