import CHiredis
import Glibc
import ToolRouter

/// The way to a connection that serves: TCP, then who asks, which database, and whether the server is ready, all of it
/// within one budget. Only the name of the host may take longer to look up, and only the lane's thread waits for it.
struct RedisConnect {
    private let settings: RedisClientSettings
    private let lane: RedisLane
    private let deadline: MonotonicMoment

    init(_ settings: RedisClientSettings, _ lane: RedisLane) {
        self.settings = settings
        self.lane = lane
        deadline = .now + settings.connectTimeout.wholeNanoseconds
    }

    /// A connection, or what to say of the failure. The lane knows its socket then, and has to forget it before the
    /// connection goes.
    func run() -> Result<RedisConnection, RedisRefusal> {
        guard let context = redisConnectNonBlock(settings.host, Int32(settings.port)) else {
            return .failure(.disconnected(.exhausted))
        }
        guard context.pointee.err == 0 else {
            let reason = Self.reason(of: context)
            redisFree(context)
            return .failure(.disconnected(reason))
        }
        let connection = RedisConnection(context, replyBytes: settings.replyBytes)
        // Processes that this one starts must not keep it open.
        _ = fcntl(connection.socket, F_SETFD, FD_CLOEXEC)
        guard lane.adopt(connection.socket) else { return .failure(.disconnected(.closed)) }
        if let refusal = reach(connection.socket) ?? greet(connection) {
            lane.forgetSocket()
            return .failure(refusal)
        }
        return .success(connection)
    }

    /// Why there is not even a socket. hiredis has one code, "other", for a name that is not known and for an address that no
    /// socket could be connected to; the text tells them apart.
    private static func reason(of context: UnsafeMutablePointer<redisContext>) -> RedisNotice.Reason {
        guard context.pointee.err == REDIS_ERR_OTHER else { return .unreachable }
        let text = withUnsafeBytes(of: &context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard text.hasPrefix("Can't create socket") else { return .unresolved }
        return [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains { text.hasSuffix(String(cString: strerror($0))) }
            ? .exhausted : .unreachable
    }

    /// Waits for TCP's handshake.
    private func reach(_ socket: Int32) -> RedisRefusal? {
        if let reason = wait(for: POLLOUT, socket) { return .disconnected(reason) }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0, code == 0 else {
            return .disconnected(code == ETIMEDOUT ? .timedOut : .unreachable)
        }
        // Commands are small, and nobody gains from their waiting for each other in the kernel.
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, length)
        return nil
    }

    /// Says who asks, chooses the database and asks whether the server is ready, together.
    private func greet(_ connection: RedisConnection) -> RedisRefusal? {
        let commands = greeting
        for command in commands {
            if let reason = connection.append(command, bytes: command.bytes) { return .disconnected(reason) }
        }
        var replies = 0
        while replies < commands.count {
            if let reason = connection.write() { return .disconnected(reason) }
            let events = connection.isWritten ? POLLIN : POLLIN | POLLOUT
            if let reason = wait(for: events, connection.socket) { return .disconnected(reason) }
            if case .failure(let reason) = connection.read() { return .disconnected(reason) }
            while replies < commands.count {
                guard case .success(let next) = connection.reply() else { return .disconnected(.unreadable) }
                guard let reply = next else { break }
                switch reply {
                case .status: replies += 1
                case .error(let text): return .refused(RedisErrorWord(of: text))
                default: return .disconnected(.unreadable)
                }
            }
        }
        // What nobody asked for would be taken for the reply to the first command.
        return connection.hasRest ? .disconnected(.unreadable) : nil
    }

    private var greeting: [RedisCommand] {
        var commands: [RedisCommand] = []
        if let password = settings.password {
            commands.append(RedisCommand(["AUTH"] + (settings.user.map { [$0] } ?? []) + [password.reveal()]))
        }
        if settings.database != 0 { commands.append(RedisCommand(["SELECT", "\(settings.database)"])) }
        commands.append(RedisCommand(["PING"]))
        return commands
    }

    /// Waits until the socket is ready; returns why it is not.
    private func wait(for events: Int32, _ socket: Int32) -> RedisNotice.Reason? {
        while true {
            if lane.isClosed { return .closed }
            let now = MonotonicMoment.now
            guard now < deadline else { return .timedOut }
            if lane.wait(until: deadline, from: now, for: events, of: socket) != 0 { return nil }
        }
    }
}

/// Why a connect failed.
enum RedisRefusal: Error, Hashable {
    case disconnected(RedisNotice.Reason)
    case refused(RedisErrorWord)

    var notice: RedisNotice {
        switch self {
        case .disconnected(let reason): .disconnected(reason)
        case .refused(let word): .refused(word)
        }
    }
}
