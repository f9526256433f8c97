import Foundation
import GRDB
import ToolRouter

/// What stands at the beginning of a segment: which one it is, and what it follows.
struct AuditSegmentHeader: Hashable, Sendable {
    /// The version of the format.
    static let format: Int64 = 1

    /// Names the store, so that a segment of another one is known: 32 hexadecimal digits.
    var store: String
    /// The number of the segment, from 1.
    var number: Int
    /// When it was begun.
    var began: Timestamp
    /// The number of its first record.
    var firstSeq: Int64
    /// The last link of the segment before.
    var previous: AuditHash

    /// The link that the first record follows.
    var hash: AuditHash {
        var encoding = AuditEncoding()
        encoding.add("toolrouter-audit-segment")
        encoding.add(Self.format)
        encoding.add(store)
        encoding.add(Int64(number))
        encoding.add(began.microseconds)
        encoding.add(firstSeq)
        encoding.add(previous.bytes)
        return AuditHash(of: encoding.bytes)
    }

    /// Writes it into a new segment.
    func insert(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO segment (format, store, number, began_us, first_seq, previous_hash, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Self.format, store, number, began.microseconds, firstSeq, Data(previous.bytes), Data(hash.bytes),
            ])
    }

    /// Reads it; says what is wrong where it can't have been written so.
    static func read(_ database: Database, at path: String) throws -> AuditSegmentHeader {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM segment LIMIT 2")
        guard rows.count == 1, let row = rows.first else {
            throw AuditFault(.damaged, path, "\(rows.isEmpty ? "no header" : "more than one header")")
        }
        let format: Int64 = row["format"]
        guard format <= Self.format else {
            throw AuditFault(.newer, path, "a segment of version \(format), and only \(Self.format) can be read")
        }
        let (previous, hash): (Data, Data) = (row["previous_hash"], row["hash"])
        guard format == Self.format, let previous = AuditHash(previous),
            let number = Int(exactly: row["number"] as Int64)
        else { throw AuditFault(.damaged, path, "a header that can't be read") }
        let began: Int64 = row["began_us"]
        guard abs(began) < Int64.max / 1_000 else { throw AuditFault(.damaged, path, "a header that can't be read") }
        let header = AuditSegmentHeader(
            store: row["store"], number: number, began: Timestamp(microseconds: began), firstSeq: row["first_seq"],
            previous: previous)
        guard header.hash.bytes.elementsEqual(hash) else {
            throw AuditFault(.damaged, path, "a header that was changed: its hash is another one")
        }
        return header
    }
}

/// What stands at the end of a segment that nothing more is added to.
struct AuditSeal: Hashable, Sendable {
    /// The number of its last record; one less than its first where it has none.
    var lastSeq: Int64
    /// Its last link.
    var hash: AuditHash
    /// Between which moments its records are; nil where it has none.
    var earliest: Timestamp?
    var latest: Timestamp?

    /// Reads it; nil where the segment has none.
    static func read(_ database: Database, at path: String) throws -> AuditSeal? {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM seal LIMIT 2")
        guard let row = rows.first else { return nil }
        let hash: Data = row["last_hash"]
        guard rows.count == 1, let hash = AuditHash(hash) else {
            throw AuditFault(.damaged, path, "an end that can't be read")
        }
        let (earliest, latest): (Int64?, Int64?) = (row["earliest_us"], row["latest_us"])
        guard [earliest, latest].allSatisfy({ abs($0 ?? 0) < Int64.max / 1_000 }) else {
            throw AuditFault(.damaged, path, "an end that can't be read")
        }
        return AuditSeal(
            lastSeq: row["last_seq"], hash: hash, earliest: earliest.map(Timestamp.init(microseconds:)),
            latest: latest.map(Timestamp.init(microseconds:)))
    }
}
