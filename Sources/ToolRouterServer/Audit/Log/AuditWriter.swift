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
    /// Bytes that were added since the checkpointer was woken.
    private var unwoken = 0

    /// Opens the store, or makes it.
    ///
    /// - Parameter now: the moment, for the header of a new segment.
    package init(_ settings: AuditSettings, at now: Timestamp) throws {
        self.settings = settings
        let folder = settings.folder
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw AuditFault(errno: errno, at: folder) }
        lock = try FolderLock.take(folder, option: "--dir")
        try Self.tidy(folder)
        let former = try AuditHead.read(in: folder)
        let names = AuditSegmentName.all(in: folder)
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
        } catch {
            checkpointer.stop()
            throw error
        }
    }

    /// The number of the last record.
    var lastSeq: Int64 { segment.lastSeq }

    /// Adds records in one transaction: all of them, or none and a fault.
    func append(_ rows: inout [AuditRow]) throws(AuditFault) {
        guard let last = rows.last else { return }
        do {
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
        if checkpointer.needsWriter {
            _ = try? segment.queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
            checkpointer.writerHelped()
        }
        checkpointer.wake(segment.path)
    }

    /// Ends the writing; the folder is free.
    func close() {
        checkpointer.stop()
        try? segment.queue.close()
        lock = nil
    }

    private func insert(_ rows: inout [AuditRow]) throws {
        var (seq, hash) = (segment.lastSeq, segment.lastHash)
        var (earliest, latest) = (segment.earliest, segment.latest)
        try segment.queue.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
            do {
                let insertion = try AuditInsertion(database)
                for index in rows.indices {
                    hash = rows[index].link(seq: seq + 1, behind: hash)
                    try insertion.run(rows[index], seq: seq + 1, hash: hash)
                    seq += 1
                    let at = rows[index].at
                    (earliest, latest) = (min(earliest ?? at, at), max(latest ?? at, at))
                }
                try database.commit()
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
            segment.bytes >= settings.segmentBytes || AuditSegmentName.month(of: moment) > segment.name.month
        guard segment.isSealed || (isOver && segment.lastSeq >= segment.header.firstSeq) else { return }
        try seal(at: moment)
        let header = AuditSegmentHeader(
            store: segment.header.store, number: segment.name.number + 1, began: moment,
            firstSeq: segment.lastSeq + 1, previous: segment.lastHash)
        let next = try AuditSegmentFile.make(header, in: settings.folder, settings.durability)
        checkpointer.retire(segment.queue)
        (segment, unwoken) = (next, 0)
        if let retention = settings.retention { _ = try prune(before: retention.before(moment), at: moment) }
    }

    private func seal(at moment: Timestamp) throws {
        guard !segment.isSealed else { return }
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
        segment.isSealed = true
    }

    /// Removes the oldest segments, as long as all their records are of before `cutoff`; never the newest. A record says so
    /// first: who is interrupted in between has said it and not done it, and does it next time.
    func prune(before cutoff: Timestamp, at now: Timestamp) throws(AuditFault) -> [AuditSegmentName] {
        let folder = settings.folder
        var old: [AuditSegmentName] = []
        var first: Int64?
        var last: AuditSeal?
        for name in AuditSegmentName.all(in: folder) where name.number < segment.name.number {
            let reader = try AuditSegmentReader(name, in: folder)
            guard let seal = try reader.seal(), (seal.latest ?? .init(nanoseconds: .min)) < cutoff else { break }
            if first == nil { first = try reader.header().firstSeq }
            old.append(name)
            last = seal
        }
        guard let first, let last, let from = old.first, let to = old.last else { return [] }
        let removal = AuditRemoval(
            firstSegment: from.number, lastSegment: to.number, firstSeq: first, lastSeq: last.lastSeq,
            lastHash: last.hash.description, before: cutoff.microseconds)
        var rows = [removal.row(at: now)]
        try append(&rows)
        for name in old {
            for ending in ["", "-wal", "-shm", "-journal"] { unlink("\(folder)/\(name.file)\(ending)") }
        }
        return old
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
        for name in AuditSegmentName.all(in: folder).dropLast() {
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
        guard let former else { return writeHead() }
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
