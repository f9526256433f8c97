import ToolRouter

/// Gathers the pieces of a document into passages of about the same length.
struct PassageBuilder {
    private var passages: [Passage] = []
    private var sections = 0
    private var section = ""
    /// The passage that is being gathered; nil when the section has none that is open.
    private var open: Passage?
    /// Whether the section has had text.
    private var hasText = true
    private var headingLine = 1

    /// What is added from here on stands under a heading. Behind the most that there may be, headings are text.
    mutating func begin(section heading: String, line: Int) {
        guard sections < MarkdownReader.mostSections else { return add(heading, line: line) }
        endSection()
        sections += 1
        (section, headingLine, hasText) = (heading, line, heading.isEmpty)
    }

    /// Adds a line of text.
    mutating func add(_ text: String, line: Int) {
        guard !text.isEmpty else { return }
        hasText = true
        let limit = MarkdownReader.passageBytes
        if let passage = open, passage.text.utf8.count + text.utf8.count >= limit { close(passage) }
        if text.utf8.count <= limit {
            append(text, line: line)
        } else {
            for part in Self.parts(of: text, limit) {
                if let passage = open { close(passage) }
                append(part, line: line)
            }
        }
    }

    /// All passages.
    mutating func finish() -> [Passage] {
        endSection()
        return passages
    }

    private mutating func append(_ text: String, line: Int) {
        if open == nil {
            open = Passage(section: section, line: line, text: text)
        } else {
            open!.text += "\n" + text
        }
    }

    private mutating func close(_ passage: Passage) {
        passages.append(passage)
        open = nil
    }

    private mutating func endSection() {
        if let passage = open { close(passage) }
        // A heading with nothing under it can be found, too.
        if !hasText { passages.append(Passage(section: section, line: headingLine, text: "")) }
        hasText = true
    }

    /// A long line in parts of at most `limit` bytes, cut at blanks where there are any, else where a word may end.
    private static func parts(of text: String, _ limit: Int) -> [String] {
        let bytes = Array(text.utf8)
        let joints = WordPart.joints(of: text)
        var parts: [String] = []
        var start = 0
        while start < bytes.count {
            var end = min(start + limit, bytes.count)
            if end < bytes.count { end = Self.cut(bytes, joints, after: start, atMost: end) }
            parts.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
            while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        }
        return parts
    }

    private static func cut(_ bytes: [UInt8], _ joints: [Bool], after start: Int, atMost end: Int) -> Int {
        let middle = start + (end - start) / 2
        if let blank = (middle..<end).last(where: { bytes[$0] == 0x20 }) { return blank }
        func begins(_ index: Int) -> Bool { bytes[index] & 0xC0 != 0x80 }
        if let joint = (middle...end).last(where: { begins($0) && !joints[$0] }) { return joint }
        // One word without an end.
        return (middle...end).last(where: begins) ?? end
    }
}
