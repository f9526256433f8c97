import Foundation
import SQLSandbox
import Testing

@Suite struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func error(opening path: String) -> SandboxError? {
        #expect(throws: SandboxError.self) { try Sandbox(opening: path, policy: SandboxPolicy()) }
    }

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    @Test func `a relative path is refused`() {
        #expect(error(opening: "shop.sqlite")?.reason == .notAbsolute)
        #expect(error(opening: "file:/tmp/x?mode=rwc")?.reason == .notAbsolute)
    }

    @Test func `a missing file is not made`() throws {
        let error = error(opening: folder.file("missing.sqlite"))
        #expect(error?.reason == .missing)
        #expect(
            error?.description
                == "\(folder.file("missing.sqlite")): there is no such file; check the path, or build the database")
        #expect(try folder.contents.isEmpty)
    }

    @Test func `a file in place of a folder is missing`() throws {
        let path = try folder.database()
        #expect(error(opening: path + "/x.sqlite")?.reason == .missing)
    }

    @Test func `a directory is no database`() {
        #expect(error(opening: folder.path)?.reason == .directory)
    }

    @Test func `a pipe is refused without waiting for its writer`() {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(error(opening: folder.file("pipe"))?.reason == .notAFile)
    }

    @Test func `a symbolic link is refused with the path it leads to`() throws {
        let path = try folder.database()
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
        let error = error(opening: folder.file("link"))
        #expect(error?.reason == .symbolicLink)
        #expect(error?.remedy.contains(path) == true)
    }

    @Test func `a folder that is a symbolic link is refused with the path it leads to`() throws {
        let path = try folder.database()
        try FileManager.default.createSymbolicLink(atPath: folder.file("folder"), withDestinationPath: folder.path)
        let error = error(opening: folder.file("folder/shop.sqlite"))
        #expect(error?.reason == .symbolicLink)
        #expect(error?.remedy.contains(path) == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read every file; run the tests as another user"))
    func `a file without read permission is refused`() throws {
        let path = try folder.database()
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: path)
        #expect(error(opening: path)?.reason == .noPermission)
    }

    @Test func `an empty file is no database`() throws {
        #expect(try error(opening: write([], to: "empty"))?.reason == .notADatabase)
    }

    @Test func `a text is no database`() throws {
        let text = Array(String(repeating: "id,name\n1,Ada\n", count: 500).utf8)
        #expect(try error(opening: write(text, to: "text.csv"))?.reason == .notADatabase)
        #expect(try error(opening: write(Array(text.prefix(4_096)), to: "page.csv"))?.reason == .notADatabase)
    }

    @Test func `whole pages of random bytes look encrypted`() throws {
        var state: UInt32 = 1
        let noise = (0..<8_192).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        #expect(try error(opening: write(noise, to: "noise"))?.reason == .encrypted)
    }

    @Test func `a damaged schema is corrupt`() throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.database())))
        for position in 100..<4_096 { bytes[position] = 0xff }
        #expect(try error(opening: write(bytes, to: "damaged"))?.reason == .corrupt)
    }

    @Test func `a database that is being written is locked`() throws {
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("BEGIN EXCLUSIVE")
        #expect(error(opening: path)?.reason == .locked)
        try writer.execute("COMMIT")
        _ = try Sandbox(opening: path, policy: SandboxPolicy())
    }

    @Test func `a transaction that nobody finished is named as such`() throws {
        let path = try folder.database()
        let writer = try Writer(path)
        // A cache of one page: the transaction reaches the file before it is committed.
        try writer.execute(
            """
            PRAGMA cache_size=1;
            BEGIN;
            CREATE TABLE filler(a);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO filler SELECT hex(i) || '0123456789012345678901234567890123456789' FROM n;
            """)
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: folder.file("crashed.sqlite" + suffix))
        }
        #expect(error(opening: folder.file("crashed.sqlite"))?.reason == .unfinishedTransaction)
    }
}
