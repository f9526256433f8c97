import Crypto

/// Hashes what is not written down: questions, statements, results.
///
/// A plain hash tells whoever can guess a text that the guess was right, and short questions can be guessed. With a key,
/// only who has it can try.
struct AuditDigest: Sendable {
    private let key: SymmetricKey?

    /// - Parameter key: the key of an HMAC-SHA256; nil makes plain SHA-256.
    init(key: [UInt8]?) {
        self.key = key.map { SymmetricKey(data: $0) }
    }

    /// 32 bytes.
    func digest(_ bytes: [UInt8]) -> [UInt8] {
        guard let key else { return Array(SHA256.hash(data: bytes)) }
        return Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
    }

    /// 32 bytes, over the UTF-8 of `text`.
    func digest(_ text: String) -> [UInt8] {
        digest(Array(text.utf8))
    }
}
