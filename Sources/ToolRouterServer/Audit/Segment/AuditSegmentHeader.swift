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
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT format, store, number, began_us, first_seq, previous_hash, hash FROM segment LIMIT 2")
        guard rows.count == 1, let row = rows.first else {
            throw AuditFault(.damaged, path, "\(rows.isEmpty ? "no header" : "more than one header")")
        }
        let unreadable = AuditFault(.damaged, path, "a header that can't be read")
        guard let format = AuditStored.integer(row, 0) else { throw unreadable }
        guard format <= Self.format else {
            throw AuditFault(.newer, path, "a segment of version \(format), and only \(Self.format) can be read")
        }
        guard format == Self.format, let store = AuditStored.text(row, 1),
            store.wholeMatch(of: /[0-9a-f]{32}/) != nil,
            let number = AuditStored.integer(row, 2), 1...999_999 ~= number,
            let began = AuditStored.moment(AuditStored.integer(row, 3)),
            let firstSeq = AuditStored.integer(row, 4), 1...AuditStored.largestSeq ~= firstSeq,
            let previous = AuditStored.hash(row, 5), let hash = AuditStored.hash(row, 6)
        else { throw unreadable }
        let header = AuditSegmentHeader(
            store: store, number: Int(number), began: began, firstSeq: firstSeq, previous: previous)
        guard header.hash == hash else {
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
    /// How many records it has.
    var records: Int64
    /// Between which moments they are; nil where it has none.
    var earliest: Timestamp?
    var latest: Timestamp?

    /// Reads it; nil where the segment has none.
    static func read(_ database: Database, at path: String) throws -> AuditSeal? {
        let rows = try Row.fetchAll(
            database, sql: "SELECT last_seq, last_hash, records, earliest_us, latest_us FROM seal LIMIT 2")
        guard let row = rows.first else { return nil }
        let (earliest, latest) = (
            AuditStored.moment(AuditStored.integer(row, 3)), AuditStored.moment(AuditStored.integer(row, 4))
        )
        guard rows.count == 1, let lastSeq = AuditStored.integer(row, 0), let hash = AuditStored.hash(row, 1),
            0...AuditStored.largestSeq ~= lastSeq, let records = AuditStored.integer(row, 2),
            (earliest == nil) == AuditStored.isNull(row, 3), (latest == nil) == AuditStored.isNull(row, 4)
        else { throw AuditFault(.damaged, path, "an end that can't be read") }
        return AuditSeal(lastSeq: lastSeq, hash: hash, records: records, earliest: earliest, latest: latest)
    }
}
