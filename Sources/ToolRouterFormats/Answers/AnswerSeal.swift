import Crypto
import Foundation
import SQLSandbox
package import ToolRouter

/// Seals answers for a store that others can reach: who can read it learns nothing, and who can write to it can make nobody
/// believe anything.
///
/// A sealed answer is a byte that names the version, a nonce of 12 bytes, the answer under AES-256-GCM (NIST SP 800-38D), and
/// a tag of 16 bytes over all of it. Each cache key has an encryption key of its own, HMAC-SHA-256 of the cache key under a key
/// of this use: so bytes that are moved to another key, which may be another tenant's, do not open, and the random nonces of
/// one encryption key never come near the number at which they could repeat.
package struct AnswerSeal: Sendable {
    /// The version that is written, and the only one that is read. It changes whenever the form of answers does.
    package static let version: UInt8 = 1
    /// What a sealed answer has beside the answer itself, in bytes.
    package static let overhead = 1 + 12 + 16
    /// The fewest bytes of a secret.
    package static let shortestSecret = 16

    private let master: SymmetricKey
    private let naming: SymmetricKey

    /// - Parameter secret: what all who share the store have, at least `shortestSecret` bytes.
    package init(secret: [UInt8]) {
        precondition(secret.count >= Self.shortestSecret, "a secret of \(secret.count) bytes seals nothing")
        let secret = SymmetricKey(data: secret)
        func key(_ use: String) -> SymmetricKey {
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(use.utf8), using: secret))
        }
        master = key("toolrouter answers 1")
        naming = key("toolrouter names 1")
    }

    /// What the store calls the answer of `key`: 32 bytes that tell nothing of it to those without the secret.
    package func name(of key: CacheKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: key.digest, using: naming))
    }

    /// Seals `answer` for `key`.
    ///
    /// - Parameter nonce: 12 bytes that are used for this key once; nil draws them.
    package func seal(_ answer: StoredAnswer, for key: CacheKey, nonce: [UInt8]? = nil) -> [UInt8] {
        var writer = WireWriter()
        answer.write(to: &writer)
        do {
            let nonce = try nonce.map { try AES.GCM.Nonce(data: $0) } ?? AES.GCM.Nonce()
            let box = try AES.GCM.seal(
                writer.bytes, using: self.key(of: key), nonce: nonce, authenticating: [Self.version])
            var bytes = [Self.version]
            bytes.reserveCapacity(Self.overhead + box.ciphertext.count)
            bytes += nonce
            bytes += box.ciphertext
            bytes += box.tag
            return bytes
        } catch {
            // Only of a key or a nonce of another length than those above.
            preconditionFailure("an answer can't be sealed: \(error)")
        }
    }

    /// The answer that was sealed for `key`; nil when it was not: with another secret, for another key, by another version,
    /// or nothing of the kind.
    package func open(_ bytes: [UInt8], for key: CacheKey) -> StoredAnswer? {
        guard bytes.count >= Self.overhead, bytes[0] == Self.version else { return nil }
        guard let nonce = try? AES.GCM.Nonce(data: bytes[1..<13]),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: bytes[13..<(bytes.count - 16)], tag: bytes[(bytes.count - 16)...]),
            let opened = try? AES.GCM.open(box, using: self.key(of: key), authenticating: [Self.version])
        else { return nil }
        return opened.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            guard let answer = try? StoredAnswer(from: &reader), (try? reader.end()) != nil else { return nil }
            return answer
        }
    }

    private func key(of key: CacheKey) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: key.digest, using: master))
    }
}
