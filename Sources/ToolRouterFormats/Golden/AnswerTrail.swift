package import ToolRouter
package import ToolRouterTools

/// What has happened to one request so far, as goldens keep it: folded from its events, by a replay and by a recorder.
package struct AnswerTrail {
    /// The answer; nil before it left.
    package private(set) var answer: Answer?
    /// When it left.
    package private(set) var settledAt: Timestamp?
    /// What the candidates proposed, in the order in which they ended.
    package private(set) var proposals: [(planner: PlannerName, proposal: ShadowProposal)] = []
    private var words: [String] = []
    private var openShadows = 0
    private var isBeingStored = false
    /// What is said of the storing, which follows the answer.
    private var storeWord: String?
    private var isSettled = false

    package init() {
        words.reserveCapacity(12)
    }

    /// Takes the next event of the request.
    package mutating func take(_ event: RouterEvent) {
        let word = event.kind.trailWord
        switch event.kind {
        case .storing: isBeingStored = true
        case .stored, .notStored:
            isBeingStored = false
            storeWord = word
            return
        // What is told to a store after the answer is not on its way.
        case .storeFailed where isSettled: return
        case .shadowStarted: openShadows += 1
        case .shadowCompared: openShadows -= 1
        case .shadowEnded(let planner, let proposal):
            proposals.append((planner, proposal))
        case .settled(let settled):
            answer = settled
            settledAt = event.at
            isSettled = true
        default: break
        }
        if let word { words.append(word) }
    }

    /// Takes what another event comes to, one that does nothing but add this word.
    package mutating func append(_ word: String) {
        words.append(word)
    }

    /// Takes that the answer left, which this word says.
    package mutating func settle(_ word: String?) {
        isSettled = true
        if let word { words.append(word) }
    }

    /// Stops waiting for candidates.
    package mutating func giveUpShadows() {
        openShadows = 0
    }

    /// Whether nothing more can be said of it, once its task has ended.
    package var isComplete: Bool { openShadows <= 0 && !isBeingStored && isSettled }

    /// What each stage did, in order, then what the candidates said, sorted by name.
    package var trail: [String] {
        // It ends with how the request ended, and then come its candidates.
        var way = words
        if let storeWord { way.insert(storeWord, at: max(0, way.count - 1)) }
        if proposals.isEmpty { return way }
        return way + proposals.sorted { $0.planner < $1.planner }.map { $0.proposal.trailWord(of: $0.planner) }
    }
}

extension AnswerRecord {
    /// The record of an answer to the request `id`. Makes the digests of its rows, which takes longer than all the rest.
    ///
    /// - Parameters:
    ///   - latencyMicroseconds: from arrival to answer.
    ///   - orderMatters: whether the order of its rows says anything.
    package init(
        _ answer: Answer, to id: RequestID, latencyMicroseconds: Int64, orderMatters: Bool = true, trail: [String]
    ) {
        self.init(
            answer, to: id, latencyMicroseconds: latencyMicroseconds,
            result: answer.outcome.result.map { ResultDigest($0.table, orderMatters: orderMatters) }, trail: trail)
    }

    /// The record of an answer to the request `id`, of whose rows this is the digest.
    package init(
        _ answer: Answer, to id: RequestID, latencyMicroseconds: Int64, result: ResultDigest?, trail: [String]
    ) {
        self.init(
            id: id, outcome: answer.outcome.name, tool: answer.tool, source: answer.source,
            degraded: answer.degraded, code: answer.outcome.error?.code, sql: answer.plan?.sql,
            arguments: answer.plan?.argumentsBesideSQL,
            result: result, bill: answer.bill,
            latencyMicroseconds: latencyMicroseconds, trail: trail)
    }
}

extension Plan {
    /// What it calls its tool with beside a statement, as JSON sorted by name; nil when that is nothing.
    package var argumentsBesideSQL: String? {
        let hasSQL = sql != nil
        if hasSQL, arguments.count == 1 { return nil }
        var rest = arguments
        if hasSQL { rest["sql"] = nil }
        guard !rest.isEmpty else { return nil }
        var writer = JSONWriter()
        PlanArgument.object(rest).write(to: &writer)
        return writer.text
    }
}
