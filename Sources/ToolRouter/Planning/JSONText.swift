/// Reads JSON as RFC 8259 has it, strictly, from the front of a text.
///
/// Foundation's readers do not fit a model's reply: both take a comma before a closing bracket, one keeps the first
/// of two equal names and the other the last, and neither says where the value ends or how a number was written.
struct JSONText {
    /// A member of the outermost object.
    struct Member {
        /// The value, without what a list or an object holds.
        let value: PlanArgument
        /// How the value is written.
        let text: ArraySlice<UInt8>
    }

    /// Brackets inside each other beyond this are refused; a plan needs one.
    static let deepestNesting = 128

    private let text: ArraySlice<UInt8>
    /// The first byte that has not been read.
    private(set) var position: Int
    /// How many more values may be read; nil when what lists and objects hold is only looked at, not kept.
    private(set) var room: Int?
    /// The members of the outermost object, the last of equal names winning, where they are not kept in its value.
    private(set) var members = JSONMembers()

    init(_ text: ArraySlice<UInt8>, room: Int? = nil) {
        self.text = text
        self.room = room
        position = text.startIndex
    }

    /// The one value that `text` is, without what a list or an object holds; nil when it is not exactly one.
    static func value(in text: ArraySlice<UInt8>) -> PlanArgument? {
        var reader = JSONText(text)
        guard let value = try? reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.position == text.endIndex ? value : nil
    }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        var reader = self
        reader.skipSpace()
        return reader.position == text.endIndex
    }

    /// Reads one value; `members` then holds those of an object.
    mutating func value(depth: Int = 0) throws(PlanDecodingFailure) -> PlanArgument {
        guard depth <= Self.deepestNesting else { throw broken("at most \(Self.deepestNesting) levels of brackets") }
        if let room {
            guard room > 0 else { throw .tooManyValues }
            self.room = room - 1
        }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    // MARK: Brackets

    private mutating func object(depth: Int) throws(PlanDecodingFailure) -> PlanArgument {
        position += 1
        skipSpace()
        var kept: [String: PlanArgument] = [:]
        if take("}") { return .object(kept) }
        repeat {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw broken("a member name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw broken("a colon") }
            skipSpace()
            let start = position
            let value = try value(depth: depth + 1)
            if room != nil {
                kept[name] = value
            } else if depth == 0 {
                members[name] = Member(value: value, text: text[start..<position])
            }
            skipSpace()
        } while take(",")
        guard take("}") else { throw broken("a comma or a closing brace") }
        return .object(kept)
    }

    private mutating func array(depth: Int) throws(PlanDecodingFailure) -> PlanArgument {
        position += 1
        skipSpace()
        var kept: [PlanArgument] = []
        if take("]") { return .list(kept) }
        repeat {
            let value = try value(depth: depth + 1)
            if room != nil { kept.append(value) }
            skipSpace()
        } while take(",")
        guard take("]") else { throw broken("a comma or a closing bracket") }
        return .list(kept)
    }

    // MARK: Words and numbers

    private mutating func word(_ word: StaticString, _ value: PlanArgument) throws(PlanDecodingFailure) -> PlanArgument
    {
        let end = min(position + word.utf8CodeUnitCount, text.endIndex)
        let isWord = word.withUTF8Buffer { text[position..<end].elementsEqual($0) }
        guard isWord else { throw broken("a value") }
        position = end
        return value
    }

    private mutating func number() throws(PlanDecodingFailure) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try digits("a value") }
        if take(".") { try digits("a digit") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits("a digit")
        }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func digits(_ expected: String) throws(PlanDecodingFailure) {
        let rest = text[position...].drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard rest.startIndex > position else { throw broken(expected) }
        position = rest.startIndex
    }

    // MARK: Strings

    private static let escapes: [(Unicode.Scalar, Character)] = [
        ("n", "\n"), ("\"", "\""), ("\\", "\\"), ("/", "/"), ("t", "\t"), ("r", "\r"), ("b", "\u{8}"), ("f", "\u{C}"),
    ]

    private mutating func string() throws(PlanDecodingFailure) -> String {
        position += 1
        var start = position
        // What came before an escape, with the escapes read; empty where there is none.
        var bytes: [UInt8] = []
        while let next = byte, next != UInt8(ascii: "\"") {
            guard next >= 0x20 else { throw broken("an escape for a control character") }
            position += 1
            guard next == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[start..<(position - 1)])
            bytes.append(contentsOf: String(try escape()).utf8)
            start = position
        }
        let last = text[start..<position]
        guard take("\"") else { throw broken("a closing quote") }
        if bytes.isEmpty { return String(decoding: last, as: UTF8.self) }
        bytes.append(contentsOf: last)
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func escape() throws(PlanDecodingFailure) -> Character {
        for (mark, character) in Self.escapes where take(mark) { return character }
        guard take("u") else { throw broken("an escape") }
        var scalar = try codeUnit()
        if (0xD800..<0xDC00).contains(scalar) {
            guard take("\\"), take("u") else { throw broken("the second half of a surrogate pair") }
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw broken("the second half of a surrogate pair") }
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let character = Unicode.Scalar(scalar) else { throw broken("the first half of a surrogate pair") }
        return Character(character)
    }

    private mutating func codeUnit() throws(PlanDecodingFailure) -> UInt32 {
        let digits = text[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw broken("four hexadecimal digits") }
        position += 4
        return unit
    }

    // MARK: Bytes

    private var byte: UInt8? { position < text.endIndex ? text[position] : nil }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    /// Skips JSON's white space, which has no vertical tab and no form feed.
    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func broken(_ expected: String) -> PlanDecodingFailure {
        .malformedPlan(offset: position, expected: expected)
    }
}
