import ToolRouter
import ToolRouterFormats

/// A case under way: what has happened to one request so far. Its book changes it, under its lock.
final class CaseDraft {
    let sequence: Int
    private let request: Request
    private let at: Timestamp
    private let expected: ExpectedAnswer?
    /// What the recordings had to say when the request's task ended.
    private var outcome: (miss: String?, isUnused: Bool)?
    private var openShadows = 0
    private var isBeingStored = false
    /// What the trail says of the storing, which follows the answer.
    private var storeWord: String?
    private var answer: Answer?
    private var settledAt: Timestamp?
    private var trail: [String] = []
    private var shadows: [(planner: PlannerName, proposal: ShadowProposal)] = []

    init(sequence: Int, request: Request, at: Timestamp, expected: ExpectedAnswer?) {
        self.sequence = sequence
        self.request = request
        self.at = at
        self.expected = expected
        trail.reserveCapacity(12)
    }

    func take(_ event: RouterEvent) {
        let word = event.kind.trailWord
        switch event.kind {
        case .storing: isBeingStored = true
        case .stored, .notStored:
            isBeingStored = false
            storeWord = word
            return
        // What is told to a store after the answer is not on its way.
        case .storeFailed where answer != nil: return
        case .shadowStarted: openShadows += 1
        case .shadowEnded(let planner, let proposal):
            openShadows -= 1
            shadows.append((planner, proposal))
        case .settled(let settled):
            answer = settled
            settledAt = event.at
        default: break
        }
        if let word { trail.append(word) }
    }

    /// The request's task has ended.
    func end(_ outcome: (miss: String?, isUnused: Bool)) {
        self.outcome = outcome
    }

    /// Stops waiting for candidates.
    func giveUpShadows() {
        openShadows = 0
    }

    /// The case, when nothing more can happen to it.
    var finished: Case? {
        guard openShadows <= 0, !isBeingStored, let outcome, let answer, let settledAt else { return nil }
        let shadows = shadows.sorted { $0.planner < $1.planner }
        // A trail ends with how the request ended, and then come its candidates.
        let way = storeWord.map { trail.dropLast() + [$0] + trail.suffix(1) } ?? trail
        return Case(
            sequence: sequence, request: request, at: at, expected: expected, answer: answer, settledAt: settledAt,
            trail: way + shadows.map { $0.proposal.trailWord(of: $0.planner) }, shadows: shadows,
            recordingMiss: outcome.miss, isUnused: outcome.isUnused)
    }
}
