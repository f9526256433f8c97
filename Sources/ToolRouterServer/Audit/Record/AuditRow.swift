/// One record as it is stored: the values of all columns, encoded, behind the place where the link before it and its
/// number go.
struct AuditRow: Sendable {
    /// Bytes before the values: a hash, and a number of 8 bytes.
    static let prefix = 32 + 8
    /// The largest record that is written, in bytes: what goes in is bounded column by column, and adds up to less.
    static let largest = 1 << 20

    /// The prefix, and the encoded values.
    private(set) var bytes: [UInt8]

    /// Encodes a record; `body` puts in the values in the order of the columns, and those it leaves out are null.
    init(capacity: Int = 896, _ body: (inout Builder) -> Void) {
        var builder = Builder(AuditEncoding(prefix: Self.prefix, capacity: capacity))
        body(&builder)
        bytes = builder.finish()
    }

    /// When it was made, in microseconds: the first of the values.
    var at: Int64 {
        bytes.withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(fromByteOffset: Self.prefix + 1, as: Int64.self)) }
    }

    /// What it is with the number `seq` and behind `previous`; its link.
    mutating func link(seq: Int64, behind previous: AuditHash) -> AuditHash {
        Self.fill(&bytes, seq: seq, behind: previous)
        return AuditHash(of: bytes)
    }

    /// Puts number and former link into the prefix of an encoded record.
    static func fill(_ bytes: inout [UInt8], seq: Int64, behind previous: AuditHash) {
        bytes.withUnsafeMutableBytes { bytes in
            previous.bytes.withUnsafeBytes { bytes.copyMemory(from: $0) }
            bytes.storeBytes(of: seq.bigEndian, toByteOffset: 32, as: Int64.self)
        }
    }

    /// Takes the values in the order of the columns.
    struct Builder {
        private var encoding: AuditEncoding
        private var next = 0

        init(_ encoding: AuditEncoding) {
            self.encoding = encoding
        }

        mutating func put(_ column: AuditColumn, _ text: String?) {
            guard let text else { return }
            skip(to: column)
            encoding.add(text)
        }

        mutating func put(_ column: AuditColumn, _ integer: Int64?) {
            guard let integer else { return }
            skip(to: column)
            encoding.add(integer)
        }

        mutating func put(_ column: AuditColumn, _ integer: Int) {
            put(column, Int64(integer))
        }

        mutating func put(_ column: AuditColumn, blob: [UInt8]?) {
            guard let blob else { return }
            skip(to: column)
            encoding.add(blob)
        }

        private mutating func skip(to column: AuditColumn) {
            precondition(next <= column.rawValue, "column \(column.name) comes too late")
            while next < column.rawValue {
                encoding.addNull()
                next += 1
            }
            next += 1
        }

        mutating func finish() -> [UInt8] {
            while next < AuditColumn.count {
                encoding.addNull()
                next += 1
            }
            return encoding.bytes
        }
    }
}
