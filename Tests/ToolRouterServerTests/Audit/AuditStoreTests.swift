import Foundation
import GRDB
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// What is written, and that it can't be changed through a connection like the store's.
@Suite struct AuditStoreTests {
    @Test func `a record holds hashes of what was asked and answered, and no text`() async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(1)])
        let row = try #require(try folder.rows("SELECT * FROM record").first)
        let texts: [String: String?] = [
            "kind": "answer", "request_id": "r-1", "trace_id": "0af7651916cd43dd8448eb211c80319c", "tenant": "emea",
            "user": "u-1", "tool": "sql", "action": "ran", "outcome": "answered", "error_code": nil,
            "source": "planner", "recall": "miss", "program": "p1", "read_set": "[\"orders.id\"]", "planner": "main",
            "model": "m", "price_entry": "m", "price_match": "exact", "cost_usd": "0.001", "cost_status": "exact",
            "question": nil, "statement": nil,
        ]
        for (column, text) in texts { #expect(row[column] as String? == text, "\(column)") }
        let integers: [String: Int64?] = [
            "seq": 1, "at_us": AuditFolder.start.microseconds, "tokens_input": 100, "tokens_cached_input": 10,
            "tokens_output": 20, "admit_us": 120, "plan_us": 800_000, "run_us": nil, "total_us": 801_000,
            "row_count": 1, "is_truncated": 0, "price_from_us": AuditFolder.start.microseconds,
        ]
        for (column, number) in integers { #expect(row[column] as Int64? == number, "\(column)") }
        // sha256sum of `How many orders of 1?`
        #expect(
            (row["input_hash"] as Data).map { String(format: "%02x", $0) }.joined()
                == "ab31b745f4b4dade9d86a3c0269f0d8bd982abafbf9d917d04b0101b7e8991fa")
        #expect((row["statement_fingerprint"] as Data).count == 32)
        #expect((row["output_hash"] as Data).count == 32)
        let bytes = try Data(contentsOf: URL(filePath: folder.segments[0]))
        for secret in ["How many", "SELECT count", "10.0.0.7"] {
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in the file")
        }
    }

    @Test(arguments: [Timestamp(nanoseconds: .max), Timestamp(nanoseconds: .min)])
    func `a record of the last or the first moment there is can be read again`(_ moment: Timestamp) async throws {
        let folder = try AuditFolder()
        var record = AuditRecord.answer(1)
        record.at = moment
        try await folder.write([record])
        try await folder.write([.answer(2)])
        #expect(try AuditVerification.of(folder.path).isSound)
        #expect(try AuditReport(AuditQuery(), of: folder.path).total.requests == 2)
    }

    @Test func `texts are written when that is switched on`() async throws {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.texts = true
        try await folder.write([.answer(1)], settings)
        let row = try #require(try folder.rows("SELECT question, statement FROM record").first)
        #expect(row["question"] == "How many orders of 1?")
        #expect(row["statement"] == #"{"tool":"sql","sql":"SELECT count(*) FROM orders"}"#)
    }

    @Test func `with a key, a hash is no hash that others could try`() async throws {
        let (plain, keyed) = (try AuditFolder(), try AuditFolder())
        try await plain.write([.answer(1)])
        var settings = keyed.settings
        settings.hashKey = Array("secret".utf8)
        try await keyed.write([.answer(1)], settings)
        let sql = "SELECT input_hash, output_hash, statement_fingerprint FROM record"
        let (left, right) = (try plain.rows(sql)[0], try keyed.rows(sql)[0])
        for column in 0..<3 { #expect(left[column] as Data != right[column] as Data) }
    }

    static let changes = [
        "UPDATE record SET tenant = 'x'", "DELETE FROM record", "DELETE FROM segment", "UPDATE segment SET number = 2",
        "INSERT OR REPLACE INTO record SELECT * FROM record",
        "INSERT INTO segment SELECT * FROM segment",
    ]

    @Test(arguments: changes)
    func `nothing can be changed or removed`(_ sql: String) async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(1), .answer(2)])
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA recursive_triggers = ON") }
        let queue = try DatabaseQueue(path: folder.segments[0], configuration: configuration)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        #expect(try folder.rows("SELECT * FROM record").count == 2)
    }

    @Test func `a store that is opened again goes on with its chain`() async throws {
        let folder = try AuditFolder()
        try await folder.write([.answer(1), .answer(2)])
        try await folder.write([.answer(3)])
        #expect(try folder.rows("SELECT seq FROM record").map { $0[0] as Int64 } == [1, 2, 3])
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.isSound, "\(verification.findings)")
        #expect(verification.records == 3)
        #expect(verification.head?.seq == 3)
    }

    @Test func `a second process is refused`() async throws {
        let folder = try AuditFolder()
        let store = try AuditStore(folder.settings)
        #expect(throws: FolderInUse.self) { try AuditStore(folder.settings) }
        store.close()
        try AuditStore(folder.settings).close()
    }

    @Test(arguments: AuditSettings.Durability.allCases)
    func `what is in the queue is written when the store is closed`(_ durability: AuditSettings.Durability) async throws
    {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.durability = durability
        let store = try AuditStore(settings)
        let told = Journal<Bool>()
        for number in 0..<1_000 { store.append(.answer(number)) { told.add($0) } }
        store.close()
        #expect(told.entries == [Bool](repeating: true, count: 1_000))
        #expect(try AuditVerification.of(folder.path).records == 1_000)
        #expect(await store.append(.answer(1)) == false, "a closed store takes nothing")
        #expect(!store.isAccepting)
    }

    @Test func `whoever closes a store waits until it is closed`() async throws {
        let folder = try AuditFolder()
        let store = try AuditStore(folder.settings)
        let told = Journal<Bool>()
        for number in 0..<2_000 { store.append(.answer(number)) { told.add($0) } }
        await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask {
                    store.close()
                    #expect(told.entries.count == 2_000)
                }
            }
        }
    }

    @Test func `the folder and all files are this user's only`() async throws {
        let folder = try AuditFolder()
        let path = folder.path + "/audit"
        let store = try AuditStore(AuditSettings(folder: path))
        _ = await store.append(.answer(1))
        for file in try FileManager.default.contentsOfDirectory(atPath: path) + ["."] {
            let rights = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.posixPermissions]
            #expect(rights as? Int == (file == "." ? 0o700 : 0o600), "\(file)")
        }
        store.close()
    }

    @Test func `a folder in a folder that does not exist is not made, and that is said`() throws {
        let folder = try AuditFolder()
        let fault = #expect(throws: AuditFault.self) {
            try AuditStore(AuditSettings(folder: folder.path + "/no/audit"))
        }
        #expect(
            fault?.description
                == "\(folder.path)/no/audit: the folder that it is to be made in does not exist; "
                + "make that folder first, or correct the path; only the last part of it is made")
    }

    static let heads: [(String, @Sendable (String) throws -> Void)] = [
        ("missing", { try FileManager.default.removeItem(atPath: $0) }),
        ("empty", { try Data().write(to: URL(filePath: $0)) }),
        ("of zeros", { try Data(count: 192).write(to: URL(filePath: $0)) }),
    ]

    @Test(arguments: heads.indices)
    func `records without a head are not gone on from in silence`(_ index: Int) async throws {
        let folder = try AuditFolder()
        try await folder.write((1...5).map { .answer($0) })
        try folder.tamper(0, "DELETE FROM record WHERE seq > 3")
        try Self.heads[index].1(folder.path + "/head")
        #expect(
            try AuditVerification.of(folder.path).findings.map(\.description) == [
                "head: it is missing or empty: whether there were more records, nobody can tell"
            ])
        try await folder.write([.answer(6)])
        let rows = try folder.rows("SELECT kind, action, detail FROM record WHERE seq > 3")
        #expect(rows.map { $0["kind"] as String } == ["loss", "answer"])
        #expect(rows[0]["action"] as String? == "head_missing")
        #expect(rows[0]["detail"] as String? == #"{"last_seq":3}"#)
        #expect(try AuditVerification.of(folder.path).findings == [])
    }

    @Test func `a caller whose task is cancelled has its record`() async throws {
        let folder = try AuditFolder()
        let store = try AuditStore(folder.settings)
        let tasks = (0..<100).map { number in
            let task = Task { await store.append(.answer(number)) }
            task.cancel()
            return task
        }
        for task in tasks { #expect(await task.value) }
        store.close()
        #expect(try AuditVerification.of(folder.path).records == 100)
    }

    @Test func `long names are cut so that no two look the same, and any text is stored as it is`() async throws {
        let folder = try AuditFolder()
        let long = String(repeating: "é", count: 300)
        try await folder.write([
            .answer(1, tenant: TenantID(long + "a")), .answer(2, tenant: TenantID(long + "b")),
            .answer(3, tenant: "zero\0inside"),
        ])
        let tenants = try folder.rows("SELECT CAST(tenant AS BLOB) FROM record").map { $0[0] as Data }
        #expect(tenants[0] != tenants[1])
        #expect(tenants[0].count <= 260)
        #expect(tenants[2] == Data("zero\0inside".utf8))
        #expect(try AuditVerification.of(folder.path).isSound)
    }
}
