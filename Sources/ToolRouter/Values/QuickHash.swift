/// 64 bits of some bytes, made quickly: to look for what may be the same.
///
/// Another one in each process, so that nobody can make texts that share a number. It is never written, printed or put in order, and what
/// goes by it alone is wrong once in 2⁶⁴ times.
package struct QuickHash: Sendable {
    private static let seed = UInt64(truncatingIfNeeded: 0x2545_f491.hashValue)
    private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// The number of what has been combined so far, in this process.
    package private(set) var value: UInt64

    package init() { value = Self.seed }

    /// The number of these bytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.init()
        combine(bytes)
    }

    /// Takes a number.
    package mutating func combine(_ number: UInt64) {
        let (high, low) = (value ^ number).multipliedFullWidth(by: Self.factor)
        value = (high ^ low) &+ Self.factor
    }

    /// Takes the bytes of a text.
    package mutating func combine(_ text: String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { combine(UnsafeRawBufferPointer($0)) }
        if isDone == nil { Array(text.utf8).withUnsafeBytes { combine($0) } }
    }

    /// Takes bytes, and how many there are.
    package mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var place = 0
        while place + 8 <= bytes.count {
            combine(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest = UInt64(truncatingIfNeeded: bytes.count) << 56
        var shift: UInt64 = 0
        while place < bytes.count {
            rest ^= UInt64(bytes[place]) << shift
            shift += 8
            place += 1
        }
        combine(rest)
    }
}
