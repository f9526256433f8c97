import ToolRouter

/// What a server that keeps answers for several processes is asked to do. To the server an answer is bytes.
final class AnswerCommand: Sendable {
    enum Use: Sendable {
        case look
        case keep([UInt8])
        case forget
    }

    let use: Use
    let key: CacheKey
    /// The tenant of whoever asks; a key does not tell.
    let tenant: TenantID?

    init(_ use: Use, _ key: CacheKey) {
        tenant = ReplayedRequest.current?.request.caller.tenant
        self.use = use
        self.key = key
    }
}

/// What it says.
enum AnswerReply: Sendable {
    /// What it has, or nothing.
    case found([UInt8]?)
    /// It did what it was told.
    case done
}

/// Keeps bytes by key, and may fail.
protocol AnswerServer: Sendable {
    /// Does what `command` says.
    func send(_ command: AnswerCommand) async -> Result<AnswerReply, StoreFailure>
}
