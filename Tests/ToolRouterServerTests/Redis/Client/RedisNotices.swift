import Synchronization

@testable import ToolRouterServer

/// The notices of a client, and the client with settings that a busy machine does not upset.
final class RedisNotices: Sendable {
    private let notices = Mutex<[RedisNotice]>([])

    var all: [RedisNotice] { notices.withLock { $0 } }

    func add(_ notice: RedisNotice) {
        notices.withLock { $0.append(notice) }
    }

    /// A client of a server on this machine.
    ///
    /// - Parameter timeout: of connects and commands; long unless the test waits for its end.
    func client(
        _ port: Int, timeout: Duration = .seconds(600), _ change: (inout RedisClientSettings) -> Void = { _ in }
    ) -> RedisClient {
        var settings = RedisClientSettings(host: "127.0.0.1", port: port)
        settings.connectTimeout = .seconds(600)
        settings.commandTimeout = timeout
        settings.backOff = .milliseconds(5)...(.milliseconds(50))
        change(&settings)
        return RedisClient(settings) { self.add($0) }
    }
}

extension RedisClient {
    /// One command given as words.
    func ask(_ words: String...) async -> Result<RedisReply, RedisFailure> {
        await send([RedisCommand(words)]).map { $0[0] }
    }

    /// Waits until it is connected.
    func connected() async -> Bool {
        await HangGuard.wait { self.tally.isConnected }
    }
}
