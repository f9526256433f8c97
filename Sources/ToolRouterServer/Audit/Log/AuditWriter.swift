import Foundation
import GRDB
import Glibc
package import ToolRouter
import ToolRouterFormats

/// Adds records to the segments in a folder. It belongs to one thread, and the folder to it alone.
package final class AuditWriter {
    private let settings: AuditSettings
    private var lock: FolderLock?
    private let checkpointer: AuditCheckpointer
    private let head: AuditHeadFile
    private var segment: AuditSegmentFile
    /// Why old segments could not be removed, when last it was to be done.
    private var retentionFault: AuditFault?
    /// Bytes that were added since the checkpointer was woken.
    private var unwoken = 0
    /// Whether the connection of the segment waits while another process holds the file, as it does when it is opened.
    private var isPatient = true
    private var lastDay: (number: Int64, month: String) = (.min, "")

    /// Opens the store, or makes it.
    ///
    /// - Parameter now: the moment, for the header of a new segment.
    package init(_ settings: AuditSettings, at now: Timestamp) throws {
        self.settings = settings
        let folder = settings.folder
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw errno == ENOENT
                ? AuditFault(.noParent, folder, "the folder that it is to be made in does not exist")
                : AuditFault(errno: errno, at: folder)
        }
        lock = try FolderLock.take(folder, option: "--dir")
        try Self.tidy(folder)
        let former = try AuditHead.read(in: folder)
        let names = try AuditSegmentName.all(in: folder)
        if let newest = names.last {
            segment = try AuditSegmentFile.open(newest, in: folder, settings.durability)
        } else {
            guard former == nil else {
                throw AuditFault(.damaged, folder, "a head of record \(former!.seq), and no segment at all")
            }
            var generator = SystemRandomNumberGenerator()
            let store = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }.hexadecimal
            segment = try AuditSegmentFile.make(
                AuditSegmentHeader(store: store, number: 1, began: now, firstSeq: 1, previous: .none), in: folder,
                settings.durability)
        }
        head = try AuditHeadFile(in: folder)
        checkpointer = AuditCheckpointer()
        do {
            try compare(with: former, at: now)
            try head.sync()
            try AuditSegmentFile.syncFolder(folder)
        } catch {
            checkpointer.stop()
            throw error
        }
    }

    /// The number of the last record.
    var lastSeq: Int64 { segment.lastSeq }

    /// Adds records in one transaction: all of them, or none and a fault.
    ///
    /// - Parameter mayWait: whether it waits while another process holds the file; on an event loop it must not.
    func append(_ rows: inout [AuditRow], mayWait: Bool = true) throws(AuditFault) {
        guard let last = rows.last else { return }
        do {
            try setPatience(mayWait)
            try prepareSegment(for: Timestamp(microseconds: last.at))
            try insert(&rows)
        } catch {
            throw AuditFault(error, at: segment.path)
        }
        writeHead()
        let bytes = rows.reduce(0) { $0 + $1.bytes.count }
        segment.bytes += bytes
        unwoken += bytes
        guard unwoken >= AuditCheckpointer.step else { return }
        unwoken = 0
        if mayWait, checkpointer.needsWriter {
            _ = try? segment.queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
            checkpointer.writerHelped()
        }
        checkpointer.wake(segment.path)
    }

    /// Whether adding this row is nothing but that: no segment ends or begins, and no log has to be carried over.
    func isRoutine(at row: AuditRow?) -> Bool {
        guard let row, !segment.isSealed, !checkpointer.needsWriter else { return false }
        return segment.bytes < settings.segmentBytes && month(of: Timestamp(microseconds: row.at)) <= segment.name.month
    }

    /// The month of a moment; the same day is not reckoned twice.
    private func month(of moment: Timestamp) -> String {
        let day = moment.nanoseconds / 86_400_000_000_000
        if day != lastDay.number { lastDay = (day, AuditSegmentName.month(of: moment)) }
        return lastDay.month
    }

    /// Has the connection wait for whoever holds the file, or not. Said anew only when it changes.
    private func setPatience(_ isPatient: Bool) throws {
        guard isPatient != self.isPatient else { return }
        try segment.queue.writeWithoutTransaction { try AuditConnection.setPatience(isPatient, of: $0) }
        self.isPatient = isPatient
    }

    /// Ends the writing; the folder is free.
    func close() {
        checkpointer.stop()
        try? segment.queue.close()
        head.end()
        lock = nil
    }

    private func insert(_ rows: inout [AuditRow]) throws {
        var (seq, hash) = (segment.lastSeq, segment.lastHash)
        var (earliest, latest) = (segment.earliest, segment.latest)
        try segment.queue.writeWithoutTransaction { database in
            // Compiled once: GRDB compiles its own anew each time, which takes as long as writing a record.
            try database.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
            do {
                let insertion = try AuditInsertion(database)
                for index in rows.indices {
                    hash = rows[index].link(seq: seq + 1, behind: hash)
                    try insertion.run(rows[index], seq: seq + 1, hash: hash)
                    seq += 1
                    let at = rows[index].at
                    (earliest, latest) = (min(earliest ?? at, at), max(latest ?? at, at))
                }
                try database.cachedStatement(sql: "COMMIT TRANSACTION").execute()
            } catch {
                try? database.rollback()
                throw error
            }
        }
        (segment.lastSeq, segment.lastHash) = (seq, hash)
        (segment.earliest, segment.latest) = (earliest, latest)
    }

    /// Says how far the chain is. A head that stays behind is none that lies, so a failure changes nothing.
    private func writeHead() {
        try? head.write(
            AuditHead(
                store: segment.header.store, segment: segment.name.number, seq: segment.lastSeq,
                hash: segment.lastHash))
    }

    // MARK: Segments

    /// Ends the segment when its month or its space is over, and begins the next one.
    private func prepareSegment(for moment: Timestamp) throws {
        let isOver =
            segment.bytes >= settings.segmentBytes || month(of: moment) > segment.name.month
        guard segment.isSealed || (isOver && segment.lastSeq >= segment.header.firstSeq) else { return }
        try seal(at: moment)
        let header = AuditSegmentHeader(
            store: segment.header.store, number: segment.name.number + 1, began: moment,
            firstSeq: segment.lastSeq + 1, previous: segment.lastHash)
        let next = try AuditSegmentFile.make(header, in: settings.folder, settings.durability)
        checkpointer.retire(segment.queue)
        (segment, unwoken, isPatient) = (next, 0, true)
        guard let retention = settings.retention else { return }
        // What is old and can't be read or removed keeps no new record out.
        do throws(AuditFault) {
            _ = try prune(before: retention.before(moment), at: moment)
            retentionFault = nil
        } catch {
            retentionFault = error
        }
    }

    /// Why old segments could not be removed; once.
    func takeRetentionFault() -> AuditFault? {
        defer { retentionFault = nil }
        return retentionFault
    }

    /// Has the disk keep a record before anything is done that only makes sense with it; all before it are kept, too. In the
    /// modes that do not sync, what comes later could reach the disk first, and a loss of power would break the chain.
    private func synced<Result>(_ body: () throws -> Result) throws -> Result {
        func set(_ level: String) throws {
            try segment.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(level)") }
        }
        try set("FULL")
        defer { if settings.durability != .power { try? set("NORMAL") } }
        return try body()
    }

    private func seal(at moment: Timestamp) throws {
        guard !segment.isSealed else { return }
        try synced {
            try segment.queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO seal (last_seq, last_hash, records, earliest_us, latest_us, sealed_us)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        segment.lastSeq, Data(segment.lastHash.bytes), segment.lastSeq - segment.header.firstSeq + 1,
                        segment.earliest, segment.latest, moment.microseconds,
                    ])
            }
        }
        segment.isSealed = true
    }

    /// Removes the oldest segments, as long as all their records are of before `cutoff`; never the newest. A record says so
    /// first, and is on the disk: who is interrupted in between has said it and not done it, and does it next time.
    ///
    /// What the end of a segment says is not bound by a hash, so the records themselves are asked before they go.
    func prune(before cutoff: Timestamp, at now: Timestamp) throws(AuditFault) -> [AuditSegmentName] {
        let folder = settings.folder
        do {
            try setPatience(true)
            // First, since the segment of the removal's month may have to be begun, which removes what is old, too.
            if try isOldestOld(before: cutoff) { try prepareSegment(for: now) }
            let (old, removal) = try old(before: cutoff)
            guard let removal else { return [] }
            var rows = [removal.row(at: now)]
            try synced { try append(&rows) }
            for name in old {
                for ending in ["", "-wal", "-shm", "-journal"] {
                    let path = "\(folder)/\(name.file)\(ending)"
                    // The oldest first, and no other when one stays: so there is never a gap.
                    guard unlink(path) == 0 || errno == ENOENT else {
                        let words = String(cString: strerror(errno))
                        throw AuditFault(.notWritable, path, "it is old and can't be removed: \(words)")
                    }
                }
            }
            try AuditSegmentFile.syncFolder(folder)
            return old
        } catch {
            throw AuditFault(error, at: folder)
        }
    }

    /// Whether there is anything to be removed, by what the end of the oldest segment says.
    private func isOldestOld(before cutoff: Timestamp) throws(AuditFault) -> Bool {
        guard let name = try AuditSegmentName.all(in: settings.folder).first, name.number < segment.name.number,
            let seal = try AuditSegmentReader(name, in: settings.folder).seal()
        else { return false }
        return (seal.latest ?? .init(nanoseconds: .min)) < cutoff
    }

    /// The segments all of whose records are of before `cutoff`, and what is said of their removal.
    private func old(before cutoff: Timestamp) throws(AuditFault) -> (names: [AuditSegmentName], AuditRemoval?) {
        let folder = settings.folder
        var old: [AuditSegmentName] = []
        var removal: AuditRemoval?
        for name in try AuditSegmentName.all(in: folder) where name.number < segment.name.number {
            let reader = try AuditSegmentReader(name, in: folder)
            guard let seal = try reader.seal(), (seal.latest ?? .init(nanoseconds: .min)) < cutoff else { break }
            let header = try reader.header()
            let last = try reader.last()
            guard seal.lastSeq == last?.seq ?? header.firstSeq - 1, seal.hash == last?.hash ?? header.hash,
                seal.latest == last?.latest
            else { throw AuditFault(.damaged, reader.path, "a segment whose end says something else than its records") }
            old.append(name)
            removal = AuditRemoval(
                firstSegment: removal?.firstSegment ?? name.number, lastSegment: name.number,
                firstSeq: removal?.firstSeq ?? header.firstSeq, lastSeq: seal.lastSeq,
                lastHash: seal.hash.description, before: cutoff.microseconds)
        }
        return (old, removal)
    }

    /// Removes the oldest segments, all of whose records are of before `cutoff`, and ends the writing; which ones they were.
    package func pruning(before cutoff: Timestamp, at now: Timestamp) throws -> [AuditSegmentName] {
        defer { close() }
        return try prune(before: cutoff, at: now)
    }

    // MARK: What was there

    /// Takes away what an interrupted run left: halves of segments, and logs of sealed ones.
    private static func tidy(_ folder: String) throws {
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where file.hasPrefix("audit-") && file.contains(AuditSegmentName.unfinished) {
            unlink("\(folder)/\(file)")
        }
        for name in try AuditSegmentName.all(in: folder).dropLast() {
            let path = "\(folder)/\(name.file)"
            let isLeft = ["-wal", "-journal"].contains { access(path + $0, F_OK) == 0 }
            guard isLeft, let queue = try? AuditConnection.writing(path, .process) else {
                continue
            }
            AuditCheckpointer.finish(queue)
        }
    }

    /// What the head says must be in the chain. Where the chain ends before it, records were lost, and a record says so.
    private func compare(with former: AuditHead?, at now: Timestamp) throws {
        let folder = settings.folder
        guard let former else {
            guard segment.lastSeq > 0 else { return writeHead() }
            // To go on as if nothing had been there would be to say that nothing is missing.
            var rows = [AuditLoss.headMissing(lastSeq: segment.lastSeq).row(at: now)]
            return try append(&rows)
        }
        guard former.store == segment.header.store else {
            throw AuditFault(.damaged, folder, "a head of another store than the newest segment is of")
        }
        guard former.seq <= segment.lastSeq, former.segment <= segment.name.number else {
            var rows = [AuditLoss.endLost(former, lastSeq: segment.lastSeq).row(at: now)]
            return try append(&rows)
        }
        guard former.segment == segment.name.number else { return writeHead() }
        let link = try segment.queue.read { try AuditSegmentFile.link($0, former.seq, segment.header) }
        guard link == former.hash else {
            throw AuditFault(.damaged, folder, "record \(former.seq) is another one than the head says")
        }
        writeHead()
    }
}
