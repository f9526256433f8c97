package import ToolRouter
package import ToolRouterFormats

/// The answer cache in a Redis, which several servers share.
///
/// Every answer is sealed: see `AnswerSeal`. What is found and does not open, whoever wrote it, is `unreadable`, and so no
/// answer. How old an answer is follows from when it was stored by the clock of who stored it, so the clocks of the servers
/// should agree; the expiry in the Redis bounds it by the Redis's own clock.
package final class RedisAnswerStore: AnswerStore {
    /// From how many bytes on an answer is sealed and opened on a thread of its own, since that may take a millisecond.
    private static let large = 1 << 16

    private let settings: CacheSettings
    private let seal: AnswerSeal
    private let redis: any RedisCommanding
    private let prefix: [UInt8]
    private let mostBytes: Int
    private let threads = SealingThreads()

    /// - Parameters:
    ///   - settings: how long answers are kept, and how large one may be. How many there may be is the Redis's to say.
    ///   - prefix: begins the name of every key.
    ///   - seal: seals them.
    ///   - redis: where they are.
    package init(_ settings: CacheSettings, prefix: String, seal: AnswerSeal, redis: any RedisCommanding) {
        self.settings = settings
        self.seal = seal
        self.redis = redis
        self.prefix = Array("\(prefix):a:".utf8)
        mostBytes = settings.mostSealedBytes
    }

    package func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
        // No more is fetched than an answer can have: what is longer is cut, and does not open.
        let command = RedisCommand([Self.getRange, name(of: key), Self.zero, Array(String(mostBytes - 1).utf8)])
        guard case .bytes(let bytes) = try await reply(to: command) else { throw .unreadable }
        guard !bytes.isEmpty else { return nil }
        let opened = try await work(on: bytes.count) { [seal] in seal.open(bytes, for: key) }
        guard let answer = opened else { throw .unreadable }
        return settings.judgingAge(of: answer, at: now)
    }

    package func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool
    {
        let life = (settings.ttl + settings.staleIfError).millisecondsRoundedUp
        guard answer.bytes <= settings.entryBytes, life > 0 else { return false }
        let bytes = try await work(on: answer.bytes) { [seal] in seal.seal(answer, for: key) }
        guard bytes.count <= mostBytes else { return false }
        let command = RedisCommand([Self.set, name(of: key), bytes, Self.expiry, Array(String(life).utf8)])
        guard case .status = try await reply(to: command) else { throw .unreadable }
        return true
    }

    package func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
        _ = try await reply(to: RedisCommand([Self.unlink, name(of: key)]))
    }

    /// Seals or opens so many bytes: here when they are few.
    private func work<Success: Sendable>(
        on bytes: Int, _ work: @escaping @Sendable () -> Success
    ) async throws(StoreFailure) -> Success {
        guard bytes >= Self.large else { return work() }
        guard let success = await threads.run(work) else { throw .overloaded }
        return success
    }

    private func name(of key: CacheKey) -> [UInt8] {
        var name = prefix
        name.append(contentsOf: seal.name(of: key).hexadecimal.utf8)
        return name
    }

    private func reply(to command: RedisCommand) async throws(StoreFailure) -> RedisReply {
        switch await redis.send([command]) {
        case .success(let replies):
            guard replies.count == 1 else { throw .unreadable }
            if case .error(let text) = replies[0] { throw StoreFailure(redisError: text) }
            return replies[0]
        case .failure(let failure): throw StoreFailure(failure)
        }
    }

    private static let getRange = Array("GETRANGE".utf8)
    private static let set = Array("SET".utf8)
    private static let unlink = Array("UNLINK".utf8)
    private static let expiry = Array("PX".utf8)
    private static let zero = Array("0".utf8)
}
