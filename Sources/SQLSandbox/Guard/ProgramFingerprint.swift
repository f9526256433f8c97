import CSQLite
import Crypto
import Glibc

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
            if let p4 {
                let length = strlen(UnsafeRawPointer(p4).assumingMemoryBound(to: CChar.self))
                bytes.append(contentsOf: UnsafeBufferPointer(start: p4, count: length))
            }
            bytes.append(0)
            if name == "Real" || name == "Blob" { showsAll = false }
        }

        /// Adds the names of the parameters, which a listing shows as numbers.
        mutating func add(parametersOf listing: OpaquePointer) {
            let count = sqlite3_bind_parameter_count(listing)
            guard count > 0 else { return }
            for number in 1...count {
                if let name = sqlite3_bind_parameter_name(listing, number) {
                    bytes.append(contentsOf: String(cString: name).utf8)
                }
                bytes.append(0)
            }
        }

        /// The fingerprint; `statement` is the text that was compiled.
        consuming func finish(_ statement: ArraySlice<UInt8>) -> ProgramFingerprint {
            if !showsAll { bytes.append(contentsOf: statement) }
            let digest = SHA256.hash(data: bytes)
            let text = String(unsafeUninitializedCapacity: 2 * SHA256.byteCount) { text in
                for (place, byte) in digest.enumerated() {
                    text[2 * place] = Self.digit(byte >> 4)
                    text[2 * place + 1] = Self.digit(byte & 15)
                }
                return 2 * SHA256.byteCount
            }
            return ProgramFingerprint(text: text)
        }

        /// The hexadecimal digit of a number below 16.
        private static func digit(_ number: UInt8) -> UInt8 {
            number + (number < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        }
    }
}
