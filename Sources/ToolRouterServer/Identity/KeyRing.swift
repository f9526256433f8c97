import Crypto
import ToolRouter

/// The keys that are known, found by their hashes.
///
/// A key is 32 random bytes, so its plain SHA-256 can't be turned back, and a slow hash would only make every request slow.
/// What a look-up takes does not depend on how much of a wrong key is right: the hash of a guess is as good as random, the
/// place is looked up by that hash, and what lies there, or a stand-in where nothing does, is compared to its last byte.
struct KeyRing: Sendable {
    /// What lies where no key does: no key has this hash that anybody could find.
    private static let standIn = [UInt8](repeating: 0, count: SHA256.byteCount)

    private let keys: [KeySettings]
    private let places: [UInt64: Int]

    /// - Parameter keys: each with a hash of its own.
    init(_ keys: [KeySettings]) {
        for key in keys {
            precondition(key.sha256.count == SHA256.byteCount, "the hash of a key has 32 bytes: \(key.name)")
        }
        self.keys = keys
        places = Dictionary(keys.indices.map { (Self.prefix(of: keys[$0].sha256), $0) }) { _, _ in
            preconditionFailure("two keys have one hash")
        }
    }

    var isEmpty: Bool { keys.isEmpty }

    /// The key whose text is `token`; nil when nobody knows it.
    func key(_ token: String) -> KeySettings? {
        var bytes = 0
        return key(token, countingInto: &bytes)
    }

    /// The same, with how many bytes were compared.
    func key(_ token: String, countingInto bytes: inout Int) -> KeySettings? {
        let hash = Self.sha256(token)
        let place = places[Self.prefix(of: hash)]
        let found = place.map { keys[$0].sha256 } ?? Self.standIn
        let isSame = Self.areSame(found, hash, countingInto: &bytes)
        guard let place, isSame else { return nil }
        return keys[place]
    }

    /// The hash of a key's text.
    static func sha256(_ token: String) -> [UInt8] {
        var token = token
        return token.withUTF8 { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return Array(hash.finalize())
        }
    }

    /// Whether both are the same bytes. It looks at all of them, whichever differ.
    private static func areSame(_ left: [UInt8], _ right: [UInt8], countingInto bytes: inout Int) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices {
            difference |= left[index] ^ right[index]
            bytes += 1
        }
        return difference == 0
    }

    private static func prefix(of hash: [UInt8]) -> UInt64 { hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
