/// A 128-bit hash that nobody who lacks the key can find collisions for, the same in every process: SipHash-2-4-128
/// (Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012, and its reference implementation).
package struct KeyedHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// The bytes that do not fill a word yet, the first lowest.
    private var tail: UInt64 = 0
    private var length = 0

    package init(key: (UInt64, UInt64)) {
        v0 = key.0 ^ 0x736f_6d65_7073_6575
        v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = key.0 ^ 0x6c79_6765_6e65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    package mutating func add(_ byte: UInt8) {
        tail |= UInt64(byte) << UInt64((length & 7) * 8)
        length += 1
        if length & 7 == 0 { compress() }
    }

    /// Adds a text and its end, so that no two lists of texts are the same bytes.
    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { for byte in $0 { add(byte) } }
        // No UTF-8 has this byte.
        add(0xff)
    }

    /// The hash of what was added.
    package func finalize() -> (low: UInt64, high: UInt64) {
        var last = self
        last.tail |= UInt64(truncatingIfNeeded: length & 0xff) << 56
        last.compress()
        last.v2 ^= 0xee
        for _ in 0..<4 { last.round() }
        let low = last.v0 ^ last.v1 ^ last.v2 ^ last.v3
        last.v1 ^= 0xdd
        for _ in 0..<4 { last.round() }
        return (low, last.v0 ^ last.v1 ^ last.v2 ^ last.v3)
    }

    private mutating func compress() {
        v3 ^= tail
        round()
        round()
        v0 ^= tail
        tail = 0
    }

    private mutating func round() {
        v0 &+= v1
        v2 &+= v3
        v1 = v0 ^ Self.rotate(v1, 13)
        v3 = v2 ^ Self.rotate(v3, 16)
        v0 = Self.rotate(v0, 32)
        v2 &+= v1
        v0 &+= v3
        v1 = v2 ^ Self.rotate(v1, 17)
        v3 = v0 ^ Self.rotate(v3, 21)
        v2 = Self.rotate(v2, 32)
    }

    private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        (word << bits) | (word >> (64 - bits))
    }
}
