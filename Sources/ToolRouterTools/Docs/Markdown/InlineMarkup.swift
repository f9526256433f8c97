/// Takes the marks out of a line of prose: of emphasis, code, links, images, tags, comments, entities and escapes. What links lead to
/// is gone, what they say stays.
struct InlineMarkup {
    /// Whether a comment has begun and not ended; it may go on for lines.
    private(set) var isInComment = false

    /// The longest address of a link and the longest tag, in bytes: what is longer is text.
    private static let longest = 2_000

    /// The text of a line of code: white space and control characters are one blank, and none at the ends.
    static func plain(_ line: ArraySlice<UInt8>) -> String {
        var text = PlainText()
        for byte in line { text.add(byte) }
        return text.finish()
    }

    /// The text of a line of prose, the same way.
    mutating func text(of line: ArraySlice<UInt8>) -> String {
        var text = PlainText()
        // Where the next of a closing mark is. Each moves forward only, so that a line of opening ones takes linear time.
        var round = NextMark(UInt8(ascii: ")"))
        var square = NextMark(UInt8(ascii: "]"))
        var angle = NextMark(UInt8(ascii: ">"))
        var index = line.startIndex
        func byte(_ index: Int) -> UInt8? { line.indices.contains(index) ? line[index] : nil }
        while index < line.endIndex {
            if isInComment {
                guard let end = Self.find("-->", in: line, from: index) else { return text.finish() }
                isInComment = false
                index = end
                continue
            }
            let one = line[index]
            switch one {
            case UInt8(ascii: "\\"):
                if let next = byte(index + 1), Self.isMark(next) {
                    text.add(next)
                    index += 2
                    continue
                }
                text.add(one)
            case UInt8(ascii: "`"): break
            case UInt8(ascii: "*"):
                // Emphasis stands at a word; what stands alone is a sign.
                if Self.isSpace(byte(index - 1)), Self.isSpace(byte(index + 1)) { text.add(one) }
            case UInt8(ascii: "~"):
                if byte(index - 1) != one, byte(index + 1) != one { text.add(one) }
            case UInt8(ascii: "_"):
                if Self.isWord(byte(index - 1)), Self.isWord(byte(index + 1)) { text.add(one) }
            case UInt8(ascii: "|"): text.add(0x20)
            case UInt8(ascii: "!"):
                if byte(index + 1) != UInt8(ascii: "[") { text.add(one) }
            case UInt8(ascii: "["): break
            case UInt8(ascii: "]"):
                if byte(index + 1) == UInt8(ascii: "("), let end = round.next(in: line, from: index + 2, Self.longest) {
                    index = end
                } else if byte(index + 1) == UInt8(ascii: "["),
                    let end = square.next(in: line, from: index + 2, 200)
                {
                    index = end
                }
            case UInt8(ascii: "<"):
                if line[index...].starts(with: "<!--".utf8) {
                    isInComment = true
                    text.add(0x20)
                    index += 4
                    continue
                }
                if let next = byte(index + 1), Self.isLetter(next) || next == UInt8(ascii: "/"),
                    let end = angle.next(in: line, from: index + 1, Self.longest)
                {
                    let tag = line[(index + 1)..<end]
                    if tag.contains(UInt8(ascii: "@")) || Self.find("://", in: tag, from: tag.startIndex) != nil,
                        !tag.contains(0x20)
                    {
                        for byte in tag { text.add(byte) }
                    } else if !Self.isInline(tag) {
                        text.add(0x20)
                    }
                    index = end
                } else {
                    text.add(one)
                }
            case UInt8(ascii: "&"):
                if let (scalar, end) = Entity.scalar(in: line, at: index) {
                    text.add(scalar)
                    index = end
                    continue
                }
                text.add(one)
            default: text.add(one)
            }
            index += 1
        }
        return text.finish()
    }

    /// Where the next of a mark stands.
    private struct NextMark {
        private let mark: UInt8
        private var found: Int?
        private var isAtEnd = false

        init(_ mark: UInt8) {
            self.mark = mark
        }

        /// The first at or behind `start`, when it is not further than `most` bytes.
        mutating func next(in line: ArraySlice<UInt8>, from start: Int, _ most: Int) -> Int? {
            guard !isAtEnd, start <= line.endIndex else { return nil }
            if found.map({ $0 < start }) ?? true {
                found = line[start...].firstIndex(of: mark)
                isAtEnd = found == nil
            }
            guard let found, found - start <= most else { return nil }
            return found
        }
    }

    /// Behind the first `text` at or behind `start`.
    private static func find(_ text: String, in line: ArraySlice<UInt8>, from start: Int) -> Int? {
        let text = Array(text.utf8)
        var index = start
        while index + text.count <= line.endIndex {
            if line[index..<index + text.count].elementsEqual(text) { return index + text.count }
            index += 1
        }
        return nil
    }

    /// Whether a tag may stand inside a word.
    private static func isInline(_ tag: ArraySlice<UInt8>) -> Bool {
        let name = tag.drop { $0 == UInt8(ascii: "/") }.prefix { isLetter($0) }.prefix(10)
        return inline.contains(String(decoding: name, as: UTF8.self).lowercased())
    }

    private static let inline: Set<String> = [
        "a", "abbr", "b", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u",
        "wbr",
    ]

    private static func isSpace(_ byte: UInt8?) -> Bool { byte.map { $0 == 0x20 || $0 == 0x09 } ?? true }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }

    private static func isWord(_ byte: UInt8?) -> Bool {
        byte.map { isLetter($0) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 >= 0x80 } ?? false
    }

    /// Whether it is punctuation of ASCII, which a backslash before it makes text.
    private static func isMark(_ byte: UInt8) -> Bool {
        0x21...0x2F ~= byte || 0x3A...0x40 ~= byte || 0x5B...0x60 ~= byte || 0x7B...0x7E ~= byte
    }
}

/// A text without control characters, in which each run of white space is one blank, with none at the ends.
private struct PlainText {
    private var bytes: [UInt8] = []
    private var needsBlank = false

    mutating func add(_ byte: UInt8) {
        guard byte > 0x20, byte != 0x7F else {
            needsBlank = !bytes.isEmpty
            return
        }
        if needsBlank { bytes.append(0x20) }
        needsBlank = false
        bytes.append(byte)
    }

    mutating func add(_ scalar: Unicode.Scalar) {
        if scalar.properties.generalCategory == .control || scalar.properties.isWhitespace { return add(0x20) }
        for byte in UTF8.encode(scalar)! { add(byte) }
    }

    func finish() -> String { String(decoding: bytes, as: UTF8.self) }
}
