package import ToolRouter
import ToolRouterFormats

/// What a simulation does, step by step, to be folded.
///
/// Steps are put in on the simulation's thread only, and are folded in the order of that thread.
package final class ReplayTape: EventObserver, FaultObserver, @unchecked Sendable {
    /// One thing that happened.
    enum Step: Sendable {
        /// A request is about to be asked.
        indirect case asked(
            Request, at: Timestamp, expected: ExpectedAnswer?, answered: AnswerRecord?, holds: RecordedContent)
        /// What the router has done, and when that truly was.
        case event(RouterEvent, at: Timestamp)
        case fault(InjectedFault)
        /// The request's task has ended; what the recordings lacked for it, and whether it has attempts that the
        /// router did not ask for.
        case ended(RequestID, miss: String?, isUnused: Bool)

        /// What it is the first to hold, where that can be much: a question, a model's text, rows.
        var bytes: Int {
            switch self {
            case .asked(let request, _, _, _, _): request.question.utf8.count
            case .event(let event, _):
                switch event.kind {
                case .ran(_, let result): result.bytes
                case .attemptEnded(_, .replied(let reply, _, _), _): reply.text.utf8.count
                default: 0
                }
            case .fault, .ended: 0
            }
        }
    }

    /// Where steps are folded.
    package enum Place: Sendable {
        /// On a thread of its own, beside the simulation: the faster way for one long replay.
        case behind
        /// On the simulation's thread, at once: the faster way for many short ones, a processor each.
        case inline
    }

    private enum Fold {
        case behind(BackgroundFold<Step>)
        case inline((Step) throws -> Void)
    }

    private let fold: Fold
    private let scheduler: (any Scheduler)?
    private var failure: (any Error)?
    /// Whether the fold has failed: `finish` will say why.
    private(set) var isBroken = false

    /// `fold` is called until it throws.
    ///
    /// - Parameters:
    ///   - scheduler: knows the true time; nil takes the router's word for it.
    ///   - uptime: measures the waits; nil measures none.
    init(
        _ place: Place = .behind, on scheduler: (any Scheduler)? = nil, uptime: (@Sendable () -> Duration)? = nil,
        _ fold: @escaping (Step) throws -> Void
    ) {
        self.scheduler = scheduler
        switch place {
        case .behind: self.fold = .behind(BackgroundFold(batchSize: 512, uptime: uptime, fold))
        case .inline: self.fold = .inline(fold)
        }
    }

    func put(_ step: Step) {
        switch fold {
        case .behind(let behind):
            if !behind.hand(step, bytes: step.bytes) { isBroken = true }
        case .inline(let fold):
            if isBroken { return }
            do {
                try fold(step)
            } catch {
                failure = error
                isBroken = true
            }
        }
    }

    package func observe(_ event: RouterEvent) {
        put(.event(event, at: scheduler?.now ?? event.at))
    }

    package func observe(_ fault: InjectedFault) {
        put(.fault(fault))
    }

    /// How long the simulation has waited for the fold, and the fold for the simulation.
    var waits: (simulation: Duration, fold: Duration) {
        guard case .behind(let behind) = fold else { return (.zero, .zero) }
        let waits = behind.waits
        return (waits.giver, waits.thread)
    }

    /// Waits until everything is folded. Throws what the fold threw.
    func finish() throws {
        if case .behind(let behind) = fold { try behind.finish() }
        if let failure { throw failure }
    }
}
