import Foundation
import GRDB
import Testing
import ToolRouter
import ToolRouterServer

/// What somebody with the files can do to them, and what of it is found.
@Suite struct AuditTamperingTests {
    struct Tampering: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let finding: String
        let change: @Sendable (AuditFolder) throws -> Void

        init(_ name: String, _ finding: String, _ change: @escaping @Sendable (AuditFolder) throws -> Void) {
            (testDescription, self.finding, self.change) = (name, finding, change)
        }
    }

    /// The store has records 1…6 of November, 7…12 of December and 13…18 of January.
    static let tamperings = [
        Tampering("a changed cost", "audit-000002-2026-12.sqlite: record 8: it was changed") {
            try $0.tamper(1, "UPDATE record SET cost_usd = '0.0001' WHERE seq = 8")
        },
        Tampering("a changed type", "audit-000002-2026-12.sqlite: record 8: it was changed") {
            try $0.tamper(1, "UPDATE record SET row_count = NULL WHERE seq = 8")
        },
        Tampering("a changed hash", "audit-000002-2026-12.sqlite: record 8: it was changed") {
            try $0.tamper(1, "UPDATE record SET hash = zeroblob(32) WHERE seq = 8")
        },
        Tampering("a hash that is none", "audit-000002-2026-12.sqlite: record 8: its hash is") {
            try $0.tamper(1, "UPDATE record SET hash = zeroblob(3) WHERE seq = 8")
        },
        Tampering("a removed row", "audit-000002-2026-12.sqlite: record 9: record 8 is missing before it") {
            try $0.tamper(1, "DELETE FROM record WHERE seq = 8")
        },
        Tampering("removed rows", "audit-000002-2026-12.sqlite: record 11: records 8 to 10 are missing") {
            try $0.tamper(1, "DELETE FROM record WHERE seq BETWEEN 8 AND 10")
        },
        Tampering("a removed first row", "audit-000002-2026-12.sqlite: record 8: record 7 is missing") {
            try $0.tamper(1, "DELETE FROM record WHERE seq = 7")
        },
        Tampering("removed last rows", "audit-000002-2026-12.sqlite: it was sealed at record 12 and ends with 10") {
            try $0.tamper(1, "DELETE FROM record WHERE seq > 10")
        },
        Tampering("removed last rows of all", "the chain: it ends with record 16, and the head is record 18") {
            try $0.tamper(2, "DELETE FROM record WHERE seq > 16")
        },
        Tampering(
            "an inserted row", "audit-000002-2026-12.sqlite: record 8: it was changed, or put in place of another"
        ) {
            let columns = "\"\(AuditColumn.allCases.map(\.name).joined(separator: "\", \""))\", hash"
            try $0.tamper(
                1,
                """
                UPDATE record SET seq = -seq WHERE seq >= 8;
                UPDATE record SET seq = -seq + 1 WHERE seq < 0;
                INSERT INTO record (seq, \(columns)) SELECT 8, \(columns) FROM record WHERE seq = 7;
                """)
        },
        Tampering("two rows in each other's place", "audit-000002-2026-12.sqlite: record 8: it was changed") {
            try $0.tamper(
                1,
                """
                UPDATE record SET seq = 99 WHERE seq = 8; UPDATE record SET seq = 8 WHERE seq = 9;
                UPDATE record SET seq = 9 WHERE seq = 99;
                """)
        },
        Tampering("a changed header", "audit-000002-2026-12.sqlite: it can't be read: a header that was changed") {
            try $0.tamper(1, "UPDATE segment SET first_seq = 8")
        },
        Tampering("a changed end", "audit-000002-2026-12.sqlite: it was sealed at record 11") {
            try $0.tamper(1, "UPDATE seal SET last_seq = 11")
        },
        Tampering("an end of other moments", "audit-000002-2026-12.sqlite: its end says other moments") {
            try $0.tamper(1, "UPDATE seal SET latest_us = earliest_us - 1")
        },
        Tampering("an end of no moments", "audit-000002-2026-12.sqlite: its end says other moments") {
            try $0.tamper(1, "UPDATE seal SET latest_us = NULL, earliest_us = NULL")
        },
        Tampering("an end of more records", "audit-000002-2026-12.sqlite: its end says that it has 7 records") {
            try $0.tamper(1, "UPDATE seal SET records = 7")
        },
        Tampering("an end at the largest number", "audit-000002-2026-12.sqlite: it can't be read: an end that") {
            try $0.tamper(1, "UPDATE seal SET last_seq = 9223372036854775807")
        },
        Tampering("an end at the smallest moment", "audit-000002-2026-12.sqlite: it can't be read: an end that") {
            try $0.tamper(1, "UPDATE seal SET earliest_us = -9223372036854775807 - 1")
        },
        Tampering("a header at the smallest moment", "audit-000002-2026-12.sqlite: it can't be read: a header that") {
            try $0.tamper(1, "UPDATE segment SET began_us = -9223372036854775807 - 1")
        },
        Tampering("a header without a format", "audit-000002-2026-12.sqlite: it can't be read: a header that") {
            try $0.tamper(1, rebuilt("segment") + "UPDATE segment SET format = NULL")
        },
        Tampering("a header with a text for a number", "audit-000002-2026-12.sqlite: it can't be read: a header that") {
            try $0.tamper(1, rebuilt("segment") + "UPDATE segment SET number = 'two'")
        },
        Tampering("an end with a text for a link", "audit-000002-2026-12.sqlite: it can't be read: an end that") {
            try $0.tamper(1, rebuilt("seal") + "UPDATE seal SET last_hash = 'x'")
        },
        Tampering("a renamed column of the header", "audit-000002-2026-12.sqlite: it can't be read: not the tables") {
            try $0.tamper(1, "ALTER TABLE segment RENAME COLUMN store TO shop")
        },
        Tampering("a renamed column of the end", "audit-000002-2026-12.sqlite: it can't be read: not the tables") {
            try $0.tamper(1, "ALTER TABLE seal RENAME COLUMN last_seq TO final_seq")
        },
        Tampering("a renamed column of records", "audit-000002-2026-12.sqlite: it can't be read: not the tables") {
            try $0.tamper(1, "ALTER TABLE record RENAME COLUMN tenant TO renter")
        },
        Tampering(
            "a row of the smallest number", "audit-000002-2026-12.sqlite: record -9223372036854775808: its number"
        ) {
            let columns = "\"\(AuditColumn.allCases.map(\.name).joined(separator: "\", \""))\", hash"
            try $0.tamper(
                1,
                "INSERT INTO record (seq, \(columns)) SELECT -9223372036854775807 - 1, \(columns) FROM record WHERE seq = 8"
            )
        },
        Tampering("a row of the largest number", "record 9223372036854775807: records 19 to 9223372036854775806") {
            let columns = "\"\(AuditColumn.allCases.map(\.name).joined(separator: "\", \""))\", hash"
            try $0.tamper(
                2,
                "INSERT INTO record (seq, \(columns)) SELECT 9223372036854775807, \(columns) FROM record WHERE seq = 18"
            )
        },
        Tampering("a table that takes any type", "audit-000002-2026-12.sqlite: its table record is not as it was made")
        {
            try $0.tamper(1, rebuilt("record"))
        },
        Tampering("a row without a number", "audit-000002-2026-12.sqlite: it has 7 records, and 6 of them can be read")
        {
            let columns = "\"\(AuditColumn.allCases.map(\.name).joined(separator: "\", \""))\", hash"
            try $0.tamper(
                1,
                rebuilt("record")
                    + "INSERT INTO record (seq, \(columns)) SELECT NULL, \(columns) FROM record WHERE seq = 8")
        },
        Tampering("a trigger that is gone", "audit-000002-2026-12.sqlite: its trigger no_update_of_record is not") {
            let queue = try DatabaseQueue(path: $0.segments[1])
            try queue.write { try $0.execute(sql: "DROP TRIGGER no_update_of_record") }
            try queue.close()
        },
        Tampering("a trigger more", "audit-000003-2027-01.sqlite: its trigger silent is not as it was made") {
            try $0.tamper(
                2, "CREATE TRIGGER silent BEFORE INSERT ON record WHEN NEW.tenant = 'x' BEGIN SELECT RAISE(IGNORE); END"
            )
        },
        Tampering("a segment under another month", "audit-000002-2026-10.sqlite: it is of 2026-12 under the name of") {
            let file = $0.segments[1]
            try FileManager.default.moveItem(
                atPath: file, toPath: file.replacingOccurrences(of: "2026-12", with: "2026-10"))
        },
        Tampering("an emptied head, and the last rows gone", "head: it is missing or empty") {
            try $0.tamper(2, "DELETE FROM record WHERE seq > 16")
            try Data().write(to: URL(filePath: $0.path + "/head"))
        },
        Tampering("a removed head, and the last rows gone", "head: it is missing or empty") {
            try $0.tamper(2, "DELETE FROM record WHERE seq > 16")
            try FileManager.default.removeItem(atPath: $0.path + "/head")
        },
        Tampering("a removed end", "audit-000002-2026-12.sqlite: it has no end") {
            try $0.tamper(1, "DELETE FROM seal")
        },
        Tampering("a removed segment", "audit-000003-2027-01.sqlite: segments 2 to 2 are missing before it") {
            try FileManager.default.removeItem(atPath: $0.segments[1])
        },
        Tampering("a removed first segment", "audit-000002-2026-12.sqlite: segments 1 to 1 are missing before it") {
            try FileManager.default.removeItem(atPath: $0.segments[0])
        },
        Tampering("a removed last segment", "the chain: it ends with record 12, and the head is record 18") {
            try FileManager.default.removeItem(atPath: $0.segments[2])
        },
        Tampering("swapped segments", "audit-000001-2026-11.sqlite: it is segment 2 under the name of 1") {
            let files = $0.segments
            try FileManager.default.moveItem(atPath: files[0], toPath: files[0] + ".x")
            try FileManager.default.moveItem(atPath: files[1], toPath: files[0])
            try FileManager.default.moveItem(atPath: files[0] + ".x", toPath: files[1])
        },
        Tampering("a copy of a segment in place of another", "it is segment 1 under the name of 2") {
            let files = $0.segments
            try FileManager.default.removeItem(atPath: files[1])
            try FileManager.default.copyItem(atPath: files[0], toPath: files[1])
        },
        Tampering("a copy of a segment beside it", "there is more than one segment 1") {
            let file = $0.segments[0]
            try FileManager.default.copyItem(
                atPath: file, toPath: file.replacingOccurrences(of: "2026-11", with: "2026-12"))
        },
        Tampering("a truncated file", "audit-000002-2026-12.sqlite: ") {
            let handle = try FileHandle(forWritingTo: URL(filePath: $0.segments[1]))
            try handle.truncate(atOffset: 8_192)
        },
        Tampering("a file of no database", "audit-000002-2026-12.sqlite: it can't be read") {
            try Data("nothing".utf8).write(to: URL(filePath: $0.segments[1]))
        },
        Tampering("an empty file", "audit-000002-2026-12.sqlite: it can't be read") {
            try Data().write(to: URL(filePath: $0.segments[1]))
        },
        Tampering("a head of another record", "audit-000003-2027-01.sqlite: record 18: it is another one than the head")
        {
            let path = $0.path + "/head"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let digits = text.split(separator: " ")[5]
            try text.replacingOccurrences(of: digits, with: String(repeating: "a", count: 64))
                .write(toFile: path, atomically: false, encoding: .utf8)
        },
        Tampering("a head that is none", "head: not a head as it is written") {
            try "nothing".write(toFile: $0.path + "/head", atomically: false, encoding: .utf8)
        },
    ]

    /// The same table without STRICT, and without a number that must be one.
    static func rebuilt(_ table: String) -> String {
        """
        ALTER TABLE \(table) RENAME TO former;
        CREATE TABLE \(table) AS SELECT * FROM former;
        DROP TABLE former;
        """
    }

    private func store() async throws -> AuditFolder {
        let folder = try AuditFolder()
        // 25 days after the 20th of November, and 50 days after it, are in other months.
        try await folder.write((0..<18).map { .answer($0, at: Int64($0 / 6) * 24 * 25) })
        try #require(folder.segments.count == 3)
        return folder
    }

    @Test func `an untouched store is sound`() async throws {
        let folder = try await store()
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.findings == [])
        #expect((verification.segments, verification.records) == (3, 18))
    }

    @Test(arguments: tamperings)
    func `is found`(_ tampering: Tampering) async throws {
        let folder = try await store()
        try tampering.change(folder)
        let verification = try AuditVerification.of(folder.path)
        #expect(
            verification.findings.contains { $0.description.contains(tampering.finding) },
            "\(verification.findings.map(\.description))")
    }

    @Test(arguments: [3_000, 5_000, 9_000, 13_000])
    func `a changed byte of the values is found`(offset: Int) async throws {
        let folder = try await store()
        let path = folder.segments[1]
        var bytes = try Data(contentsOf: URL(filePath: path))
        // The tenant's name of some row.
        let range = try #require(bytes.range(of: Data("emea".utf8), in: min(offset, bytes.count / 2)..<bytes.count))
        bytes[range.lowerBound] ^= 1
        try bytes.write(to: URL(filePath: path))
        #expect(try !AuditVerification.of(folder.path).isSound)
    }

    @Test func `a chain that was made anew is found by a head that was kept elsewhere, and by nothing else`()
        async throws
    {
        let folder = try await store()
        let anchor = try #require(try AuditVerification.of(folder.path).head)
        #expect(try AuditVerification.of(folder.path, anchor: anchor).isSound)
        // Another store takes its place, with its own head.
        let other = try await store()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)")
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: other.path) {
            try FileManager.default.copyItem(atPath: "\(other.path)/\(file)", toPath: "\(folder.path)/\(file)")
        }
        #expect(try AuditVerification.of(folder.path).isSound)
        let verification = try AuditVerification.of(folder.path, anchor: anchor)
        #expect(verification.findings.map(\.words) == ["it is another one than the expected head says"])
    }
}
