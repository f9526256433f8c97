/// The lines of a Markdown document, one after the other.
struct MarkdownLines {
    private let bytes: [UInt8]
    private var position = 0
    private var number = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next line; nil at the end. Lines end as in all editors: LF, CR, or both.
    mutating func next() -> MarkdownLine? {
        guard position < bytes.count else { return nil }
        number += 1
        let start = position
        let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
        position = end
        if position < bytes.count {
            position += bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A ? 2 : 1
        }
        return MarkdownLine(number: number, content: bytes[start..<end])
    }
}

/// A line of a Markdown document, and what it is by its marks.
struct MarkdownLine {
    /// Which one, from 1.
    let number: Int
    /// Its bytes, without its end.
    let content: ArraySlice<UInt8>
    /// The same without blanks at the ends, and how many stood before.
    private let text: ArraySlice<UInt8>
    private let indent: Int

    init(number: Int, content: ArraySlice<UInt8>) {
        self.number = number
        self.content = content
        let start = content.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? content.endIndex
        let end = content.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
        text = content[start..<max(start, end)]
        indent = start - content.startIndex
    }

    var isBlank: Bool { text.isEmpty }

    /// Whether all of it is these bytes, as of front matter.
    func isExactly(_ bytes: String) -> Bool { indent == 0 && text.elementsEqual(bytes.utf8) }

    /// What stands behind `# ` up to `###### `, and before closing marks; nil when it is no heading.
    var heading: ArraySlice<UInt8>? {
        guard indent <= 3, text.first == UInt8(ascii: "#") else { return nil }
        let marks = text.prefix { $0 == UInt8(ascii: "#") }
        var rest = text.dropFirst(marks.count)
        guard marks.count <= 6, rest.isEmpty || Self.isBlank(rest.first!) else { return nil }
        rest = Self.trimmed(rest)
        let closing = rest.reversed().prefix { $0 == UInt8(ascii: "#") }.count
        if closing > 0 {
            let before = rest.dropLast(closing)
            if before.isEmpty || Self.isBlank(before.last!) { rest = Self.trimmed(before) }
        }
        return rest
    }

    /// Whether it makes a heading of the paragraph before it.
    var isUnderline: Bool {
        guard indent <= 3, let mark = text.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else {
            return false
        }
        return text.allSatisfy { $0 == mark }
    }

    /// Whether it is a line across, or the one between the head and the body of a table: it has no letters.
    var isRule: Bool {
        guard text.count >= 3 else { return false }
        let isTable = text.contains(UInt8(ascii: "-")) && text.contains { $0 == UInt8(ascii: "|") }
        if isTable {
            return text.allSatisfy { byte in
                [UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":")].contains(byte) || Self.isBlank(byte)
            }
        }
        guard indent <= 3, let mark = text.first,
            [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_")].contains(mark)
        else { return false }
        return text.allSatisfy { $0 == mark || Self.isBlank($0) } && text.count { $0 == mark } >= 3
    }

    /// Whether it says where a link leads, such as `[name]: https://…`.
    var isDefinition: Bool {
        guard indent <= 3, text.first == UInt8(ascii: "["), text.dropFirst().first != UInt8(ascii: "^"),
            let end = text.prefix(200).firstIndex(of: UInt8(ascii: "]"))
        else { return false }
        return text[(end + 1)...].first == UInt8(ascii: ":")
    }

    /// The mark and the length of a fence that begins code; nil when it is none.
    var openedFence: (mark: UInt8, count: Int)? {
        guard let mark = text.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let count = text.prefix { $0 == mark }.count
        guard count >= 3 else { return nil }
        if mark == UInt8(ascii: "`"), text.dropFirst(count).contains(mark) { return nil }
        return (mark, count)
    }

    /// Whether it ends the code that such a fence began.
    func closes(_ fence: (mark: UInt8, count: Int)) -> Bool {
        text.count >= fence.count && text.allSatisfy { $0 == fence.mark }
    }

    /// What it says behind marks of quotes and lists, and whether it is an item of a list.
    var prose: (content: ArraySlice<UInt8>, isItem: Bool) {
        var rest = text
        var isItem = false
        // Quotes and lists inside each other; deeper than anybody reads, marks are text.
        for _ in 0..<8 {
            guard let first = rest.first else { break }
            if first == UInt8(ascii: ">") {
                rest = Self.trimmed(rest.dropFirst())
            } else if let mark = Self.itemMark(rest) {
                rest = Self.trimmed(rest.dropFirst(mark))
                isItem = true
            } else {
                break
            }
        }
        if isItem { rest = Self.withoutBox(rest) }
        return (rest, isItem)
    }

    /// The length of `-`, `*`, `+` or `12.` at the beginning, when a blank stands behind it.
    private static func itemMark(_ text: ArraySlice<UInt8>) -> Int? {
        var length = text.prefix(9) { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        let rest = text.dropFirst(length)
        guard let mark = rest.first, rest.dropFirst().first.map(isBlank) ?? false else { return nil }
        if length == 0 {
            guard [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(mark) else { return nil }
        } else {
            guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") else { return nil }
        }
        length += 1
        return length
    }

    /// The box of a task, `[ ]` or `[x]`, is no text.
    private static func withoutBox(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let box = Array(text.prefix(3))
        guard box == Array("[ ]".utf8) || box == Array("[x]".utf8) || box == Array("[X]".utf8) else { return text }
        return trimmed(text.dropFirst(3))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = text.firstIndex { !isBlank($0) } ?? text.endIndex
        let end = text.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return text[start..<max(start, end)]
    }
}

extension ArraySlice<UInt8> {
    /// How many bytes at the beginning, at most `most`, are as `isOne` says.
    fileprivate func prefix(_ most: Int, _ isOne: (UInt8) -> Bool) -> Int {
        var count = 0
        for byte in prefix(most) {
            guard isOne(byte) else { break }
            count += 1
        }
        return count
    }
}
