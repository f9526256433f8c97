import ToolRouter

/// Which of the answers that wait are to be accepted: a bit for each.
package struct AnswerChoice: Sendable {
    /// How many are to be accepted.
    package private(set) var count = 0
    /// How many others differ from the golden, and wait on.
    package private(set) var staying = 0

    /// A bit for each answer that waits, in their order.
    private var chosen: [UInt64] = []
    /// Those of the golden that the run lacks, and the golden is to lack.
    private var removed: Set<RequestID> = []

    /// Adds a request whose answers differ.
    ///
    /// - Parameter sequence: the place of its answer among those that wait, from 0; nil where the run lacks it.
    mutating func add(_ drift: Drift, at sequence: Int?, isChosen: Bool) {
        guard isChosen else {
            staying += 1
            return
        }
        count += 1
        guard let sequence else {
            removed.insert(drift.id)
            return
        }
        while sequence >> 6 >= chosen.count { chosen.append(0) }
        chosen[sequence >> 6] |= 1 << UInt64(sequence & 63)
    }

    /// Whether the answer at that place among those that wait is to be accepted.
    func contains(_ sequence: Int) -> Bool {
        sequence >> 6 < chosen.count && chosen[sequence >> 6] & 1 << UInt64(sequence & 63) != 0
    }

    /// Whether the golden's answer to `id`, which the run lacks, is to go.
    func removes(_ id: RequestID) -> Bool { removed.contains(id) }
}
