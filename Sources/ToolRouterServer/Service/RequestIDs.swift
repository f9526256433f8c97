import Synchronization
package import ToolRouter

/// Names requests: no two of any two processes are the same, and those of one process are in the order of their arrival.
///
/// A name is `q-`, the moment at which the process began and 20 bits of chance in the digits of RFC 4648's base32hex, which
/// sort as they count, and the number of the request: `q-0dq8jg7k2l5v3n-0000000a`.
package final class RequestIDs: Sendable {
    private static let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
    /// The hexadecimal digits of a number; more requests than they can count only get longer names.
    private static let width = 8

    private let prefix: [UInt8]
    private let last = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - start: when the process began.
    ///   - chance: tells processes apart that began in the same millisecond; 20 bits of it count.
    package init(at start: Timestamp, chance: UInt64 = .random(in: 0...UInt64.max)) {
        let milliseconds = UInt64(max(0, start.microseconds / 1_000))
        prefix = Array("q-".utf8) + Self.text(milliseconds, digits: 10) + Self.text(chance, digits: 4) + Array("-".utf8)
    }

    /// The next name.
    package func next() -> RequestID {
        let number = last.add(1, ordering: .relaxed).newValue
        let width = max(Self.width, (UInt64.bitWidth - number.leadingZeroBitCount + 3) / 4)
        return RequestID(
            String(unsafeUninitializedCapacity: prefix.count + width) { bytes in
                _ = bytes.initialize(from: prefix)
                for place in 0..<width {
                    let digit = Int(number >> UInt64(4 * (width - 1 - place)) & 15)
                    bytes.initializeElement(at: prefix.count + place, to: Self.digits[digit])
                }
                return prefix.count + width
            })
    }

    /// The last so many digits of `number`, five bits each.
    private static func text(_ number: UInt64, digits count: Int) -> [UInt8] {
        (0..<count).reversed().map { digits[Int(number >> UInt64(5 * $0) & 31)] }
    }
}
