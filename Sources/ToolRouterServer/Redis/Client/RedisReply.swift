/// What a Redis says to one command (RESP2), copied out of hiredis's memory.
package enum RedisReply: Hashable, Sendable {
    /// Nothing, such as the value of a key that is not there.
    case nothing
    case integer(Int64)
    case bytes([UInt8])
    /// A word such as `OK`.
    case status(String)
    /// The command failed; the first word says how, such as `NOSCRIPT` or `OOM`.
    case error(String)
    case list([RedisReply])
}
