import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

/// Lets each decision wait for the moment, and among those of one moment for the place, that it had when it was recorded.
///
/// A decision that was not recorded is made as it comes, and one that is not made again is waited for by nobody: what changed
/// since then goes its own way. Nothing waits beyond the deadline of its request, whatever a recording says, but what comes
/// after the answer.
final class RecordedOrder: DecisionOrder {
    private let scheduler: SimulatedScheduler
    /// The time a request may take unless it says so itself.
    private let patience: Duration
    private let isRecorded = Mutex(false)

    init(_ scheduler: SimulatedScheduler, patience: Duration) {
        self.scheduler = scheduler
        self.patience = patience
    }

    /// Whether any request so far has recorded decisions.
    var mayWait: Bool { isRecorded.withLock { $0 } }

    /// A request with recorded decisions comes under way.
    func begin() {
        isRecorded.withLock { $0 = true }
    }

    func turn(of request: RequestID, at point: DecisionPoint) async {
        guard let replayed = ReplayedRequest.current, replayed.request.id == request,
            let decision = replayed.nextDecision(at: point)
        else { return }
        var moment = replayed.epoch + .microseconds(decision.atMicroseconds)
        if point.kind.isBeforeAnswer {
            moment = min(moment, replayed.arrivedAt + (replayed.request.deadline ?? patience))
        }
        await scheduler.wait(until: moment, place: UInt64(decision.sequence))
    }

    /// A replay keeps the order; it makes none.
    var givesNumbers: Bool { false }

    func number() -> DecisionNumber? { nil }
}

extension DecisionPoint.Kind {
    /// Whether the answer waits for it.
    fileprivate var isBeforeAnswer: Bool {
        switch self {
        case .admit, .recall, .join, .ask, .circuit, .settle: true
        case .reply, .store: false
        }
    }
}
