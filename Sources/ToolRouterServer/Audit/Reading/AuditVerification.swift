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
    private var first: (file: String, number: Int, previous: AuditHash)?
    private var removal: AuditRemoval?
    /// What must be met on the way, by number.
    private var expected: [(head: Head, whose: String)] = []
    private var current = ""

    /// Looks through the store in the folder at `path`.
    ///
    /// - Parameters:
    ///   - anchor: a record that must be in the chain; nil when none was noted down.
    ///   - progress: is told how many records were looked at, and says whether to go on.
    package static func of(
        _ path: String, anchor: Head? = nil, progress: (Int) -> Bool = { _ in true }
    ) throws(AuditFault) -> AuditVerification {
        var verification = AuditVerification()
        // Before the segments: what is added meanwhile lies behind it.
        do {
            if let head = try AuditHead.read(in: path) {
                verification.store = head.store
                verification.expected.append((Head(seq: head.seq, hash: head.hash), "the head"))
            }
        } catch {
            verification.current = AuditHead.file
            verification.find(AuditFault(error, at: path).found)
        }
        if let anchor { verification.expected.append((anchor, "the expected head")) }
        let names = AuditSegmentName.all(in: path)
        guard !names.isEmpty else {
            throw AuditFault.noStore(path)
        }
        for (index, name) in names.enumerated() {
            guard try verification.read(name, in: path, isNewest: index == names.count - 1, progress) else { break }
        }
        verification.conclude()
        return verification
    }

    /// Looks through one segment; false when it was told to stop.
    private mutating func read(
        _ name: AuditSegmentName, in path: String, isNewest: Bool, _ progress: (Int) -> Bool
    ) throws(AuditFault) -> Bool {
        current = name.file
        segments += 1
        var goesOn = true
        do throws(AuditFault) {
            let reader = try AuditSegmentReader(name, in: path)
            if let words = try reader.integrity() { find("the file is damaged: \(words)") }
            begin(name, try reader.header())
            var first: Int64?
            try reader.forEach { row in
                first = first ?? row.seq
                look(at: row)
                if records.isMultiple(of: 4_096) { goesOn = progress(records) }
                return goesOn
            }
            if goesOn { finish(try reader.seal(), isNewest: isNewest) }
        } catch {
            find("it can't be read: \(error.found)")
            last = nil
            lastNumber = name.number
        }
        return goesOn
    }

    private mutating func begin(_ name: AuditSegmentName, _ header: AuditSegmentHeader) {
        if header.number != name.number { find("it is segment \(header.number) under the name of \(name.number)") }
        if let store, store != header.store { find("it belongs to another store") }
        store = store ?? header.store
        if let lastNumber, name.number != lastNumber + 1 {
            find(
                name.number == lastNumber
                    ? "there is more than one segment \(name.number)"
                    : "segments \(lastNumber + 1) to \(name.number - 1) are missing before it")
        } else if let last {
            if header.previous != last.hash { find("it does not follow the segment before it") }
            if header.firstSeq != last.seq + 1 {
                find("it begins with record \(header.firstSeq), and the segment before it ends with \(last.seq)")
            }
        }
        if first == nil { first = (name.file, name.number, header.previous) }
        lastNumber = name.number
        last = Head(seq: header.firstSeq - 1, hash: header.hash)
        meet(Head(seq: header.firstSeq - 1, hash: header.hash), orBefore: header.previous)
    }

    private mutating func look(at row: AuditRawRow) {
        records += 1
        let seq = row.seq
        if let last {
            if seq != last.seq + 1 {
                find(
                    seq == last.seq + 2
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
        guard let last, Head(seq: seal.lastSeq, hash: seal.hash) != last else { return }
        find(
            "it was sealed at record \(seal.lastSeq) and ends with \(last.seq): what was behind is missing or was changed"
        )
        // The next segment follows what was sealed.
        self.last = Head(seq: seal.lastSeq, hash: seal.hash)
    }

    private mutating func conclude() {
        head = last
        if let first, first.number > 1 {
            let isSaid =
                removal.map { $0.lastSegment == first.number - 1 && $0.lastHash == first.previous.description } ?? false
            if !isSaid {
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
            if let removal, head.seq <= removal.lastSeq {
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
        self.removal = removal
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
