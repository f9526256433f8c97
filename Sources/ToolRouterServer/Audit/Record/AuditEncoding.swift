import Crypto
import ToolRouter

/// The bytes that stand for a list of values where a chain is hashed: same bytes, same values.
///
/// Each value is a tag and a body of known length, so no list is a prefix of another one.
struct AuditEncoding: Sendable {
    static let null: UInt8 = 0
    static let integer: UInt8 = 1
    static let text: UInt8 = 2
    static let blob: UInt8 = 3

    /// What was added so far.
    private(set) var bytes: [UInt8]

    /// Begins with `prefix` bytes of zero, which are filled in later.
    init(prefix: Int = 0, capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
        for _ in 0..<prefix { bytes.append(0) }
    }

    mutating func addNull() {
        bytes.append(Self.null)
    }

    mutating func add(_ integer: Int64) {
        bytes.append(Self.integer)
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ text: String) {
        bytes.append(Self.text)
        var text = text
        text.withUTF8 { addLength(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ blob: some Collection<UInt8>) {
        bytes.append(Self.blob)
        addLength(blob.count)
        bytes.append(contentsOf: blob)
    }

    /// Adds a text or a blob as the database holds it.
    mutating func add(_ tag: UInt8, _ content: UnsafeRawBufferPointer) {
        bytes.append(tag)
        addLength(content)
    }

    private mutating func addLength(_ content: UnsafeRawBufferPointer) {
        addLength(content.count)
        bytes.append(contentsOf: content)
    }

    private mutating func addLength(_ count: Int) {
        withUnsafeBytes(of: UInt32(count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}

/// One link of the chain: the SHA-256 of a record and of the link before it.
package struct AuditHash: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// What the first segment follows: 32 bytes of zero.
    static let none = AuditHash(bytes: [UInt8](repeating: 0, count: 32))

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The hash of `content`.
    init(of content: [UInt8]) {
        bytes = Array(SHA256.hash(data: content))
    }

    /// Takes 32 bytes; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads 64 hexadecimal digits; nil for any other text.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, digits.allSatisfy({ $0 != nil }) else { return nil }
        bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }

    package var description: String { bytes.hexadecimal }
}
