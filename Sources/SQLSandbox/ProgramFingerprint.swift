import Crypto

/// Identifies the program that a statement compiles to: two statements with one fingerprint do the same, on one schema
/// and one version of SQLite.
///
/// Names of result columns are no part of a program. What the listing of a program does not show in full, reals and
/// blobs, is taken from the text of the statement, so that such statements have one fingerprint only with themselves.
package struct ProgramFingerprint: Hashable, Sendable {
    /// The SHA-256, in lower-case hexadecimal digits.
    package let text: String

    /// Hashes what is given to it of a program, operation after operation.
    struct Builder {
        private var bytes: [UInt8] = []
        private var showsAll = true

        init() {
            bytes.reserveCapacity(2_048)
        }

        /// Adds one operation; the numbers are p1, p2, p3 and p5.
        mutating func add(_ name: String, _ numbers: (Int32, Int32, Int32, Int32), _ p4: UnsafePointer<UInt8>?) {
            // Numbers have a fixed length, and no text holds a NUL: no two programs give the same bytes.
            bytes.append(contentsOf: name.utf8)
            bytes.append(0)
            withUnsafeBytes(of: numbers) { bytes.append(contentsOf: $0) }
            if var next = p4 {
                while next.pointee != 0 {
                    bytes.append(next.pointee)
                    next += 1
                }
            }
            bytes.append(0)
            if name == "Real" || name == "Blob" { showsAll = false }
        }

        /// The fingerprint; `statement` is the text that was compiled.
        consuming func finish(_ statement: ArraySlice<UInt8>) -> ProgramFingerprint {
            if !showsAll { bytes.append(contentsOf: statement) }
            let digits = Array("0123456789abcdef".utf8)
            let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return ProgramFingerprint(text: String(decoding: text, as: UTF8.self))
        }
    }
}
