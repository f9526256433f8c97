/// Why there is no reply. No case holds a text: what a server or an address says must not reach an answer.
package enum RedisFailure: String, Error, Hashable, CaseIterable, Sendable {
    /// There is no connection at the moment: the command was not sent.
    case disconnected
    /// Too many commands wait: the command was not sent.
    case overloaded
    /// The connection ended before the reply came: whether the command was carried out is unknown.
    case lost
    /// The reply took too long: whether the command was carried out is unknown.
    case timedOut = "timed_out"
    /// The caller left before the reply came: whether the command was carried out is unknown.
    case cancelled
}

/// What sends commands to a Redis: a client, or in tests something scripted.
package protocol RedisCommanding: Sendable {
    /// Sends `commands` together and in this order, and returns a reply for each, errors of the server among them.
    ///
    /// Never sends anything twice. It returns early where the caller's task is cancelled, and in any case within the time that
    /// is set for commands.
    func send(_ commands: [RedisCommand]) async -> Result<[RedisReply], RedisFailure>
}
