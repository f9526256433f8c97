/// Writes one JSON text with the keys in the order they are given, so that the same values are the same bytes.
///
/// Foundation's encoder orders keys by hash or by alphabet; files that people read and compare line by line want
/// the identifier first. Numbers are integers or decimal literals; no `Double` is ever formatted.
public struct JSONWriter: Sendable {
    /// What has been written so far, in UTF-8.
    public private(set) var utf8: [UInt8] = []
    private let isIndented: Bool
    private var depth = 0
    private var needsComma = false
    private var isAfterKey = false

    /// A writer; an indented one puts each member and element on a line of its own, but for lists of strings.
    public init(isIndented: Bool = false) {
        self.isIndented = isIndented
    }

    /// A writer of a text of about so many bytes.
    package init(reserving bytes: Int) {
        isIndented = false
        utf8.reserveCapacity(bytes)
    }

    /// Begins a new text in the memory of the last one.
    package mutating func restart() {
        utf8.removeAll(keepingCapacity: true)
        (depth, needsComma, isAfterKey) = (0, false, false)
    }

    /// What has been written so far.
    public var text: String { String(decoding: utf8, as: UTF8.self) }

    /// Writes `{…}`; `body` writes the members.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        bracket(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes `[…]`; `body` writes the elements.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        bracket(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes an array of strings, on one line.
    public mutating func array(_ strings: [String]) {
        separate()
        utf8.append(UInt8(ascii: "["))
        var isFirst = true
        for string in strings {
            if !isFirst { utf8.append(UInt8(ascii: ",")) }
            if !isFirst, isIndented { utf8.append(UInt8(ascii: " ")) }
            quote(string)
            isFirst = false
        }
        utf8.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes the name of the next member.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        utf8.append(UInt8(ascii: ":"))
        if isIndented { utf8.append(UInt8(ascii: " ")) }
        needsComma = false
        isAfterKey = true
    }

    /// Writes a string.
    public mutating func string(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    /// Writes an integer.
    public mutating func integer(_ value: some BinaryInteger) {
        literal(String(value))
    }

    /// Writes an integer.
    public mutating func integer(_ value: Int) {
        separate()
        appendDigits(of: value)
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        literal("null")
    }

    /// Writes text that is JSON already, such as an exact decimal number.
    public mutating func literal(_ json: String) {
        separate()
        append(json)
        needsComma = true
    }

    // MARK: Members

    /// Writes members that are JSON already, on one line: `"a":1,"b":2`.
    package mutating func members(_ json: [UInt8]) {
        separate()
        utf8.append(contentsOf: json)
        needsComma = true
    }

    /// Writes a member; `null` when there is no value.
    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member; `null` when there is no value.
    public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member; `null` when there is no value.
    public mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member; `null` when there is no value.
    public mutating func member(_ name: String, _ value: Int64?) {
        member(name, value.map { Int($0) })
    }

    /// Writes a member.
    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member that is an object.
    public mutating func member(_ name: String, object body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    /// Writes a member that is an array.
    public mutating func member(_ name: String, array body: (inout JSONWriter) -> Void) {
        key(name)
        array(body)
    }

    // MARK: Parts

    private mutating func bracket(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        utf8.append(open)
        needsComma = false
        depth += 1
        body(&self)
        depth -= 1
        if needsComma { breakLine() }
        utf8.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { utf8.append(UInt8(ascii: ",")) }
        if depth > 0, !isAfterKey { breakLine() }
        isAfterKey = false
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        utf8.append(UInt8(ascii: "\n"))
        for _ in 0..<2 * depth { utf8.append(UInt8(ascii: " ")) }
    }

    private mutating func append(_ string: String) {
        utf8.append(contentsOf: string.utf8)
    }

    private mutating func appendDigits(of value: Int) {
        if value < 0 { utf8.append(UInt8(ascii: "-")) }
        // The number of digits first, so that each is written where it stays.
        var digits = 1
        var limit = value.magnitude
        while limit >= 10 {
            limit /= 10
            digits += 1
        }
        let end = utf8.count + digits
        for _ in 0..<digits { utf8.append(0) }
        utf8.withUnsafeMutableBufferPointer { bytes in
            var (rest, place) = (value.magnitude, end)
            repeat {
                place -= 1
                bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
        }
    }

    /// Escapes what RFC 8259 section 7 demands, and what would drive a terminal or turn the text around: all control
    /// characters, line separators and the marks of Unicode's bidirectional algorithm. Readers get the same text back.
    private mutating func quote(_ value: String) {
        utf8.append(UInt8(ascii: "\""))
        let isDone = value.utf8.withContiguousStorageIfAvailable { bytes in
            guard Self.arePlain(UnsafeRawBufferPointer(bytes)) else { return false }
            utf8.append(contentsOf: bytes)
            return true
        }
        if isDone != true {
            for scalar in value.unicodeScalars { escape(scalar) }
        }
        utf8.append(UInt8(ascii: "\""))
    }

    /// Whether all bytes are printable ASCII that needs no escape.
    private static func arePlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + 8 <= bytes.count {
            guard arePlain(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) else { return false }
            place += 8
        }
        while place < bytes.count {
            guard isPlain(bytes[place]) else { return false }
            place += 1
        }
        return true
    }

    /// The same of eight bytes at once: what is taken from each borrows into its highest bit exactly where it is too small.
    private static func arePlain(_ word: UInt64) -> Bool {
        let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let quotes = word ^ ones &* 0x22
        let backslashes = word ^ ones &* 0x5C
        let deletes = word ^ ones &* 0x7F
        let found =
            ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((deletes &- ones) & ~deletes) | word
        return found & high == 0
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"")
        case "\\": append("\\\\")
        case "\n": append("\\n")
        case "\r": append("\\r")
        case "\t": append("\\t")
        case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}":
            let digits = String(scalar.value, radix: 16)
            append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: utf8.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}
