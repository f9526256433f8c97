import ToolRouter

/// What came of looking through a whole store: whether each record is as it was written, and follows the one before it.
///
/// Who can write the files can make a chain anew from any record on, since its hashes need no secret. What finds that is a
/// head that was kept elsewhere: the last record's number and link, to be compared with later.
package struct AuditVerification: Sendable {
    /// Something that is not as it was written.
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The file of the segment.
        package let segment: String
        /// The record; nil when it is about the segment as a whole.
        package let seq: Int64?
        /// What is wrong.
        package let words: String

        package var description: String { segment + (seq.map { ": record \($0)" } ?? "") + ": \(words)" }
    }

    /// A number and a link, such as someone noted down.
    package struct Head: Hashable, Sendable, CustomStringConvertible {
        package let seq: Int64
        package let hash: AuditHash

        package init(seq: Int64, hash: AuditHash) {
            (self.seq, self.hash) = (seq, hash)
        }

        /// Reads `SEQ:HASH`; nil for any other text.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let seq = Int64(parts[0]), seq >= 0, let hash = AuditHash(hexadecimal: parts[1])
            else { return nil }
            self.init(seq: seq, hash: hash)
        }

        package var description: String { "\(seq):\(hash)" }
    }

    /// The most findings that are kept; more are counted.
    package static let mostFindings = 100

    /// What is wrong, the first 100.
    package private(set) var findings: [Finding] = []
    /// How much more is wrong.
    package private(set) var moreFindings = 0
    /// What is no fault and worth knowing.
    package private(set) var notes: [Finding] = []
    /// How many records were looked at, and in how many segments.
    package private(set) var records = 0
    package private(set) var segments = 0
    /// The last record; nil where there is no segment.
    package private(set) var head: Head?

    /// Whether nothing is wrong.
    package var isSound: Bool { findings.isEmpty }

    private var store: String?
    /// The last link and the last number so far; nil where they are not known.
    private var last: Head?
    private var lastNumber: Int?
    private var first: (file: String, number: Int, firstSeq: Int64, previous: AuditHash)?
    /// Whether a record says that what is missing at the beginning was removed.
    private var isRemovalSaid = false
    /// What the records of the current segment are.
    private var seen = Seen()
    /// What must be met on the way, by number.
    private var expected: [(head: Head, whose: String)] = []
    private var current = ""

    /// What is compared with the end of a segment.
    private struct Seen {
        var count: Int64 = 0
        var earliest: Int64?
        var latest: Int64?

        mutating func add(_ at: Int64?) {
            count += 1
            guard let at else { return }
            (earliest, latest) = (min(earliest ?? at, at), max(latest ?? at, at))
        }
    }

    /// Looks through the store in the folder at `path`.
    ///
    /// - Parameters:
    ///   - anchor: a record that must be in the chain; nil when none was noted down.
    ///   - progress: is told how many records were looked at, and says whether to go on.
    /// - Throws: `AuditFault` for what can't be read, which says nothing of what is in it: rights, a newer version, a lock.
    package static func of(
        _ path: String, anchor: Head? = nil, progress: (Int) -> Bool = { _ in true }
    ) throws -> AuditVerification {
        try AuditRestart.run { try look(at: path, anchor, $0, progress) }
    }

    private static func look(
        at path: String, _ anchor: Head?, _ attempt: AuditRestart, _ progress: (Int) -> Bool
    ) throws -> AuditVerification {
        var verification = AuditVerification()
        // Before the segments: what is added meanwhile lies behind it.
        verification.current = AuditHead.file
        var hasHead = true
        do throws(AuditFault) {
            if let head = try AuditHead.read(in: path) {
                verification.store = head.store
                verification.expected.append((Head(seq: head.seq, hash: head.hash), "the head"))
            } else {
                hasHead = false
            }
        } catch {
            guard error.kind == .damaged else { throw error }
            verification.find(error.found)
        }
        if let anchor { verification.expected.append((anchor, "the expected head")) }
        let names = try AuditSegmentName.all(in: path)
        guard !names.isEmpty else {
            throw AuditFault.noStore(path)
        }
        for (index, name) in names.enumerated() {
            guard
                try verification.read(
                    name, in: path, isNewest: index == names.count - 1, attempt, progress)
            else { break }
        }
        if !hasHead, verification.records > 0 {
            verification.current = AuditHead.file
            verification.find("it is missing or empty: whether there were more records, nobody can tell")
        }
        verification.conclude()
        return verification
    }

    /// Looks through one segment; false when it was told to stop.
    private mutating func read(
        _ name: AuditSegmentName, in path: String, isNewest: Bool, _ attempt: AuditRestart, _ progress: (Int) -> Bool
    ) throws -> Bool {
        current = name.file
        segments += 1
        var goesOn = true
        seen = Seen()
        do {
            let reader = try attempt.open(name, in: path)
            let header = try reader.header()
            if let words = try reader.integrity() { find("the file is damaged: \(words)") }
            if let part = try reader.strangePart() { find("its \(part) is not as it was made") }
            begin(name, header)
            var final: Int64?
            try reader.forEach { row in
                final = row.seq
                look(at: row)
                if records.isMultiple(of: 4_096) { goesOn = progress(records) }
                return goesOn
            }
            guard goesOn else { return false }
            let count = try reader.count(upTo: final ?? .max)
            if count != seen.count { find("it has \(count) records, and \(seen.count) of them can be read in order") }
            finish(try reader.seal(), isNewest: isNewest)
        } catch let error as AuditFault {
            // Only what is there and is wrong is a finding.
            guard error.kind == .damaged else { throw error }
            find("it can't be read: \(error.found)")
            last = nil
            lastNumber = name.number
        }
        return goesOn
    }

    private mutating func begin(_ name: AuditSegmentName, _ header: AuditSegmentHeader) {
        if header.number != name.number { find("it is segment \(header.number) under the name of \(name.number)") }
        let month = AuditSegmentName.month(of: header.began)
        if month != name.month { find("it is of \(month) under the name of \(name.month)") }
        if let store, store != header.store { find("it belongs to another store") }
        store = store ?? header.store
        if let lastNumber, name.number != lastNumber + 1 {
            find(
                name.number == lastNumber
                    ? "there is more than one segment \(name.number)"
                    : "segments \(lastNumber + 1) to \(name.number - 1) are missing before it")
        } else if let last {
            if header.previous != last.hash { find("it does not follow the segment before it") }
            if header.firstSeq != last.seq &+ 1 {
                find("it begins with record \(header.firstSeq), and the segment before it ends with \(last.seq)")
            }
        }
        if first == nil { first = (name.file, name.number, header.firstSeq, header.previous) }
        lastNumber = name.number
        last = Head(seq: header.firstSeq - 1, hash: header.hash)
        meet(Head(seq: header.firstSeq - 1, hash: header.hash), orBefore: header.previous)
    }

    private mutating func look(at row: AuditRawRow) {
        records += 1
        seen.add(row.integer(.at))
        let seq = row.seq
        if let last {
            // Only the numbers of a segment's first records can be too small, and one that is moves nothing.
            guard seq > last.seq else {
                return find("its number is smaller than that of the segment's first record", seq)
            }
            if seq - 1 > last.seq {
                find(
                    seq - 2 == last.seq
                        ? "record \(last.seq + 1) is missing before it"
                        : "records \(last.seq + 1) to \(seq - 1) are missing before it", seq)
            } else if let hash = row.hash, row.link(behind: last.hash) != hash {
                find("it was changed, or put in place of another: its hash is not that of what it says", seq)
            }
        }
        guard let hash = row.hash else {
            find("its hash is none", seq)
            last = nil
            return
        }
        last = Head(seq: seq, hash: hash)
        meet(Head(seq: seq, hash: hash))
        switch row.text(.kind) {
        case AuditKind.prune.rawValue: note(prune: row)
        case AuditKind.loss.rawValue: note(loss: row)
        default: break
        }
    }

    private mutating func finish(_ seal: AuditSeal?, isNewest: Bool) {
        guard let seal else {
            if !isNewest { find("it has no end, and another segment follows") }
            return
        }
        compare(seal)
        guard let last, Head(seq: seal.lastSeq, hash: seal.hash) != last else { return }
        find(
            "it was sealed at record \(seal.lastSeq) and ends with \(last.seq): what was behind is missing or was changed"
        )
        // The next segment follows what was sealed.
        self.last = Head(seq: seal.lastSeq, hash: seal.hash)
    }

    /// What a query and a removal go by must be what the records say.
    private mutating func compare(_ seal: AuditSeal) {
        if seal.records != seen.count {
            find("its end says that it has \(seal.records) records, and it has \(seen.count)")
        }
        if seal.earliest?.microseconds != seen.earliest || seal.latest?.microseconds != seen.latest {
            find("its end says other moments of the first and the last record than they have")
        }
    }

    private mutating func conclude() {
        head = last
        if let first, first.number > 1 {
            if !isRemovalSaid {
                current = first.file
                find(
                    "segments 1 to \(first.number - 1) are missing before it, and no record says that they were removed"
                )
            }
        }
        guard let last else { return }
        current = "the chain"
        for (head, whose) in expected where head.seq > last.seq {
            find("it ends with record \(last.seq), and \(whose) is record \(head.seq): what was behind is missing")
        }
        for (head, whose) in expected where head.seq <= last.seq {
            // It was never met: it lies in what was removed, or in what is missing.
            if let first, isRemovalSaid, head.seq < first.firstSeq {
                note("\(whose) is in what was removed")
            } else {
                find("\(whose), record \(head.seq), is not in it")
            }
        }
    }

    // MARK: What is told

    private mutating func meet(_ here: Head, orBefore previous: AuditHash? = nil) {
        for index in expected.indices.reversed() where expected[index].head.seq == here.seq {
            let (head, whose) = expected.remove(at: index)
            if head.hash != here.hash, head.hash != previous { find("it is another one than \(whose) says", here.seq) }
        }
    }

    private mutating func note(prune row: AuditRawRow) {
        guard let removal = row.text(.detail).flatMap(AuditRemoval.read) else {
            return find("a removal that can't be read", row.seq)
        }
        if let first {
            let missing = first.number - 1
            // The one after which all of it was gone, or one that was interrupted in the middle.
            let isWhole = removal.lastSegment == missing && removal.lastHash == first.previous.description
            let isPart = removal.firstSegment <= missing && missing < removal.lastSegment
            isRemovalSaid = isRemovalSaid || isWhole || isPart
        }
        note("segments \(removal.firstSegment) to \(removal.lastSegment) were removed, as retention says", row.seq)
    }

    private mutating func note(loss row: AuditRawRow) {
        note("records were lost here: \(row.text(.action) ?? "?") \(row.text(.detail) ?? "")", row.seq)
    }

    private mutating func find(_ words: String, _ seq: Int64? = nil) {
        guard findings.count < Self.mostFindings else {
            moreFindings += 1
            return
        }
        findings.append(Finding(segment: current, seq: seq, words: words))
    }

    private mutating func note(_ words: String, _ seq: Int64? = nil) {
        guard notes.count < Self.mostFindings else { return }
        notes.append(Finding(segment: current, seq: seq, words: words))
    }
}
