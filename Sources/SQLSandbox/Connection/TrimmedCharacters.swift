/// The characters that a `trim` takes away, to be looked up and not gone through.
struct TrimmedCharacters {
    /// The characters, their bytes packed into a number, with their places in the text they come from: where two
    /// characters fit, the first one counts, as in SQLite.
    private var places: [UInt64: Int] = [:]
    /// The bytes of the longest of them.
    private var longest = 0

    /// What SQLite takes for characters: a first byte from 0xC0 on and the bytes 0x80 to 0xBF after it, or any one byte.
    /// The text ends at a NUL. What is longer than any character of Unicode is passed over.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while start < text.count, text[start] != 0 {
            var character = UInt64(text[start])
            var end = start + 1
            if text[start] >= 0xC0 {
                while end < text.count, text[end] & 0xC0 == 0x80 {
                    if end - start < 4 { character = character << 8 | UInt64(text[end]) }
                    end += 1
                }
            }
            let length = end - start
            if length <= 4 {
                let key = Self.key(character, length)
                if places[key] == nil { places[key] = places.count }
                if length > longest { longest = length }
            }
            start = end
        }
    }

    /// The length of the character that a part of a text begins with, or ends with, if it is one of these.
    func length(in text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, atEnd: Bool) -> Int? {
        var found: Int?
        var first = Int.max
        var character: UInt64 = 0
        var length = 0
        let (start, end) = (part.lowerBound, part.upperBound)
        while length < longest, length < end - start {
            // At the end, each byte stands before those that are known.
            if atEnd {
                character |= UInt64(text[end - 1 - length]) << (8 * UInt64(length))
            } else {
                character = character << 8 | UInt64(text[start + length])
            }
            length += 1
            if let place = places[Self.key(character, length)], place < first { (found, first) = (length, place) }
        }
        return found
    }

    /// A number that no other character of up to four bytes has.
    private static func key(_ character: UInt64, _ length: Int) -> UInt64 {
        UInt64(length) << 32 | character
    }
}
