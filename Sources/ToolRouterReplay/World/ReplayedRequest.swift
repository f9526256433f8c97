import Synchronization
import ToolRouter
import ToolRouterFormats

/// The request in whose tasks something happens. Seams that are not told it, such as stores, look here.
final class ReplayedRequest: Sendable {
    @TaskLocal private static var bound: ReplayedRequest?

    let request: Request
    /// When it arrived.
    let arrivedAt: Timestamp
    /// The moment from which its recording counts.
    let epoch: Timestamp
    private let uses = Mutex<[FaultTarget: Int]>([:])
    /// The rules of a fault plan, by number, that have told that they hit it.
    private let told = Mutex<Set<Int>>([])
    /// The recorded decisions that were not made yet.
    private let decisions: Mutex<[RecordedDecision]>

    /// - Parameters:
    ///   - arrivedAt: when it arrives.
    ///   - recorded: what was recorded of it; nil takes nothing from there.
    init(_ request: Request, at arrivedAt: Timestamp, recorded: RecordedExchange? = nil) {
        self.request = request
        self.arrivedAt = arrivedAt
        epoch = arrivedAt + .microseconds(-(recorded?.atMicroseconds ?? 0))
        decisions = Mutex(recorded?.decisions ?? [])
    }

    /// Takes the next recorded decision at `point`; nil where there is none.
    func nextDecision(at point: DecisionPoint) -> RecordedDecision? {
        decisions.withLock { decisions in
            let next = decisions.firstIndex { $0.stage == point.kind.rawValue && $0.candidate == point.candidate }
            return next.map { decisions.remove(at: $0) }
        }
    }

    /// That of the task that asks; nil where it is nobody's.
    static var current: ReplayedRequest? { bound }

    /// Does `work` for the request, and all that it starts.
    func bind(_ work: () async -> Void) async {
        await Self.$bound.withValue(self, operation: work)
    }

    /// Whether that rule of a fault plan has not told yet that it hit the request.
    func isFirst(_ rule: Int) -> Bool { told.withLock { $0.insert(rule).inserted } }

    /// Which use of `seam` for the request this one is, from 1.
    func nextUse(of seam: FaultTarget) -> Int {
        uses.withLock { uses in
            uses[seam, default: 0] += 1
            return uses[seam, default: 0]
        }
    }
}
