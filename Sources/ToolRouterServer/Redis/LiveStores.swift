import Crypto
import Foundation
import Logging
import ToolRouter
import ToolRouterFormats

/// The stores that a server shares with others: in a Redis, or none.
struct LiveStores: Sendable {
    /// Keeps answers; nil where they stay in the process, or none are kept.
    private(set) var answers: (any AnswerStore)?
    /// Keeps allowances; nil where they stay in the process.
    private(set) var limits: (any RateLimitStore)?
    /// The seed of the names that limits know callers by, which all who share them have; nil where they stay in the process.
    private(set) var limitSeed: UInt64?
    private var clients: [RedisClient] = []

    /// None: everything stays in the process.
    init() {}

    /// Those of the section `redis`, whose secrets are looked up now. Nobody waits for a connection.
    init(_ redis: RedisSettings, _ router: RouterSettings, environment: [String: String], logger: Logger) throws {
        let access = try redis.resolved(environment: environment)
        let secret = Array(access.key.reveal().utf8)
        if access.keepsAnswers, let cache = router.cache {
            var settings = access.client
            settings.replyBytes = max(settings.replyBytes, cache.mostSealedBytes + 1_024)
            settings.waitingBytes = max(settings.waitingBytes, 4 * settings.replyBytes)
            let client = Self.client(settings, use: "answers", logger)
            clients.append(client)
            answers = RedisAnswerStore(cache, prefix: access.prefix, seal: AnswerSeal(secret: secret), redis: client)
        }
        if access.keepsLimits {
            let client = Self.client(access.limitsClient ?? access.client, use: "limits", logger)
            clients.append(client)
            limits = RedisRateLimitStore(router.router.limits, prefix: access.prefix, redis: client)
            limitSeed = Self.limitSeed(secret)
            for limit in router.router.limits.coarseInMicroseconds {
                logger.warning(
                    "a limit is too fine for a Redis, which counts in microseconds: it is met by more than 1 % off",
                    metadata: [
                        "scope": "\(limit.scope.rawValue)", "unit": "\(limit.unit.rawValue)",
                        "per_second": "\(limit.perSecond)", "role": "\(limit.role?.text ?? "everybody")",
                    ])
            }
        }
    }

    /// Closes all connections.
    func close() {
        for client in clients { client.close() }
    }

    private static func client(_ settings: RedisClientSettings, use: String, _ logger: Logger) -> RedisClient {
        RedisClient(settings) { notice in
            logger.log(level: notice.level, "\(notice.words)", metadata: ["use": "\(use)"])
        }
    }

    /// Names of callers that nobody can foretell who has not the secret.
    private static func limitSeed(_ key: [UInt8]) -> UInt64 {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("toolrouter limits 1".utf8), using: SymmetricKey(data: key))
        return code.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}

extension RedisNotice {
    /// How bad it is.
    fileprivate var level: Logger.Level {
        switch self {
        case .connected: .info
        case .disconnected, .refused: .warning
        }
    }

    /// In words for the log.
    fileprivate var words: String {
        switch self {
        case .connected: "the Redis is connected"
        case .disconnected(let reason): "the Redis is not connected: \(reason.rawValue)"
        case .refused(let word): "the Redis refuses to serve: \(word)"
        }
    }
}
