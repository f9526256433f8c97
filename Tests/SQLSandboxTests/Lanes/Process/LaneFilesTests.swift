import Foundation
import Testing

@testable import SQLSandbox

@Suite struct LaneFilesTests {
    /// What a lane asks for, what it gets, and which files there are then.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let suffix: String
        var flags = O_RDONLY
        /// How the file is open; nil when it is not.
        var access: Int32?
        var makes: String?
    }

    @Test(arguments: [
        Row(testDescription: "the database", suffix: "", access: O_RDONLY),
        Row(testDescription: "the database to write", suffix: "", flags: O_RDWR),
        Row(testDescription: "the database, made anew", suffix: "", flags: O_RDWR | O_CREAT | O_TRUNC),
        Row(testDescription: "a journal that is not there", suffix: "-journal"),
        Row(testDescription: "a journal to write", suffix: "-journal", flags: O_RDWR | O_CREAT),
        Row(testDescription: "a log that is not there", suffix: "-wal"),
        Row(
            testDescription: "a log to write is made, and not given", suffix: "-wal", flags: O_RDWR | O_CREAT,
            makes: "-wal"),
        Row(
            testDescription: "an index to write", suffix: "-shm", flags: O_RDWR | O_CREAT, access: O_RDWR, makes: "-shm"
        ),
        Row(testDescription: "another file", suffix: "-other", flags: O_RDWR | O_CREAT),
        Row(testDescription: "a file beside it", suffix: "/../other"),
    ])
    func `a lane gets what a reader needs and no more`(_ row: Row) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        try Data("x".utf8).write(to: URL(filePath: folder.file("other")))
        let result = LaneFiles(database: path).open(path + row.suffix, flags: row.flags)
        switch result {
        case .success(let descriptor):
            #expect(fcntl(descriptor, F_GETFL) & O_ACCMODE == row.access)
            close(descriptor)
        case .failure(let refusal):
            #expect(row.access == nil, "error \(refusal.error)")
        }
        let made = row.makes.map { ["shop.sqlite" + $0] } ?? []
        #expect(try folder.contents == ["other", "shop.sqlite"] + made)
    }

    @Test func `a lane gets no pipe and no link`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        #expect(mkfifo(path + "-journal", 0o600) == 0)
        #expect(symlink("/etc/passwd", path + "-wal") == 0)
        let files = LaneFiles(database: path)
        for suffix in ["-journal", "-wal"] {
            #expect(throws: LaneFiles.Refusal.self) { try files.open(path + suffix, flags: O_RDONLY).get() }
        }
    }
}
