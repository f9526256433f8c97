/// Where text that ought to be prose may hold a plan of its own: at the beginnings of its lines, and behind their first colons.
struct ProseLines {
    /// What models write before and behind text in a line, such as the marks of lists and quotations; what opens is nil where
    /// nothing closes it.
    private static let closings: [UInt8: UInt8?] = {
        var closings: [UInt8: UInt8?] = [:]
        for byte in ">-+#/.)0123456789".utf8 { closings[byte] = .some(nil) }
        for byte in "*`_\"'".utf8 { closings[byte] = .some(byte) }
        closings[UInt8(ascii: "(")] = .some(UInt8(ascii: ")"))
        return closings
    }()

    /// What no prose begins with: an object, a list, a call or a block.
    private static let plans: [[UInt8]] = ["{", "[", "<tool_call>", "~~~", "```"].map { Array($0.utf8) }

    /// The text.
    let text: ArraySlice<UInt8>

    /// Hands over what each line holds, and then what it holds behind its first colon, without marks around it. Throws when
    /// one of them is a plan whatever tools there are.
    func forEach(
        _ body: (ArraySlice<UInt8>) throws(PlanDecodingFailure) -> Void
    ) throws(PlanDecodingFailure) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            try body(try Self.withoutMarks(line))
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            try body(try Self.withoutMarks(line[(colon + 1)...]))
        }
    }

    private static func withoutMarks(
        _ line: ArraySlice<UInt8>
    ) throws(PlanDecodingFailure) -> ArraySlice<UInt8> {
        var line = ReplyText.trimmed(line)
        var closings: [UInt8] = []
        while let first = line.first {
            guard !plans.contains(where: { line.starts(with: $0) }) else { throw .surroundingText }
            guard let closing = Self.closings[first] else { break }
            if let closing { closings.append(closing) }
            line = line.dropFirst().drop(while: ReplyText.isSpace)
        }
        while let last = line.last {
            if last == closings.last {
                closings.removeLast()
            } else if !ReplyText.isSpace(last), !ends.contains(last) {
                break
            }
            line.removeLast()
        }
        return line
    }

    private static let ends = Set(";.,:".utf8)

    /// The text from `start` up to the first semicolon, or to the empty line that comes before it.
    func paragraph(from start: Int) -> ArraySlice<UInt8> {
        var isEmptyLine = false
        var end = start
        while end < text.endIndex, text[end] != UInt8(ascii: ";") {
            if text[end] == UInt8(ascii: "\n") {
                if isEmptyLine { break }
                isEmptyLine = true
            } else if !ReplyText.isSpace(text[end]) {
                isEmptyLine = false
            }
            end += 1
        }
        return ReplyText.trimmed(text[start..<end])
    }
}
