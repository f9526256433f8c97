/// Takes the keyword DISTINCT out of SQL, as Spider's comparison does before it runs both statements again.
package enum DistinctRemoval {
    /// `sql` without the bytes of any keyword DISTINCT, in any case, inside aggregates too.
    ///
    /// String literals, quoted identifiers, comments, parameters and longer words (`distinct_id`) stay as they are. Every
    /// keyword means every: `IS NOT DISTINCT FROM` is no longer a statement afterwards, as in Spider's own evaluator.
    /// The lexical rules are SQLite's (tokenize.c); what is not closed reaches to the end.
    package static func removing(from sql: String) -> String {
        let source = Array(sql.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            let end = endOfToken(in: source, at: index)
            let isParameter = index > 0 && ":@#".utf8.contains(source[index - 1])
            if isParameter || !isDistinct(source[index..<end]) { kept.append(contentsOf: source[index..<end]) }
            index = end
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func endOfToken(in source: [UInt8], at start: Int) -> Int {
        let next = start + 1 < source.count ? source[start + 1] : 0
        switch source[start] {
        case let quote where quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`"):
            // A doubled quote ends one token and begins the next: together they cover the same bytes.
            return position(after: [quote], in: source, from: start + 1)
        case UInt8(ascii: "["):
            return position(after: [UInt8(ascii: "]")], in: source, from: start + 1)
        case UInt8(ascii: "-") where next == UInt8(ascii: "-"):
            return position(after: [UInt8(ascii: "\n")], in: source, from: start + 2)
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
            return position(after: [UInt8(ascii: "*"), UInt8(ascii: "/")], in: source, from: start + 2)
        case let byte where isWordByte(byte):
            return source[start...].firstIndex { !isWordByte($0) } ?? source.count
        default:
            return start + 1
        }
    }

    private static func position(after closing: [UInt8], in source: [UInt8], from start: Int) -> Int {
        var index = start
        while index + closing.count <= source.count {
            if source[index..<index + closing.count].elementsEqual(closing) { return index + closing.count }
            index += 1
        }
        return source.count
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
            true
        default:
            false
        }
    }

    private static func isDistinct(_ word: ArraySlice<UInt8>) -> Bool {
        // Setting bit 5 lowers ASCII letters; no other word byte becomes a letter by it.
        word.count == 8 && word.lazy.map { $0 | 0x20 }.elementsEqual("distinct".utf8)
    }
}
