import Foundation
import GRDB
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
            throw AuditFault(error, at: path)
        }
    }

    func header() throws(AuditFault) -> AuditSegmentHeader {
        try read { try AuditSegmentHeader.read($0, at: path) }
    }

    func seal() throws(AuditFault) -> AuditSeal? {
        try read { try AuditSeal.read($0, at: path) }
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
        var last = Int64.min
        while true {
            let (count, goesOn) = try read { database in
                let statement = try database.cachedStatement(sql: AuditRawRow.select)
                let cursor = try Row.fetchCursor(statement, arguments: [last, Self.portion])
                let row = AuditRawRow(statement)
                var count = 0
                while try cursor.next() != nil {
                    count += 1
                    last = row.seq
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
            throw AuditFault(error, at: path)
        }
    }
}
