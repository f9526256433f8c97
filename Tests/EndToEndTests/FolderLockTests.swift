import Foundation
import Testing

/// Two processes that would write in one folder.
@Suite struct FolderLockTests {
    /// Holds the lock on a folder, as another run would.
    private func holding<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        defer { close(descriptor) }
        return try body()
    }

    private func drifted() throws -> Workplace {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try #require(try workplace.run("replay").code == 1)
        return workplace
    }

    static let refused = [
        ("reports", ["replay"]), ("reports", ["replay", "--only-failed"]), ("goldens", ["replay"]),
        ("goldens", ["accept", "--reason", "seen"]),
    ]

    @Test(arguments: refused)
    func `the second one says so, with a code of its own, and changes nothing`(
        folder: String, arguments: [String]
    ) throws {
        let workplace = try drifted()
        let (goldens, reports) = (try workplace.folder.bytes("goldens"), try workplace.folder.bytes("reports"))
        let run = try holding(workplace.folder.file(folder)) {
            try BuiltTool.run(arguments, in: workplace.folder)
        }
        #expect(run.code == 75)
        #expect(
            run.errors == """
                toolrouter: another run is writing here: \(folder); let it end, or choose another folder with --\(folder)

                """)
        #expect(run.text == "")
        #expect(try workplace.folder.bytes("goldens") == goldens)
        #expect(try workplace.folder.bytes("reports") == reports)
    }

    @Test func `in CI goldens are read only, and nobody waits for them`() throws {
        let workplace = try drifted()
        let run = try holding(workplace.folder.file("goldens")) {
            try workplace.run("replay", "--reports", "others", environment: ["CI": "true"])
        }
        #expect(run.code == 1)
    }

    @Test(arguments: [["check"], ["explain", "shop", "r-1"], ["review"], ["compare", "reports", "reports"]])
    func `who only reads is not kept waiting`(_ arguments: [String]) throws {
        let workplace = try drifted()
        let run = try holding(workplace.folder.file("goldens")) {
            try holding(workplace.folder.file("reports")) { try BuiltTool.run(arguments, in: workplace.folder) }
        }
        #expect(run.code == 0, "\(run.errors)")
    }

    @Test func `of two replays at once one is refused, and the lock of one that was killed is gone`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.settings = "cache: off\n"
        shop.requests = (1...3_000).map {
            .init("r-\($0)", "How many of \($0)?", "SELECT count(*) FROM customer WHERE id <> \($0)")
        }
        try shop.write(to: workplace)
        // What is killed leaves its temporary files.
        let scratch = try TemporaryFolder()
        let first = try BuiltTool.run(
            ["replay"], in: workplace.folder, environment: ["TMPDIR": scratch.path]
        ) { process in
            while process.isRunning, !workplace.folder.exists("reports/shop/answers.jsonl.partial") { usleep(1_000) }
            let second = try BuiltTool.run(["replay"], in: workplace.folder)
            #expect(second.code == 75, "\(second.text) \(second.errors)")
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(first.code == -SIGKILL)
        #expect(try workplace.run("replay").code == 3)
    }

    @Test func `nothing is left behind of a lock`() throws {
        let workplace = try drifted()
        #expect(workplace.folder.files().allSatisfy { !$0.contains("lock") })
    }
}
