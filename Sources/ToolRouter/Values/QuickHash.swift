/// 64 bits of some bytes, made quickly: to look for what may be the same, which is then compared byte by byte.
///
/// The same in every process. Somebody who wants to can make texts that share a number, so that looking for them takes long: it is
/// for memos of bounded size over what their own user recorded.
package struct QuickHash: Sendable {
    private static let seed: UInt64 = 0x2545_f491_4f6c_dd1d
    private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// The number of what has been combined so far.
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
