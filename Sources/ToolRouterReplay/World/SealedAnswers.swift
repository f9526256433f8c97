import Synchronization
import ToolRouter
import ToolRouterFormats

/// The answer cache of several processes, as a simulation has it: what a server keeps of an answer is what the seal of the real
/// one makes of it, and what does not open is `unreadable`.
final class SealedAnswers: AnswerStore {
    private let settings: CacheSettings
    private let server: any AnswerServer
    private let seal: any Sealing
    /// The answers that were sealed so far: each has a nonce of its own.
    private let sealed = Mutex<UInt64>(0)

    /// - Parameter seed: the secret follows from it.
    convenience init(_ settings: CacheSettings, seed: UInt64, server: any AnswerServer) {
        let draw = KeyedDraw(seed: seed)
        let secret = (UInt64(0)..<4).flatMap { part in
            withUnsafeBytes(of: draw.number("store", "secret", occurrence: part).littleEndian) { Array($0) }
        }
        self.init(settings, seal: AnswerSeal(secret: secret), server: server)
    }

    init(_ settings: CacheSettings, seal: any Sealing, server: any AnswerServer) {
        self.settings = settings
        self.seal = seal
        self.server = server
    }

    /// The same server behind another seal.
    func sealed(by seal: any Sealing) -> SealedAnswers {
        SealedAnswers(settings, seal: seal, server: server)
    }

    func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
        guard case .found(let found) = try await server.send(AnswerCommand(.look, key)).get() else {
            throw .unreadable
        }
        guard let bytes = found else { return nil }
        guard let answer = seal.open(bytes, for: key) else { throw .unreadable }
        return settings.judgingAge(of: answer, at: now)
    }

    func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool {
        guard answer.bytes <= settings.entryBytes else { return false }
        let bytes = seal.seal(answer, for: key, nonce: nextNonce())
        guard bytes.count <= settings.mostSealedBytes else { return false }
        _ = try await server.send(AnswerCommand(.keep(bytes), key)).get()
        return true
    }

    func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
        _ = try await server.send(AnswerCommand(.forget, key)).get()
    }

    private func nextNonce() -> [UInt8] {
        let number = sealed.withLock { number in
            number += 1
            return number
        }
        return [0, 0, 0, 0] + withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

/// What `SealedAnswers` needs of a seal.
protocol Sealing: Sendable {
    func seal(_ answer: StoredAnswer, for key: CacheKey, nonce: [UInt8]?) -> [UInt8]
    func open(_ bytes: [UInt8], for key: CacheKey) -> StoredAnswer?
}

extension AnswerSeal: Sealing {}
