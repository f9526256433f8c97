/// What a client says of its connections, on change only. It holds no password, no user and no text of the server.
package enum RedisNotice: Hashable, Sendable {
    /// There is a connection, after there was none.
    case connected
    /// There is no connection.
    case disconnected(Reason)
    /// The server takes the connection and refuses to serve; the word is the first of its error, such as `WRONGPASS`.
    case refused(RedisErrorWord)

    /// Why there is no connection.
    package enum Reason: String, Hashable, Sendable {
        /// The server ended it.
        case closed
        /// The server did not answer in time.
        case timedOut = "timed_out"
        /// Nobody listens there, or no way leads there.
        case unreachable
        /// The name of the host is not known.
        case unresolved
        /// What came was not the protocol of a Redis, or nobody had asked for it.
        case unreadable
        /// A reply was longer than the settings allow.
        case tooLong = "too_long"
        /// This machine has no socket or no memory left for it.
        case exhausted
    }
}
