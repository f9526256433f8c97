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
            try AuditSegmentName.all(in: folder.path).map(\.file) == [
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

    /// What a removal of segments 1 to 3 leaves that is killed after so many of them.
    @Test(arguments: 0...3)
    func `a removal that was interrupted verifies, and so does the next one`(_ removed: Int) async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) })
        let files = folder.segments.prefix(3)
        let kept = try files.map { try Data(contentsOf: URL(filePath: $0)) }
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        _ = try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("4mo")!.before(now), at: now)
        for index in removed..<3 { try kept[index].write(to: URL(filePath: files[index])) }
        #expect(try AuditVerification.of(folder.path).findings == [])
        let again = try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("3mo")!.before(now), at: now)
        #expect(again.count >= 3 - removed)
        #expect(try AuditVerification.of(folder.path).findings == [])
    }

    @Test func `a removal that a later one followed which was interrupted at once still counts`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) })
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        _ = try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("4mo")!.before(now), at: now)
        let file = folder.segments[0]
        let kept = try Data(contentsOf: URL(filePath: file))
        let removed = try AuditWriter(folder.settings, at: now).pruning(
            before: AuditPeriod("3mo")!.before(now), at: now)
        #expect(removed.count == 1)
        try kept.write(to: URL(filePath: file))
        #expect(try AuditVerification.of(folder.path).findings == [])
    }

    @Test func `a store is read anew when a server removes what is old meanwhile`() async throws {
        let folder = try AuditFolder()
        let store = try AuditStore(folder.settings, clock: { AuditFolder.start })
        for number in 0..<4_200 { store.append(.answer(number)) { _ in } }
        for number in 1..<8 { _ = await store.append(.answer(number, at: days(Int64(number) * 25))) }
        store.close()
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        func pruneOnce(_ isDone: inout Bool) -> Bool {
            guard !isDone else { return true }
            isDone = true
            let writer = try? AuditWriter(folder.settings, at: now)
            let removed = try? writer?.pruning(before: AuditPeriod("4mo")!.before(now), at: now)
            return (removed?.count ?? 0) == 3
        }
        let copy = try AuditFolder()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(file)", toPath: "\(copy.path)/\(file)")
        }
        var isDone = false
        let verification = try AuditVerification.of(folder.path) { _ in pruneOnce(&isDone) }
        #expect(isDone && verification.findings == [])
        #expect(verification.records < 4_200)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)")
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: copy.path) {
            try FileManager.default.copyItem(atPath: "\(copy.path)/\(file)", toPath: "\(folder.path)/\(file)")
        }
        isDone = false
        let report = try AuditReport(AuditQuery(), of: folder.path) { _ in pruneOnce(&isDone) }
        #expect(isDone && report.total.requests < 4_200)
    }

    @Test func `records decide what is old, not what the end of their segment says`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<8).map { .answer($0, at: days(Int64($0) * 25)) })
        let now = AuditFolder.start + .seconds(days(200) * 3_600)
        try folder.tamper(3, "UPDATE seal SET latest_us = earliest_us - 9000000000000, earliest_us = NULL")
        let count = folder.segments.count
        let fault = #expect(throws: AuditFault.self) {
            try AuditWriter(folder.settings, at: now).pruning(before: AuditPeriod("4mo")!.before(now), at: now)
        }
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("a segment whose end says something else than its records") == true)
        #expect(folder.segments.count >= count, "nothing is removed")
    }

    @Test func `an old segment that can't be read keeps no new record out, and is told`() async throws {
        let folder = try AuditFolder()
        var settings = folder.settings
        try await folder.write((0..<3).map { .answer($0, at: days(Int64($0) * 25)) }, settings)
        settings.retention = AuditPeriod("30d")
        try Data("nothing".utf8).write(to: URL(filePath: folder.segments[0]))
        let troubles = Journal<AuditTrouble>()
        let store = try AuditStore(settings, clock: { AuditFolder.start }, report: { troubles.add($0) })
        #expect(await store.append(.answer(3, at: days(100))))
        store.close()
        let words = try #require(troubles.entries.first.map { "\($0)" })
        #expect(words.contains("audit: old segments stay, records are written: "), "\(words)")
        #expect(words.contains("audit-000001-2026-11.sqlite"))
        #expect(store.status.fault == nil)
    }

    @Test func `a folder that can't be listed is not an empty one, and what can't be read is no tampering`()
        async throws
    {
        let folder = try AuditFolder()
        try await folder.write((0..<3).map { .answer($0, at: days(Int64($0) * 25)) })
        let fault = #expect(throws: AuditFault.self) { try AuditVerification.of(folder.segments[0]) }
        #expect(fault?.kind == .notReadable)
        try folder.tamper(1, "UPDATE segment SET format = 2")
        let newer = #expect(throws: AuditFault.self) { try AuditVerification.of(folder.path) }
        #expect(newer?.kind == .newer)
        try FileManager.default.removeItem(atPath: folder.segments[1])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/audit-000002-2026-12.sqlite", withDestinationPath: "audit-000002-2026-12.sqlite")
        let unreadable = #expect(throws: AuditFault.self) { try AuditVerification.of(folder.path) }
        #expect(unreadable?.kind == .notReadable)
        #expect(unreadable?.remedy.hasPrefix("let this user read the folder") == true)
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
        let first = try #require(try AuditSegmentName.all(in: folder.path).first)
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
        ("ALTER TABLE segment RENAME COLUMN store TO shop", "not the tables of an audit store"),
        ("UPDATE segment SET began_us = -9223372036854775807 - 1", "a header that can't be read"),
        (AuditTamperingTests.rebuilt("segment") + "UPDATE segment SET store = NULL", "a header that can't be read"),
        (AuditTamperingTests.rebuilt("segment") + "UPDATE segment SET hash = 'x'", "a header that can't be read"),
        (
            "INSERT INTO seal VALUES (9223372036854775807, zeroblob(32), 3, NULL, NULL, 0)",
            "an end that can't be read"
        ),
        ("UPDATE record SET seq = 9223372036854775807 WHERE seq = 3", "whose number can't be one of this segment"),
        (
            "DELETE FROM record WHERE seq < 3; UPDATE record SET seq = -9223372036854775807 - 1",
            "whose number can't be one of this segment"
        ),
        (
            AuditTamperingTests.rebuilt("record") + "UPDATE record SET seq = 'x' WHERE seq = 3",
            "record 0, whose number can't be one of this segment"
        ),
        (
            AuditTamperingTests.rebuilt("record") + "UPDATE record SET hash = 7 WHERE seq = 2",
            "record 3 without the one before it"
        ),
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
