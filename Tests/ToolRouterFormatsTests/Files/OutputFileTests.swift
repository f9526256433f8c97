import Foundation
import Glibc
import Testing

@testable import ToolRouterFormats

struct OutputFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    @Test func `a file appears whole, and takes the place of the one before`() throws {
        let path = try folder.file("a", "old".utf8)
        let file = try OutputFile(path: path)
        try file.write("new ")
        try file.write(Array("and long: ".utf8))
        try file.write(String(repeating: "x", count: 200_000))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try file.finish()
        #expect(try contents == ["a"])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "new and long: " + String(repeating: "x", count: 200_000))
    }

    @Test func `what a writer leaves unfinished goes with it`() throws {
        do {
            let file = try OutputFile(path: folder.path + "/a")
            try file.write("half")
            #expect(try contents == ["a.partial"])
        }
        #expect(try contents == [])
    }

    @Test func `what an interrupted writer left is overwritten, and a link there is not followed`() throws {
        let precious = try folder.file("precious", "precious".utf8)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/a.partial", withDestinationPath: precious)
        try OutputFile.write("new", to: folder.path + "/a")
        #expect(try contents == ["a", "precious"])
        #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    }

    @Test(arguments: ["folder", "link", "pipe"])
    func `what is not an ordinary file is never replaced`(kind: String) throws {
        let path = folder.path + "/a"
        switch kind {
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "link": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
        default: try #require(mkfifo(path, 0o600) == 0)
        }
        let error = #expect(throws: FileError.self) { try OutputFile(path: path, option: "--reports") }
        #expect(
            error?.description == "cannot write \(path): what is there is not an ordinary file; "
                + "remove it, or choose another folder with --reports")
        #expect(try contents == ["a"])
    }

    /// The second writer takes the unfinished file of the first away, as of one that was killed.
    @Test func `of two writers of one path the first one leaves alone what the second has begun`() throws {
        let path = folder.path + "/a"
        var first: OutputFile? = try OutputFile(path: path)
        try first?.write("first")
        let second = try OutputFile(path: path)
        try second.write("sec")
        let error = #expect(throws: FileError.self) { try first?.finish() }
        #expect(error?.description.contains("another process writes it, too") == true)
        first = nil
        #expect(try contents == ["a.partial"])
        try second.write("ond")
        try second.finish()
        #expect(try contents == ["a"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
    }

    @Test func `a copy has the bytes of its source`() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let source = try folder.file("source", bytes)
        try OutputFile.copy(source, to: folder.path + "/copy")
        #expect(try Data(contentsOf: URL(filePath: folder.path + "/copy")) == Data(bytes))
        let error = #expect(throws: FileError.self) {
            try OutputFile.copy(folder.path + "/none", to: folder.path + "/other")
        }
        #expect(error?.path == folder.path + "/none")
        #expect(error?.isOutput == false)
        #expect(try contents == ["copy", "source"])
    }

    static let codes: [(code: Int32, remedy: String, withOption: String)] = [
        (ENOSPC, "free some space", "free some space, or write the reports to another disk with --reports"),
        (
            EACCES, "make the folder writable for this user",
            "make the folder writable for this user, or choose another one with --reports"
        ),
        (ENOENT, "create the folder", "create the folder, or choose another one with --reports"),
        (ENAMETOOLONG, "choose a shorter path", "choose a shorter path"),
        (EIO, "check the disk", "check the disk, or write the reports to another one with --reports"),
    ]

    @Test(arguments: codes)
    func `an error of the system says what to do`(row: (code: Int32, remedy: String, withOption: String)) {
        #expect(FileError(cannotWrite: "a", errno: row.code).reason.remedy == row.remedy)
        #expect(FileError(cannotWrite: "a", errno: row.code, option: "--reports").reason.remedy == row.withOption)
    }

    /// `/dev/full` is opened here and only its descriptor handed on, so that nothing can delete it.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full, a disk that is full"))
    func `a full disk is said when what was gathered is written`() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        let file = OutputFile(path: "a", partialPath: folder.path + "/a.partial", descriptor: descriptor)
        try file.write("short")
        let error = #expect(throws: FileError.self) { try file.finish() }
        #expect(error?.description == "cannot write a: No space left on device; free some space")
    }
}
