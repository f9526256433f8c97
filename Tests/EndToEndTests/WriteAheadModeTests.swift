import Foundation
import Testing

/// Databases in write-ahead mode, to read which SQLite makes files beside them.
@Suite struct WriteAheadModeTests {
    /// What lies beside the database.
    enum Beside: String, CaseIterable {
        case nothing = "nothing"
        case log = "a log with rows in it"
        case emptyLog = "an empty log"
        case index = "an index without a log"
    }

    @Test(arguments: Beside.allCases)
    func `reading a database in write-ahead mode leaves nothing beside it`(_ beside: Beside) throws {
        let workplace = try Self.workplace(beside)
        let before = try workplace.folder.bytes("replays")
        let replay = try workplace.run("replay")
        #expect(replay.code == 3, "\(replay.errors)")
        #expect(try workplace.answers("reports/shop/answers.jsonl")["r-1"]?.outcome == "answered")
        #expect(try workplace.run("check").code == 0)
        #expect(try workplace.run("explain", "shop", "r-1").code == 0)
        #expect(try workplace.folder.bytes("replays") == before)
    }

    @Test func `a first scenario has none of its files either`() throws {
        let workplace = try Self.workplace(.nothing)
        #expect(try workplace.run("init", "new", "--database", "replays/shop/shop.sqlite").code == 0)
        #expect(try workplace.run("init", "other", "--database", "replays/shop/shop.sqlite", "--refer").code == 0)
        #expect(workplace.folder.files().filter { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") } == [])
    }

    @Test func `rows in a log that was left behind are read`() throws {
        let workplace = try Self.workplace(.log)
        #expect(try workplace.run("replay").code == 3)
        let text = try workplace.run("explain", "shop", "r-1").text
        #expect(text.contains("1 row"), "\(text)")
        let answers = try workplace.folder.text("reports/shop/answers.jsonl")
        try #require(
            PlainSQLite(workplace.folder.file("replays/shop/shop.sqlite"), isWritable: true).execute(
                "DELETE FROM customer WHERE id = 4"))
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.folder.text("reports/shop/answers.jsonl") != answers)
    }

    @Test func `a database that a writer has open is read where it lies`() throws {
        let workplace = try Self.workplace(.nothing)
        let writer = PlainSQLite(workplace.folder.file("replays/shop/shop.sqlite"), isWritable: true)
        try #require(writer.execute("INSERT INTO customer VALUES (5, 'Edsger')"))
        let replay = try workplace.run("replay")
        #expect(replay.code == 3, "\(replay.errors)")
        try #require(writer.execute("SELECT 1"))
    }

    /// A scenario whose database is in write-ahead mode.
    private static func workplace(_ beside: Beside) throws -> Workplace {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = Array(shop.requests.prefix(1))
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "shop.sql", "shop.sqlite")
        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/shop/shop.sql"))
        let (file, made) = (workplace.folder.file("replays/shop/shop.sqlite"), workplace.folder.file("made.sqlite"))
        let writer = PlainSQLite(made, isWritable: true)
        try #require(writer.execute("PRAGMA journal_mode=WAL; \(Shop.database) PRAGMA wal_checkpoint(TRUNCATE);"))
        try #require(writer.execute("INSERT INTO customer VALUES (4, 'Donald')"))
        for ending in beside == .log ? ["", "-wal"] : [""] {
            try FileManager.default.copyItem(atPath: made + ending, toPath: file + ending)
        }
        if beside == .emptyLog { try workplace.folder.write("", to: "replays/shop/shop.sqlite-wal") }
        if beside == .index { try FileManager.default.copyItem(atPath: made + "-shm", toPath: file + "-shm") }
        _ = writer.execute("SELECT 1")
        return workplace
    }
}
