import Glibc
package import ToolRouter

/// The bytes that stand for values and rows where results are compared or digested: same bytes, same value.
///
/// Values compare by value, not by storage class: the integer 1970 and the real 1970.0 are the same bytes. Text
/// compares by its bytes, UTF-8 or not, so that `é` as one scalar and as two differ, which Swift's `==` would not see, and
/// so do two texts of Latin-1, which both show U+FFFD.
///
/// Each value is a tag and a body of known length, each row its values and an end tag, so no encoding is a prefix of
/// another one. Column names are no part of it, and all empty results are the same (no bytes). Digests of it
/// are kept in files: it changes with the version of the strict comparison only.
package enum RowEncoding {
    private enum Tag {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        static let real: UInt8 = 2
        static let text: UInt8 = 3
        static let blob: UInt8 = 4
        static let endOfRow: UInt8 = 5
    }

    /// Appends one value. A real that is a whole number within 64 bits is encoded as that integer, exactly; −0.0 is 0.
    package static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .null:
            bytes.append(Tag.null)
        case .integer(let integer):
            append(Tag.integer, UInt64(bitPattern: integer), to: &bytes)
        case .real(let real):
            if let integer = Int64(exactly: real) {
                append(.integer(integer), to: &bytes)
            } else {
                append(Tag.real, real.isNaN ? Double.nan.bitPattern : real.bitPattern, to: &bytes)
            }
        case .text(let text):
            append(Tag.text, UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .malformedText(let text):
            append(Tag.text, UInt64(text.bytes.count), to: &bytes)
            bytes.append(contentsOf: text.bytes)
        case .blob(let blob):
            append(Tag.blob, UInt64(blob.count), to: &bytes)
            bytes.append(contentsOf: blob)
        }
    }

    /// Appends one row.
    package static func append(_ row: [Value], to bytes: inout [UInt8]) {
        for value in row { append(value, to: &bytes) }
        bytes.append(Tag.endOfRow)
    }

    /// The rows as a list: the same bytes exactly when both have the same rows in the same order.
    package static func ordered(_ rows: [[Value]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows { append(row, to: &bytes) }
        return bytes
    }

    /// The rows as a bag: the same bytes exactly when both have the same rows equally often, in any order.
    package static func bag(_ rows: [[Value]]) -> [UInt8] {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(rows.count)
        for row in rows {
            let start = bytes.count
            append(row, to: &bytes)
            ranges.append(start..<bytes.count)
        }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return [] }
            // No row is a prefix of another one, so the bytes of the shorter decide.
            ranges.sort { memcmp(base + $0.lowerBound, base + $1.lowerBound, min($0.count, $1.count)) < 0 }
            var sorted: [UInt8] = []
            sorted.reserveCapacity(buffer.count)
            for range in ranges { sorted.append(contentsOf: buffer[range]) }
            return sorted
        }
    }

    private static func append(_ tag: UInt8, _ number: UInt64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 9, alignment: 1) { piece in
            piece[0] = tag
            piece.storeBytes(of: number.bigEndian, toByteOffset: 1, as: UInt64.self)
            bytes.append(contentsOf: piece)
        }
    }
}
