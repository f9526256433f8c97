import ToolRouter

extension StoreFailure {
    /// What it means for a store that there is no reply.
    init(_ failure: RedisFailure) {
        self =
            switch failure {
            case .disconnected, .lost: .unavailable
            case .overloaded: .overloaded
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            }
    }

    /// What an error says, by its first word. A value of another type than a store writes is not the server's fault; all else is
    /// a refusal: no room (`OOM`), loading, a replica that takes no writes (`READONLY`), no leave (`NOAUTH`, `NOPERM`), and so on.
    init(redisError text: String) {
        self = text.hasPrefix("WRONGTYPE") ? .unreadable : .refused
    }
}
