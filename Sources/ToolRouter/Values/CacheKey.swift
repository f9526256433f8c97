import Crypto

/// Names an answer by everything it depends on. Each part is demanded, so that forgetting one does not compile.
public struct CacheKey: Hashable, Sendable {
    /// SHA-256 over the parts.
    public let digest: [UInt8]

    public func hash(into hasher: inout Hasher) {
        // Eight bytes of a digest are as good as all.
        digest.withUnsafeBytes { hasher.combine($0.loadUnaligned(as: UInt64.self)) }
    }

    /// - Parameters:
    ///   - tenant: whose answer it is; no other tenant can recall it.
    ///   - tool: the tool the router chose, or the word for leaving it to the planner.
    ///   - question: the question, normalised.
    ///   - fingerprints: what the answer depends on, for each tool that may be used.
    ///   - prompt: the planner and its prompt.
    public init(
        tenant: TenantID, tool: String, question: CanonicalQuestion, fingerprints: [ToolFingerprint], prompt: String
    ) {
        var hash = SHA256()
        func add(_ part: String) {
            var part = part
            part.withUTF8 { bytes in
                // The length goes first, so that no two lists of parts are the same bytes.
                withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
                hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            }
        }
        add(tenant.text)
        add(tool)
        add(question.text)
        for fingerprint in fingerprints {
            add(fingerprint.data)
            add(fingerprint.version)
            add(fingerprint.policy)
        }
        add(prompt)
        digest = Array(hash.finalize())
    }
}
