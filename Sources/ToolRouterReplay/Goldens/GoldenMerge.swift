import ToolRouter
import ToolRouterFormats

/// Goes through a golden and what waits beside it, answer by answer, and gives those that the golden has once a choice is accepted: in
/// the order of the golden, an added one behind that before which it comes in the run.
///
/// Both are read once more, in the same order; answers that come in another order on the other side are kept until they meet.
struct GoldenMerge {
    /// An answer that waits, at its place among those that do.
    private typealias Pending = (record: AnswerRecord, sequence: Int)

    private let golden: GoldenReader
    private let pending: GoldenReader
    private let choice: AnswerChoice
    /// What both sides have: 10 to 15 bytes an answer each.
    private let inGolden: SeenIdentifiers
    private let inPending: SeenIdentifiers
    private let write: (AnswerRecord) throws -> Void

    private var next: Pending?
    private var sequence = 0
    /// Those that came before their place in the golden, each with the added ones behind it.
    private var early: [RequestID: [Pending]] = [:]

    /// - Parameters:
    ///   - golden: at its first answer, as `pending` is.
    ///   - inGolden: the identifiers of the golden.
    ///   - inPending: the identifiers of what waits.
    ///   - write: gets the answers.
    init(
        golden: GoldenReader, pending: GoldenReader, choice: AnswerChoice, inGolden: SeenIdentifiers,
        inPending: SeenIdentifiers, write: @escaping (AnswerRecord) throws -> Void
    ) {
        self.golden = golden
        self.pending = pending
        self.choice = choice
        self.inGolden = inGolden
        self.inPending = inPending
        self.write = write
    }

    /// Gives all of them.
    mutating func run() throws {
        try advance()
        try writeAdded(takeAdded())
        while let former = try golden.next() {
            guard inPending.contains(former.id) else {
                if !choice.removes(former.id) { try write(former) }
                continue
            }
            guard let met = try meet(former) else {
                try write(former)
                continue
            }
            try write(choice.contains(met[0].sequence) ? met[0].record : former)
            try writeAdded(met.dropFirst())
        }
        // Only identifiers with the same fingerprint as one of the golden are left: they were added, too.
        for left in early.values.sorted(by: { $0[0].sequence < $1[0].sequence }) { try writeAdded(left[...]) }
    }

    /// The answer that waits for the same request, and the added ones behind it; nil when there is none after all.
    private mutating func meet(_ former: AnswerRecord) throws -> [Pending]? {
        if let met = early.removeValue(forKey: former.id) { return met }
        while let met = next {
            try advance()
            let group = try [met] + takeAdded()
            if met.record.id == former.id { return group }
            early[met.record.id] = group
        }
        return nil
    }

    private mutating func advance() throws {
        next = try pending.next().map { ($0, sequence) }
        sequence += 1
    }

    /// Those up to the next that the golden has, too, as far as they are chosen.
    private mutating func takeAdded() throws -> ArraySlice<Pending> {
        var added: ArraySlice<Pending> = []
        while let candidate = next, !inGolden.contains(candidate.record.id) {
            if choice.contains(candidate.sequence) { added.append(candidate) }
            try advance()
        }
        return added
    }

    private func writeAdded(_ added: ArraySlice<Pending>) throws {
        for added in added where choice.contains(added.sequence) { try write(added.record) }
    }
}
