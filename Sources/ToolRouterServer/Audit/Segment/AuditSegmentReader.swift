import Foundation
import GRDB
import Glibc
import ToolRouter

/// Reads a segment, also while another process adds to it.
///
/// Records come in portions, each in a transaction of its own: one that lasted as long as all of them would keep the writer's
/// log from being carried over, and it would grow all the time.
struct AuditSegmentReader {
    /// The records of one transaction.
    private static let portion = 4_096

    let name: AuditSegmentName
    let path: String
    private let queue: DatabaseQueue

    init(_ name: AuditSegmentName, in folder: String) throws(AuditFault) {
        self.name = name
        path = "\(folder)/\(name.file)"
        do {
            queue = try AuditConnection.reading(path)
        } catch {
            throw AuditFault(error, at: path, isReading: true)
        }
    }

    func header() throws(AuditFault) -> AuditSegmentHeader {
        try read { try AuditSegmentHeader.read($0, at: path) }
    }

    func seal() throws(AuditFault) -> AuditSeal? {
        try read { try AuditSeal.read($0, at: path) }
    }

    /// What is not as this version makes it: a table, a trigger or an index; nil when all is.
    func strangePart() throws(AuditFault) -> String? {
        try read { database in
            let (parts, expected) = (try AuditSchema.parts(database), try AuditSchema.expectedParts())
            let names = (parts + expected).map(\.name)
            return names.first { name in parts.filter { $0.name == name } != expected.filter { $0.name == name } }
        }
    }

    /// How many records there are up to the number `seq`, counted in another way than one by one.
    func count(upTo seq: Int64) throws(AuditFault) -> Int {
        try read { database in
            let sql = "SELECT count(*) FROM record NOT INDEXED WHERE typeof(seq) <> 'integer' OR seq <= ?"
            return try Int.fetchOne(database, sql: sql, arguments: [seq]) ?? 0
        }
    }

    /// The last record's number and link, and the moment of the latest; nil where there is none.
    func last() throws(AuditFault) -> (seq: Int64, hash: AuditHash, latest: Timestamp)? {
        try read { database in
            let sql =
                "SELECT record.seq, record.hash, (SELECT max(record.at_us) FROM record) FROM record ORDER BY record.seq DESC LIMIT 1"
            guard let row = try Row.fetchOne(database, sql: sql) else { return nil }
            guard let seq = AuditStored.integer(row, 0), let hash = AuditStored.hash(row, 1),
                let latest = AuditStored.moment(AuditStored.integer(row, 2))
            else { throw AuditFault(.damaged, path, "a last record that can't be read") }
            return (seq, hash, latest)
        }
    }

    /// Whether the file went away, as it does when a server removes what is old.
    static func isGone(_ name: AuditSegmentName, in folder: String) -> Bool {
        var status = stat()
        return lstat("\(folder)/\(name.file)", &status) != 0 && errno == ENOENT
    }

    /// What SQLite says of the file as a whole; nil when it is in order.
    func integrity() throws(AuditFault) -> String? {
        try read { database in
            let words = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
            return words == "ok" ? nil : words ?? "no word"
        }
    }

    /// Hands over all records in the order of their numbers, until `body` says that it is enough.
    func forEach(_ body: (AuditRawRow) throws -> Bool) throws(AuditFault) {
        var next: Int64? = .min
        while let start = next {
            let (count, goesOn) = try read { database in
                let statement = try database.cachedStatement(sql: AuditRawRow.select)
                let cursor = try Row.fetchCursor(statement, arguments: [start, Self.portion])
                let row = AuditRawRow(statement)
                var count = 0
                while try cursor.next() != nil {
                    count += 1
                    guard row.isNumbered, let last = next, row.seq >= last else {
                        throw AuditFault(.damaged, path, "records whose numbers are none, or not in order")
                    }
                    next = row.seq < .max ? row.seq + 1 : nil
                    if try !body(row) { return (count, false) }
                }
                return (count, true)
            }
            guard goesOn, count == Self.portion else { return }
        }
    }

    private func read<Result>(_ body: (Database) throws -> Result) throws(AuditFault) -> Result {
        do {
            return try queue.read(body)
        } catch {
            throw AuditFault(error, at: path, isReading: true)
        }
    }
}
