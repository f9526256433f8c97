import Crypto

/// Names an answer by everything it depends on. Each part is demanded, so that forgetting one does not compile.
public struct CacheKey: Hashable, Sendable {
    /// SHA-256 over the parts, in four words.
    private let words: InlineWords

    /// The digest, 32 bytes.
    public var digest: [UInt8] { words.bytes }

    /// The first eight bytes of the digest: as good as all of it to put keys in order or in places.
    public var prefix: UInt64 { words.first }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.first)
    }

    /// - Parameters:
    ///   - owner: whose answer it is; nobody else can recall it, nor wait for the call that is to bring it.
    ///   - tool: the tool the router chose, or the word for leaving it to the planner.
    ///   - question: the question in its canonical form.
    ///   - fingerprints: what the answer depends on, for each tool that may be used.
    ///   - prompt: the planner and its prompt.
    public init(
        owner: CacheOwner, tool: String, question: CanonicalQuestion, fingerprints: [ToolFingerprint], prompt: String
    ) {
        var parts = owner.parts
        parts += [tool, question.text]
        parts.reserveCapacity(parts.count + 3 * fingerprints.count + 1)
        for fingerprint in fingerprints { parts += [fingerprint.data, fingerprint.version, fingerprint.policy] }
        parts.append(prompt)
        words = Self.digest(of: parts)
    }

    private static func digest(of parts: [String]) -> InlineWords {
        let size = parts.reduce(0) { $0 + 8 + $1.utf8.count }
        // All in one piece, since each piece costs the hash a call.
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { bytes in
            var end = 0
            for var part in parts {
                part.withUTF8 { text in
                    // The length goes first, so that no two lists of parts are the same bytes.
                    bytes.storeBytes(of: UInt64(text.count).littleEndian, toByteOffset: end, as: UInt64.self)
                    bytes[(end + 8)...].copyBytes(from: text)
                    end += 8 + text.count
                }
            }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return hash.finalize().withUnsafeBytes { InlineWords($0) }
        }
    }
}

/// The 32 bytes of a digest, without memory of their own.
private struct InlineWords: Hashable, Sendable {
    let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    var bytes: [UInt8] {
        [first, second, third, fourth].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
    }

    init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 32, "a digest has 32 bytes, found \(bytes.count)")
        func word(_ number: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: number * 8, as: UInt64.self))
        }
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }
}
