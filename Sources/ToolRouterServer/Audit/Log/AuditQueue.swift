import ToolRouter

/// What waits to be written, and what is done when that is too much or can't be written: it decides, and never waits.
struct AuditQueue: Sendable {
    /// A record, and whom to tell.
    struct Entry: Sendable {
        let content: Content
        /// What it is and cost, should it not be written.
        let name: AuditRecord.Name
        let bill: Bill
        /// Nil when it was told already.
        var done: (@Sendable (Bool) -> Void)?
    }

    /// A row, or the record that it is still to be made of; a record holds its whole answer, a row does not.
    enum Content: Sendable {
        case row(AuditRow)
        case record(AuditRecord)
    }

    /// What becomes of a record that comes.
    enum Verdict {
        /// Its answer may leave; it will be written.
        case acknowledged
        /// Its answer waits until it is written.
        case waiting
        /// It is not taken, and counted.
        case refused
    }

    /// The most callers who wait beyond what the queue holds, where answers wait for room: ten times the requests that a
    /// router lets in by default. Those it turns away as `overloaded` have a record, too, so that its bound is none here.
    static let mostBeyond = 10_000

    private let settings: AuditSettings
    private var waiting: [Entry] = []
    /// Records that the lane has in hand.
    private var inHand = 0
    private var fault: AuditFault?
    private var failedSince: Timestamp?
    private var loss = AuditLoss()
    private var lostInTrouble = 0
    private var laneIsIdle = false
    /// Whoever appended last writes what waits, in place of the lane, and looks again when that is done.
    private var isWrittenElsewhere = false
    /// Somebody will, as soon as it has done what it is at.
    private var isLeftToCaller = false
    /// When the store gives up; nil while it is open.
    private var end: Timestamp?
    private(set) var status = AuditStatus()

    init(_ settings: AuditSettings) {
        self.settings = settings
    }

    private var count: Int { waiting.count + inHand }
    private var isFull: Bool { count >= settings.queue }
    /// Whether not even those who would wait have room.
    private var isOverfull: Bool { count >= settings.queue + Self.mostBeyond }

    var isAccepting: Bool {
        guard end == nil, !isOverfull else { return false }
        return settings.whenFull == .block || (fault == nil && !isFull)
    }

    /// What is to be done after a record came.
    enum Call {
        /// Nothing: it is seen to.
        case nothing
        /// The lane is to be woken.
        case wakeLane
        /// Whoever appended is to write what waits, as soon as it has done what it is at.
        case writeSoon
    }

    /// A record comes from a thread that can write it itself, should the lane have nothing to do: no other thread has to be
    /// woken then, nor that one again.
    mutating func takeNearby(_ entry: Entry) -> (Verdict, Call) {
        guard laneIsIdle, isRoutine, !isFull else {
            let (verdict, wakes) = take(entry)
            return (verdict, wakes ? .wakeLane : .nothing)
        }
        waiting.append(entry)
        status.waiting = count
        defer { isLeftToCaller = true }
        return (.waiting, isLeftToCaller ? .nothing : .writeSoon)
    }

    /// Whether nothing is to be thought of but what waits.
    private var isRoutine: Bool { fault == nil && loss.count == 0 && end == nil }

    /// What to write in place of the lane, at most `most` records.
    enum Claim {
        case entries([Entry])
        case nothing
        case wakeLane
    }

    /// Somebody who was left to write what waits asks for it.
    mutating func claim(atMost most: Int) -> Claim {
        isLeftToCaller = false
        guard laneIsIdle, !isWrittenElsewhere, !waiting.isEmpty else { return .nothing }
        return claimWaiting(atMost: most, again: true)
    }

    /// What was claimed is written. What waits by now may be claimed, too, `again`.
    mutating func wroteElsewhere(_ count: Int, again: Bool, atMost most: Int) -> Claim {
        inHand -= count
        status.written += count
        status.waiting = self.count
        isWrittenElsewhere = false
        if waiting.isEmpty { return !isRoutine && wake() ? .wakeLane : .nothing }
        return claimWaiting(atMost: most, again: again)
    }

    private mutating func claimWaiting(atMost most: Int, again: Bool) -> Claim {
        guard again, isRoutine, waiting.count <= most else { return wake() ? .wakeLane : .nothing }
        isWrittenElsewhere = true
        inHand += waiting.count
        defer { waiting = [] }
        return .entries(waiting)
    }

    /// What was claimed is not written; the lane does it, before what came since.
    mutating func giveBack(_ entries: [Entry]) -> Bool {
        isWrittenElsewhere = false
        waiting = entries + waiting
        inHand -= entries.count
        return wake()
    }

