package import ToolRouter

/// How long and how many answers the answer cache keeps.
package struct CacheSettings: Hashable, Sendable {
    /// How long an answer is fresh.
    package var ttl = Duration.seconds(300)
    /// The most answers; 1 to 1,000,000.
    package var entries = 10_000
    /// How long an answer is kept after that, in case the planner fails; zero when it is not kept.
    package var staleIfError = Duration.zero
    /// The most bytes of one answer.
    package var entryBytes = 1_000_000
    /// The most bytes of all answers.
    package var bytes = 256_000_000

    package init() {}

    /// A store that keeps to them.
    ///
    /// - Parameter keepsJSON: whether rows are written as JSON when they are stored, as a service wants it.
    package func store(keepsJSON: Bool = false) -> InMemoryAnswerStore {
        InMemoryAnswerStore(
            ttl: ttl, entries: entries, staleIfError: staleIfError, entryBytes: entryBytes, bytes: bytes,
            keepsJSON: keepsJSON)
    }

    /// The most bytes of an answer that is sealed: fewer than it is estimated at, but for what every answer has.
    package var mostSealedBytes: Int { entryBytes + AnswerSeal.overhead + 1_024 }

    /// An answer that a shared store still had, by its own age: how long it stays fresh, or nil where it is of no use any more.
    /// One of a process whose clock is ahead is as fresh as can be.
    package func judgingAge(of answer: StoredAnswer, at now: Timestamp) -> StoredAnswer? {
        var answer = answer
        answer.freshFor = min(ttl, ttl - (now - answer.storedAt))
        return answer.freshFor >= .zero - staleIfError ? answer : nil
    }
}

extension CacheSettings {
    private static let keys = [
        "ttl", "entries", "stale_if_error", "early_refresh", "entry_bytes", "bytes", "scope", "fold_case",
    ]

    /// Reads a mapping, or `off`, which is nil. The router's configuration reads when answers are renewed,
    /// whose they are, and by which rule questions are the same.
    init?(_ node: ConfigurationNode) throws(FileError) {
        if case .scalar = node.content {
            guard try node.text("a mapping or `off`") == "off" else {
                throw node.fault(
                    expected: "a mapping or `off`", remedy: "write `off`, or leave the key out for the defaults")
            }
            return nil
        }
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let ttl = try section.duration("ttl") { self.ttl = ttl }
        if let entries = try section.integer("entries", in: 1...1_000_000) { self.entries = entries }
        if let stale = try section.duration("stale_if_error") { staleIfError = stale }
        if let bytes = try section.integer("bytes", in: 1...1_000_000_000_000) { self.bytes = bytes }
        if let bytes = try section.integer("entry_bytes", in: 1...1_000_000_000) { entryBytes = bytes }
    }
}
