import Foundation
import GRDB
import Glibc
import ToolRouter

/// A segment that is written: where its chain is, and the connection.
struct AuditSegmentFile {
    let name: AuditSegmentName
    let path: String
    let header: AuditSegmentHeader
    let queue: DatabaseQueue
    /// The number of the last record, and the last link.
    var lastSeq: Int64
    var lastHash: AuditHash
    /// Between which moments its records are, in microseconds.
    var earliest: Int64?
    var latest: Int64?
    /// The bytes of its records, about.
    var bytes: Int
    /// Whether nothing more may be added.
    var isSealed = false

    /// Makes a segment: under another name until it is whole, so that no half of one is ever found.
    static func make(
        _ header: AuditSegmentHeader, in folder: String, _ durability: AuditSettings.Durability
    ) throws -> AuditSegmentFile {
        let name = AuditSegmentName(number: header.number, month: AuditSegmentName.month(of: header.began))
        let path = "\(folder)/\(name.file)"
        let unfinished = path + AuditSegmentName.unfinished
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + ending) }
        do {
            // SQLite would make it readable for everyone; its other files get the rights of this one.
            let descriptor = Glibc.open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw AuditFault(errno: errno, at: path) }
            close(descriptor)
            let queue = try AuditConnection.writing(unfinished, durability)
            try AuditSchema.migrate(queue)
            try queue.write { try header.insert($0) }
            try queue.close()
            guard rename(unfinished, path) == 0 else { throw AuditFault(errno: errno, at: path) }
            try Self.syncFolder(folder)
        } catch {
            for ending in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + ending) }
            throw AuditFault(error, at: path)
        }
        return try open(name, in: folder, durability)
    }

    /// Opens a segment to go on with it, or to see that it is sealed; reads its last record back.
    static func open(
        _ name: AuditSegmentName, in folder: String, _ durability: AuditSettings.Durability
    ) throws -> AuditSegmentFile {
        let path = "\(folder)/\(name.file)"
        do {
            let queue = try AuditConnection.writing(path, durability)
            return try queue.read { database in
                let header = try AuditSegmentHeader.read(database, at: path)
                guard header.number == name.number else {
                    throw AuditFault(.damaged, path, "segment \(header.number) under the name of \(name.number)")
                }
                guard AuditSegmentName.month(of: header.began) == name.month else {
                    throw AuditFault(
                        .damaged, path,
                        "a segment of \(AuditSegmentName.month(of: header.began)) under the name of \(name.month)")
                }
                let last = try lastLink(database, header, at: path)
                let times = try Row.fetchOne(database, sql: "SELECT min(record.at_us), max(record.at_us) FROM record")
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                var segment = AuditSegmentFile(
                    name: name, path: path, header: header, queue: queue, lastSeq: last.seq, lastHash: last.hash,

                    earliest: times.flatMap { AuditStored.integer($0, 0) },
                    latest: times.flatMap { AuditStored.integer($0, 1) }, bytes: attributes?[.size] as? Int ?? 0)
                if let seal = try AuditSeal.read(database, at: path) {
                    guard (seal.lastSeq, seal.hash) == (last.seq, last.hash) else {
                        throw AuditFault(
                            .damaged, path,
                            "a segment that was sealed at record \(seal.lastSeq) and ends at \(last.seq)")
                    }
                    segment.isSealed = true
                }
                return segment
            }
        } catch {
            throw AuditFault(error, at: path)
        }
    }

    /// The number and link of the last record, which must follow the one before it.
    private static func lastLink(
        _ database: Database, _ header: AuditSegmentHeader, at path: String
    ) throws -> (seq: Int64, hash: AuditHash) {
        guard let last = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM record") else {
            return (header.firstSeq - 1, header.hash)
        }
        guard header.firstSeq...AuditStored.largestSeq ~= last else {
            throw AuditFault(.damaged, path, "record \(last), whose number can't be one of this segment")
        }
        guard let previous = try link(database, last - 1, header) else {
            throw AuditFault(.damaged, path, "record \(last) without the one before it")
        }
        let statement = try database.makeStatement(sql: AuditRawRow.select)
        let cursor = try Row.fetchCursor(statement, arguments: [last, 1])
        let row = AuditRawRow(statement)
        guard try cursor.next() != nil, let hash = row.hash, row.link(behind: previous) == hash else {
            throw AuditFault(.damaged, path, "record \(last), the last one, is not as it was written")
        }
        return (last, hash)
    }

    /// The link of the record with the number `seq`, or that before the first; nil when there is none.
    static func link(_ database: Database, _ seq: Int64, _ header: AuditSegmentHeader) throws -> AuditHash? {
        if seq == header.firstSeq - 1 { return header.hash }
        return try Data.fetchOne(database, sql: "SELECT hash FROM record WHERE seq = ?", arguments: [seq])
            .flatMap { AuditHash($0) }
    }

    /// Has the disk keep the names of the files.
    static func syncFolder(_ folder: String) throws {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AuditFault(errno: errno, at: folder) }
        defer { close(descriptor) }
        // Where a file system can't, it says EINVAL.
        if fsync(descriptor) != 0, errno != EINVAL { throw AuditFault(errno: errno, at: folder) }
    }
}
