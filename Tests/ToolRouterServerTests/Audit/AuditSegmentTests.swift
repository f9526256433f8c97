import Foundation
import GRDB
import Testing
import ToolRouter
import ToolRouterServer

/// One file a month or so many bytes, and what becomes of old ones.
@Suite struct AuditSegmentTests {
    private func days(_ count: Int64) -> Int64 { count * 24 }

    @Test func `a month begins a segment, and its header follows the last record`() async throws {
        let folder = try AuditFolder()
        try await folder.write([
            .answer(1), .answer(2, at: days(11)), .answer(3, at: days(12)), .answer(4, at: days(45)),
        ])
        #expect(
            AuditSegmentName.all(in: folder.path).map(\.file) == [
                "audit-000001-2026-11.sqlite", "audit-000002-2026-12.sqlite", "audit-000003-2027-01.sqlite",
            ])
        #expect(try folder.rows("SELECT seq FROM record", segment: 1).map { $0[0] as Int64 } == [2, 3])
        let last = try folder.rows("SELECT hash FROM record")[0][0] as Data
        #expect(try folder.rows("SELECT previous_hash FROM segment", segment: 1)[0][0] as Data == last)
        #expect(try AuditVerification.of(folder.path).isSound)
    }

    @Test func `a record that comes late stays where it came`() async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(0), .answer(1, at: days(12)), .answer(2), .answer(3, at: days(13))])
        #expect(folder.segments.count == 2)
        #expect(try folder.rows("SELECT seq FROM record", segment: 1).count == 3)
    }

    @Test func `so many bytes begin a segment, and a sealed one is a plain file`() async throws {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.segmentBytes = 1 << 20
        settings.queue = 10_000
        let store = try AuditStore(settings)
        for number in 0..<6_000 { store.append(.answer(number)) { _ in } }
        store.close()
        #expect(folder.segments.count > 2)
        for file in folder.segments.dropLast() {
            #expect(!FileManager.default.fileExists(atPath: file + "-wal"))
            #expect(!FileManager.default.fileExists(atPath: file + "-shm"))
        }
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.isSound, "\(verification.findings)")
        #expect(verification.records == 6_000)
    }

    @Test func `what is old goes as whole segments, a record says so, and the rest still verifies`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) })
        let count = folder.segments.count
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        let removed = try AuditWriter(folder.settings, at: now).pruning(
            before: AuditPeriod("4mo")!.before(now), at: now)
        #expect(removed.map(\.number) == [1, 2, 3])
        // The record of the removal begins the segment of its month.
        #expect(folder.segments.count == count - 3 + 1)
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.findings == [])
        #expect(verification.notes.map(\.words) == ["segments 1 to 3 were removed, as retention says"])
        // Once more, when there is nothing to remove, there is nothing to say.
        #expect(
            try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("4mo")!.before(now), at: now) == [])
        #expect(try AuditVerification.of(folder.path).records == verification.records)
    }

    @Test func `a removal that nobody recorded is found, also behind one that somebody did`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) })
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        _ = try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("4mo")!.before(now), at: now)
        try FileManager.default.removeItem(atPath: folder.segments[0])
        #expect(
            try AuditVerification.of(folder.path).findings.map(\.words) == [
                "segments 1 to 4 are missing before it, and no record says that they were removed"
            ])
    }

    @Test func `a store with a retention removes what is old when a segment begins`() async throws {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.retention = AuditPeriod("90d")
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) }, settings)
        let first = try #require(AuditSegmentName.all(in: folder.path).first)
        #expect(first.number > 2)
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.findings == [])
        #expect(!verification.notes.isEmpty)
    }

    @Test func `the newest segment is never removed`() async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(1)])
        let now = AuditFolder.start + .seconds(days(2_000) * 3_600)
        #expect(try AuditWriter(folder.settings, at: now).pruning(before: now, at: now) == [])
    }

    @Test func `an end that was lost with power is a record, and no silence`() async throws {
        let folder = try AuditFolder()
        try await folder.write((1...5).map { .answer($0) })
        try folder.tamper(0, "DELETE FROM record WHERE seq > 3")
        try await folder.write([.answer(6)])
        let rows = try folder.rows("SELECT seq, kind, action, cost_status, detail FROM record WHERE seq > 3")
        #expect(rows.map { $0["kind"] as String } == ["loss", "answer"])
        #expect(rows[0]["action"] == "end_lost")
        #expect(rows[0]["cost_status"] == "missing")
        #expect((rows[0]["detail"] as String).hasPrefix(#"{"last_seq":3,"head_seq":5,"#))
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.findings == [])
        #expect(verification.notes.count == 1)
    }

    static let damages: [(String, String)] = [
        ("UPDATE record SET tenant = 'x' WHERE seq = 3", "record 3, the last one, is not as it was written"),
        ("UPDATE segment SET number = 7", "a header that was changed"),
        ("DELETE FROM segment", "no header"),
        ("DELETE FROM record WHERE seq = 2", "record 3 without the one before it"),
        ("DROP TABLE record; CREATE TABLE record (a)", "not the tables of an audit store"),
    ]

    @Test(arguments: damages)
    func `a store that is not as it was left is not written to`(sql: String, words: String) async throws {
        let folder = try AuditFolder()
        try await folder.write((1...3).map { .answer($0) })
        let queue = try DatabaseQueue(path: folder.segments[0])
        try await queue.write { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(sql: sql)
        }
        try queue.close()
        do {
            try AuditStore(folder.settings).close()
            Issue.record("it was opened")
        } catch let fault as AuditFault {
            #expect(fault.kind == .damaged)
            #expect(fault.description.contains(words), "\(fault)")
            #expect(fault.description.contains("audit verify"))
        }
    }

    @Test func `a segment of a newer version says which version is needed`() async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(1)])
        try folder.tamper(0, "UPDATE segment SET format = 2")
        let fault = #expect(throws: AuditFault.self) { try AuditStore(folder.settings) }
        #expect(fault?.kind == .newer)
        #expect(fault?.description.contains("a segment of version 2, and only 1 can be read") == true)
    }

    static let periods: [(String, String?)] = [
        ("13mo", "2025-10-28"), ("1y", "2025-11-28"), ("90d", "2026-08-30"), ("9mo", "2026-02-28"), ("13", nil),
        ("0d", nil), ("-1d", nil), ("1.5y", nil), ("mo", nil), ("13m", nil), ("99999999999999999999d", nil),
    ]

    @Test(arguments: periods)
    func `a period counts by the calendar`(text: String, day: String?) {
        let now = Timestamp(microseconds: 1_795_867_200_000_000)
        let moment = AuditPeriod(text)?.before(now)
        let expected = day.map { day in
            let parts = day.split(separator: "-").map { Int($0)! }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(secondsFromGMT: 0)!
            let date = calendar.date(from: DateComponents(year: parts[0], month: parts[1], day: parts[2], hour: 12))!
            return Timestamp(microseconds: Int64(date.timeIntervalSince1970) * 1_000_000)
        }
        #expect(moment == expected)
    }
}