    /// A record comes. Where answers wait for room, at most 10,000 of them do; those beyond are refused and counted.
    mutating func take(_ entry: Entry) -> (Verdict, wakesLane: Bool) {
        let isTrouble = fault != nil || isFull
        guard end == nil, !isOverfull, settings.whenFull == .block || !isTrouble else {
            refuse(entry)
            return (.refused, wake())
        }
        var entry = entry
        let isAcknowledged = settings.durability == .relaxed && !isTrouble
        if isAcknowledged { entry.done = nil }
        waiting.append(entry)
        status.waiting = count
        return (isAcknowledged ? .acknowledged : .waiting, wake())
    }

    private mutating func refuse(_ entry: Entry) {
        loss.add(entry.name, entry.bill)
        lostInTrouble += 1
        status.refused += 1
    }

    /// Whether the lane is to be woken: not while somebody else writes, who looks again.
    private mutating func wake() -> Bool {
        if isWrittenElsewhere { return false }
        defer { laneIsIdle = false }
        return laneIsIdle
    }

    /// Whether it is the first to close it.
    mutating func close(at end: Timestamp) -> Bool {
        guard self.end == nil else { return false }
        self.end = end
        return true
    }

    /// What the lane is to do.
    enum Turn {
        case entries([Entry])
        case nothing
        case end
    }

    mutating func hand() -> Turn {
        if isWrittenElsewhere {
            laneIsIdle = true
            return .nothing
        }
        if waiting.isEmpty, loss.count == 0 {
            if end != nil { return .end }
            laneIsIdle = true
            return .nothing
        }
        isLeftToCaller = false
        inHand += waiting.count
        defer { waiting = [] }
        return .entries(waiting)
    }

    mutating func takeLoss() -> AuditLoss? {
        guard loss.count > 0 else { return nil }
        defer { loss = AuditLoss() }
        return loss
    }

    /// So many were written; what to tell, if there was trouble before.
    mutating func wrote(_ count: Int, at now: Timestamp) -> AuditTrouble? {
        inHand -= count
        status.written += count
        status.waiting = self.count
        guard fault != nil, let since = failedSince else { return nil }
        defer { (fault, failedSince, lostInTrouble, status.fault) = (nil, nil, 0, nil) }
        return .ended(after: now - since, refused: lostInTrouble)
    }

    /// What becomes of entries that could not be written.
    struct Failure {
        /// The lane tries them again.
        var kept: [Entry] = []
        /// They are told no.
        var refused: [Entry] = []
        /// What to tell of it that is new.
        var troubles: [AuditTrouble] = []
        /// Whether to try again.
        var goesOn = true
    }

    /// `entries` could not be written, nor the `loss` that the lane had taken.
    mutating func failed(
        _ entries: [Entry], _ fault: AuditFault, loss taken: AuditLoss? = nil, at now: Timestamp
    ) -> Failure {
        var failure = Failure()
        if self.fault?.kind != fault.kind { failure.troubles = [.began(fault)] }
        if self.fault == nil { failedSince = now }
        (self.fault, status.fault) = (fault, fault)
        if let end, end <= now {
            // Those who were told yes can't be told no; they are counted as refused.
            failure.refused = entries + waiting
            failure.goesOn = false
            inHand -= entries.count
            waiting = []
            for entry in failure.refused { refuse(entry) }
            // Nobody will write it any more.
            failure.troubles.append(.gaveUp(records: loss.count + (taken?.count ?? 0)))
            loss = AuditLoss()
        } else if settings.whenFull == .block {
            failure.kept = entries
        } else {
            for entry in entries {
                if entry.done == nil { failure.kept.append(entry) } else { failure.refused.append(entry) }
            }
            for entry in failure.refused { refuse(entry) }
            inHand -= failure.refused.count
        }
        status.waiting = count
        return failure
    }
}

/// How an audit store stands.
package struct AuditStatus: Sendable {
    /// Records that wait to be written.
    package var waiting = 0
    /// Records that were written.
    package var written = 0
    /// Records that were refused.
    package var refused = 0
    /// Why nothing can be written at the moment; nil when it can.
    package var fault: AuditFault?
}

/// What an audit store reports.
package enum AuditTrouble: Sendable, CustomStringConvertible {
    /// Records can't be written, from now on.
    case began(AuditFault)
    /// They can be again; so many were refused meanwhile.
    case ended(after: Duration, refused: Int)
    /// The store was closed, and so many records could not be written by then: they are nowhere, no loss says so.
    case gaveUp(records: Int)
    /// Old segments can't be looked at or removed; records are written all the same.
    case retentionFailed(AuditFault)

    package var description: String {
        switch self {
        case .began(let fault): "audit: records can't be written (\(fault.kind.rawValue)): \(fault)"
        case .ended(let duration, let refused):
            "audit: records are written again after \(duration.wholeMicroseconds / 1_000) ms; \(refused) were refused meanwhile"
        case .gaveUp(let records):
            "audit: closed on a disk that takes no records: \(records) are not written and can't be recovered"
        case .retentionFailed(let fault): "audit: old segments stay, records are written: \(fault)"
        }
    }
}
