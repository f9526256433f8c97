import ToolRouter

/// Records that are not there: what a record of kind `loss` says, so that none is missing silently and sums of tokens and
/// money stay what they were.
struct AuditLoss: Sendable {
    /// Why.
    enum Reason: String {
        /// They could not be written, and were refused.
        case refused
        /// They had been written, and the end of the chain is gone.
        case endLost = "end_lost"
        /// There are records and no head: whether there were more, nobody can tell.
        case headMissing = "head_missing"
    }

    private let reason: Reason
    /// How many of each kind; in the order of kinds.
    private var records: [AuditRecord.Name: Int] = [:]
    /// What they would have added.
    private var bill = Bill(usage: TokenUsage(), cost: .nothing)
    /// For an end that is gone: the numbers of the last record that is there, and of the last that was, with its link.
    private var end: (last: Int64, head: AuditHead?)?

    /// Nothing yet.
    init() {
        reason = .refused
    }

    private init(_ reason: Reason) {
        self.reason = reason
    }

    /// The chain ends at `lastSeq`, and had got as far as `head` says.
    static func endLost(_ head: AuditHead, lastSeq: Int64) -> AuditLoss {
        var loss = AuditLoss(.endLost)
        loss.end = (lastSeq, head)
        // Nobody knows what they had cost.
        loss.bill = Bill(usage: TokenUsage(), cost: .missing)
        return loss
    }

    /// The chain ends at `lastSeq`, and how far it had got, no head says.
    static func headMissing(lastSeq: Int64) -> AuditLoss {
        var loss = AuditLoss(.headMissing)
        loss.end = (lastSeq, nil)
        loss.bill = Bill(usage: TokenUsage(), cost: .missing)
        return loss
    }

    /// How many records were refused.
    var count: Int { records.values.reduce(0, +) }

    /// One more was refused.
    mutating func add(_ name: AuditRecord.Name, _ lost: Bill) {
        records[name, default: 0] += 1
        var sum = bill + lost
        // Its charges have a bound: beyond it, those that come later are one.
        if sum.charges.count > AuditCharges.most { sum.charges = AuditCharges.bounded(sum.charges) }
        bill = sum
    }

    func row(at now: Timestamp) -> AuditRow {
        AuditRow { row in
            row.put(.at, AuditStored.microseconds(of: now))
            row.put(.kind, AuditKind.loss.rawValue)
            row.put(.action, reason.rawValue)
            row.putModel(bill)
            row.putSums(bill)
            row.put(.detail, json)
        }
    }

    private var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            for name in AuditRecord.Name.allCases {
                if let count = records[name] { writer.member(name.rawValue, count) }
            }
            guard let end else { return }
            writer.member("last_seq", end.last)
            guard let head = end.head else { return }
            writer.member("head_seq", head.seq)
            writer.member("head_hash", head.hash.description)
        }
        return writer.text
    }
}
