/// The characters that a `trim` takes away, to be looked up and not gone through.
struct TrimmedCharacters {
    /// The characters, their bytes packed into a number, with their places in the text they come from: where two
    /// characters fit, the first one counts, as in SQLite.
    private var places: [UInt64: Int] = [:]

    /// What SQLite takes for characters: a first byte from 0xC0 on and the bytes 0x80 to 0xBF after it, or any one byte.
    /// The text ends at a NUL. What is longer than any character of Unicode is passed over.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while start < text.count, text[start] != 0 {
            var end = start + 1
            if text[start] >= 0xC0 { while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 } }
            if end - start <= 4 {
                let character = Self.packed(text, start..<end)
                if places[character] == nil { places[character] = places.count }
            }
            start = end
        }
    }

    /// The length of the character that a part of a text begins with, or ends with, if it is one of these.
    func length(in text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, atEnd: Bool) -> Int? {
        var found: Int?
        var first = Int.max
        var length = 1
        while length <= 4, length <= part.count {
            let range = atEnd ? part.upperBound - length..<part.upperBound : part.lowerBound..<part.lowerBound + length
            if let place = places[Self.packed(text, range)], place < first { (found, first) = (length, place) }
            length += 1
        }
        return found
    }

    private static func packed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64 {
        var packed = UInt64(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            packed = packed << 8 | UInt64(text[position])
            position += 1
        }
        return packed
    }
}
