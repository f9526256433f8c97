import ToolRouter
import ToolRouterFormats

/// What a simulation does, step by step, to be folded on another thread.
///
/// Steps are put in on the simulation's thread only, and are folded in the order of that thread.
final class ReplayTape: EventObserver, FaultObserver, @unchecked Sendable {
    /// One thing that happened.
    enum Step: Sendable {
        /// A request is about to be asked.
        case asked(
            Request, at: Timestamp, expected: ExpectedAnswer?, answered: AnswerRecord?, holds: RecordedContent)
        case event(RouterEvent)
        case fault(InjectedFault)
        /// The request's task has ended; what the recordings lacked for it, and whether it has attempts that the
        /// router did not ask for.
        case ended(RequestID, miss: String?, isUnused: Bool)

        /// What it is the first to hold, where that can be much: a question, a model's text, rows.
        var bytes: Int {
            switch self {
            case .asked(let request, _, _, _, _): request.question.utf8.count
            case .event(let event):
                switch event.kind {
                case .ran(_, let result): result.bytes
                case .attemptEnded(_, .replied(let reply, _, _), _): reply.text.utf8.count
                default: 0
                }
            case .fault, .ended: 0
            }
        }
    }

    private let behind: BackgroundFold<Step>
    /// Whether the fold has failed: `finish` will say why.
    private(set) var isBroken = false

    /// `fold` is called on a thread of its own, until it throws.
    init(_ fold: @escaping (Step) throws -> Void) {
        behind = BackgroundFold(batchSize: 512, fold)
    }

    func put(_ step: Step) {
        if !behind.hand(step, bytes: step.bytes) { isBroken = true }
    }

    func observe(_ event: RouterEvent) {
        put(.event(event))
    }

    func observe(_ fault: InjectedFault) {
        put(.fault(fault))
    }

    /// Waits until everything is folded. Throws what the fold threw.
    func finish() throws {
        try behind.finish()
    }
}
