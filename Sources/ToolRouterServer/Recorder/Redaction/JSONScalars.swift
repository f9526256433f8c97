/// The names, texts and numbers of one JSON value, and where they stand in its bytes: one of them can be changed, and all else
/// stays as it was written.
struct JSONScalars {
    enum Kind {
        /// The name of a member, with its quotes.
        case name
        /// A text, with its quotes.
        case text
        case number
    }

    struct Scalar {
        let kind: Kind
        let range: Range<Int>
    }

    /// Brackets inside each other beyond this are no JSON that anything here reads.
    private static let deepest = 128

    /// All of them, in the order of the text.
    private(set) var all: [Scalar] = []
    /// Where the value ends.
    private(set) var end: Int

    private let bytes: [UInt8]

    /// Reads the value that begins at `start`; nil where there is none. What follows it does not matter.
    init?(of bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        end = start
        guard read() else { return nil }
    }

    private mutating func read() -> Bool {
        var brackets: [UInt8] = []
        while true {
            skipSpace()
            switch byte {
            case UInt8(ascii: "{"):
                end += 1
                skipSpace()
                if byte != UInt8(ascii: "}") {
                    brackets.append(UInt8(ascii: "}"))
                    guard brackets.count <= Self.deepest, name() else { return false }
                    continue
                }
                end += 1
            case UInt8(ascii: "["):
                end += 1
                skipSpace()
                if byte != UInt8(ascii: "]") {
                    brackets.append(UInt8(ascii: "]"))
                    guard brackets.count <= Self.deepest else { return false }
                    continue
                }
                end += 1
            case UInt8(ascii: "\""): guard string(.text) else { return false }
            case UInt8(ascii: "t"): guard word("true") else { return false }
            case UInt8(ascii: "f"): guard word("false") else { return false }
            case UInt8(ascii: "n"): guard word("null") else { return false }
            default: guard number() else { return false }
            }
            // Behind a value brackets close, or another value follows.
            while let bracket = brackets.last {
                skipSpace()
                if byte == UInt8(ascii: ",") {
                    end += 1
                    if bracket == UInt8(ascii: "}"), !name() { return false }
                    break
                }
                guard byte == bracket else { return false }
                end += 1
                brackets.removeLast()
            }
            if brackets.isEmpty { return true }
        }
    }

    private mutating func name() -> Bool {
        skipSpace()
        guard byte == UInt8(ascii: "\""), string(.name) else { return false }
        skipSpace()
        guard byte == UInt8(ascii: ":") else { return false }
        end += 1
        return true
    }

    private mutating func string(_ kind: Kind) -> Bool {
        let start = end
        end += 1
        while let next = byte, next >= 0x20 {
            if next == UInt8(ascii: "\"") {
                end += 1
                all.append(Scalar(kind: kind, range: start..<end))
                return true
            }
            end += next == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    private mutating func number() -> Bool {
        let start = end
        while let next = byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) || "+-.eE".utf8.contains(next) {
            end += 1
        }
        if end > start { all.append(Scalar(kind: .number, range: start..<end)) }
        return end > start
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let last = min(end + word.utf8CodeUnitCount, bytes.count)
        guard word.withUTF8Buffer({ bytes[end..<last].elementsEqual($0) }) else { return false }
        end = last
        return true
    }

    private var byte: UInt8? { end < bytes.count ? bytes[end] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { end += 1 }
    }
}
