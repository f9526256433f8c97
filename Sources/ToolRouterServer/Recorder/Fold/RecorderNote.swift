import ToolRouter
import ToolRouterFormats

/// What a recorder keeps of an event while it waits for the recorder's thread: as little as the line of its request needs.
///
/// Most events come to a word of the trail. Their contents are freed where they were made, and not by another thread.
struct RecorderNote: Sendable {
    enum Content: Sendable {
        /// What the trail says of the event.
        case word(String)
        /// The guard allowed a plan for this tool.
        case approved(ToolName, word: String?)
        /// The tool's call ended, and the trail says so.
        case ran(ServiceReply?, word: String?)
        case decided(Decision)
        /// The answer left, and the trail says so.
        case settled(LeftAnswer, word: String?)
        /// All of it.
        case event(RouterEvent)
    }

    /// Names the request in little.
    let key: UInt64
    /// When it happened.
    let at: Timestamp
    let content: Content
    /// The memory it takes while it waits, estimated.
    let bytes: Int

    /// The note of an event; nil where a line needs nothing of it.
    init?(_ event: RouterEvent) {
        var bytes = 128
        switch event.kind {
        case .decided(let decision): content = .decided(decision)
        case .approved(let plan, _): content = .approved(plan.tool, word: event.kind.trailWord)
        case .ran(let plan, let result):
            let reply = ServiceReply(plan, .success(result))
            bytes += reply?.bytes ?? 0
            content = .ran(reply, word: event.kind.trailWord)
        case .runFailed(let plan, let error):
            let reply = ServiceReply(plan, .failure(error))
            bytes += reply?.bytes ?? 0
            content = .ran(reply, word: event.kind.trailWord)
        case .received(let request):
            bytes = 512 + request.question.utf8.count + (request.plan?.bytes ?? 0)
            content = .event(event)
        case .callFinished(let call):
            bytes = 384
            if case .success(let reply) = call.result { bytes += reply.text.utf8.count }
            content = .event(event)
        case .settled(let answer):
            let left = LeftAnswer(answer)
            bytes += left.bytes
            content = .settled(left, word: event.kind.trailWord)
        case .shadowEnded(_, let proposal):
            bytes = 512 + (proposal.reply?.text.utf8.count ?? 0)
            content = .event(event)
        case .attemptStarted, .storing, .stored, .notStored, .storeFailed, .shadowStarted, .shadowCompared:
            content = .event(event)
        default:
            guard let word = event.kind.trailWord else { return nil }
            content = .word(word)
        }
        key = Self.key(of: event.request)
        at = event.at
        self.bytes = bytes
    }

    /// Whether it is the first of its request.
    var isArrival: Bool {
        if case .event(let event) = content, case .received = event.kind { true } else { false }
    }

    /// 64 bits in place of a name, drawn anew by each process: of the requests that are under way at once no two have the same.
    static func key(of request: RequestID) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(request)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
