import Foundation
import Testing

/// Broken inputs that no repository can hold: pipes, folders, locks, and files that are too large or may not be read.
@Suite struct SpecialFileTests {
    /// A file of the scenario, and what must be said when it is something else than a file.
    struct Place: CustomTestStringConvertible, Sendable {
        let file: String
        let isPipe: String
        let isFolder: String

        var testDescription: String { file }
    }

    private static let copyIt = "write what it says to a file, and name that"

    static let places = [
        Place(
            file: "replays/shop/scenario.yaml",
            isPipe:
                "replays/shop/scenario.yaml: found a pipe, a device or a socket, expected a scenario file; \(copyIt)",
            isFolder: "replays/shop/scenario.yaml: found a folder, expected a scenario file; name the file in it"),
        Place(
            file: "replays/shop/traffic.jsonl",
            isPipe: """
                replays/shop/scenario.yaml:1:1: `traffic`: found "traffic.jsonl", which is a pipe, a device or a socket, \
                expected a recording; \(copyIt)
                """,
            isFolder: """
                replays/shop/scenario.yaml:1:1: `traffic`: found "traffic.jsonl", which is a folder, expected a \
                recording; name a file in it
                """),
        Place(
            file: "replays/shop/faults.yaml",
            isPipe: "replays/shop/faults.yaml: found a pipe, a device or a socket, expected a fault plan; \(copyIt)",
            isFolder: "replays/shop/faults.yaml: found a folder, expected a fault plan; name the file in it"),
        Place(
            file: "replays/shop/shop.sql",
            isPipe: """
                replays/shop/scenario.yaml:2:19: `databases.shop`: found "shop.sql", which is a pipe, a device or a \
                socket, expected an .sqlite, .db or .sql file; \(copyIt)
                """,
            isFolder: """
                replays/shop/scenario.yaml:2:19: `databases.shop`: found "shop.sql", which is a folder, expected an \
                .sqlite, .db or .sql file; name a file in it
                """),
        Place(
            file: "goldens/shop/answers.jsonl",
            isPipe: """
                goldens/shop/answers.jsonl: found a pipe, a device or a socket, expected an ordinary file; \(copyIt)
                """,
            isFolder: """
                goldens/shop/answers.jsonl: found a folder, expected a readable file; check the path and its permissions
                """),
        Place(
            file: "goldens/shop/totals.json",
            isPipe: """
                goldens/shop/totals.json: found a pipe, a device or a socket, expected the totals of a golden; restore the \
                golden, or make it again with `toolrouter accept`
                """,
            isFolder: """
                goldens/shop/totals.json: found a folder, expected the totals of a golden; restore the golden, or make it \
                again with `toolrouter accept`
                """),
    ]

    /// Before, such a pipe kept a replay waiting for ever; the time limit would tell.
    @Test(.timeLimit(.minutes(20)), arguments: places)
    func `a pipe without a writer is refused at once`(_ place: Place) throws {
        let workplace = try Shop().accepted()
        try? FileManager.default.removeItem(atPath: workplace.folder.file(place.file))
        try #require(mkfifo(workplace.folder.file(place.file), 0o600) == 0)
        try workplace.expectFault(place.isPipe, readingBack: false)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a recording that is checked alone may be no pipe either`() throws {
        let workplace = try Workplace()
        try #require(mkfifo(workplace.folder.file("traffic.jsonl"), 0o600) == 0)
        let run = try workplace.run("check", "traffic.jsonl")
        #expect(run.code == 65)
        #expect(
            run.errors == """
                toolrouter: traffic.jsonl: found a pipe, a device or a socket, expected an ordinary file; \
                \(Self.copyIt)

                """)
    }

    @Test(arguments: places)
    func `a folder is no file`(_ place: Place) throws {
        let workplace = try Shop().accepted()
        let path = workplace.folder.file(place.file)
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try workplace.expectFault(place.isFolder)
    }

    static let missing = [
        (
            "replays/shop/traffic.jsonl",
            """
            replays/shop/scenario.yaml:1:1: `traffic`: found "traffic.jsonl", which is not a file \
            (replays/shop/traffic.jsonl), expected a recording; correct the path; it is relative to the scenario's folder
            """
        ),
        (
            "replays/shop/shop.sql",
            """
            replays/shop/scenario.yaml:2:19: `databases.shop`: found "shop.sql", which is not a file \
            (replays/shop/shop.sql), expected an .sqlite, .db or .sql file; correct the path; it is relative to the \
            scenario's folder
            """
        ),
    ]

    @Test(arguments: missing)
    func `a file that is missing is named where scenario yaml names it`(file: String, message: String) throws {
        let workplace = try Shop().accepted()
        try FileManager.default.removeItem(atPath: workplace.folder.file(file))
        try workplace.expectFault(message)
    }

    static let unreadable = [
        (
            "replays/shop/scenario.yaml",
            "found a file that can't be opened, expected a scenario file; check its permissions"
        ),
        (
            "replays/shop/traffic.jsonl",
            """
            found a file that can't be opened (Permission denied), expected a readable file; check the path and its \
            permissions
            """
        ),
        ("replays/shop/shop.sql", "the script can't be read; check the file and its permissions"),
        (
            "goldens/shop/answers.jsonl",
            """
            found a file that can't be opened (Permission denied), expected a readable file; check the path and its \
            permissions
            """
        ),
        (
            "goldens/shop/totals.json",
            """
            found a file that can't be opened, expected the totals of a golden; restore the golden, or make it again \
            with `toolrouter accept`
            """
        ),
    ]

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv), arguments: unreadable)
    func `a file that may not be read says so`(file: String, message: String) throws {
        let workplace = try Shop().accepted()
        try #require(chmod(workplace.folder.file(file), 0) == 0)
        for command in ["replay", "check"] {
            let run = try BuiltTool.run([command], in: workplace.folder, withoutPrivileges: true)
            #expect(run.code == 65, "\(command)")
            let said = run.errors.replacingOccurrences(of: workplace.folder.path + "/", with: "")
            #expect(said == "toolrouter: \(file): \(message)\n", "\(command)")
        }
    }

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv))
    func `a database that may not be read says so`() throws {
        let workplace = try Shop().withDatabaseFile()
        try #require(chmod(workplace.folder.file("replays/shop/shop.sqlite"), 0) == 0)
        let run = try BuiltTool.run(["replay"], in: workplace.folder, withoutPrivileges: true)
        #expect(run.code == 65)
        #expect(run.errors.contains("shop.sqlite: this process may not read the file; let its user read the file"))
    }

    @Test func `a database that another process writes to is locked`() throws {
        let workplace = try Shop().withDatabaseFile()
        let writer = PlainSQLite(workplace.folder.file("replays/shop/shop.sqlite"), isWritable: true)
        try #require(writer.execute("BEGIN EXCLUSIVE"))
        try workplace.expectFault(
            "replays/shop/shop.sqlite: another process has locked the database; let the writer finish, or serve a copy")
        try #require(writer.execute("ROLLBACK"))
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `a sound database is left as it was, with nothing beside it`() throws {
        let workplace = try Shop().withDatabaseFile()
        let before = try workplace.folder.bytes("replays")
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.folder.bytes("replays") == before)
    }

    @Test func `a line of 20 MB is refused, in a recording and in a golden`() throws {
        // Once with its line end and once without: a reader that looks for the end finds it in one of them only.
        for (file, end) in [("replays/shop/traffic.jsonl", "\n"), ("goldens/shop/answers.jsonl", "")] {
            let workplace = try Shop().accepted()
            let question = String(repeating: "x", count: 20_000_000)
            let text = try workplace.folder.text(file)
            try workplace.folder.write(text + "{\"id\":\"r-8\",\"question\":\"\(question)\"}\(end)", to: file)
            try workplace.expectFault(
                """
                \(file):9: found a line of more than 16 MiB, expected lines of at most 16 MiB; check that every line \
                ends with a line feed
                """)
        }
    }

    @Test func `a request that is more than 4096 lines behind its place is refused`() throws {
        let workplace = try Shop().accepted()
        let header = try workplace.folder.text("replays/shop/traffic.jsonl").prefix { $0 != "\n" }
        func line(_ id: String, _ at: Int) -> String {
            "{\"id\":\"\(id)\",\"at_us\":\(at),\"caller\":{\"tenant\":\"acme\"},\"question\":\"\"}\n"
        }
        let lines = (1...4_097).map { line("r-\($0)", $0) } + [line("late", 0)]
        try workplace.folder.write(header + "\n" + lines.joined(), to: "replays/shop/traffic.jsonl")
        try workplace.expectFault(
            """
            replays/shop/traffic.jsonl:4099: field `at_us`: found the number 0 more than 4096 lines or 64 MiB behind \
            its place, expected lines sorted by at_us and id, give or take 4096 lines or 64 MiB; sort the file
            """)
    }

    @Test func `two recordings with one id are refused`() throws {
        var shop = Shop()
        shop.settings = "traffic: [traffic.jsonl, more.jsonl]\n"
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try workplace.folder.write(shop.recording, to: "replays/shop/more.jsonl")
        try workplace.expectFault(
            """
            replays/shop/more.jsonl: field `id`: found "r-1", which another recording of the scenario has, expected an \
            id used once in a scenario; rename one of the two requests
            """, isFirstOfCheck: true)
    }
}

extension Shop {
    /// With the database as a file of SQLite instead of a script, and a golden.
    fileprivate func withDatabaseFile() throws -> Workplace {
        let workplace = try accepted()
        try workplace.edit("replays/shop/scenario.yaml", "shop.sql", "shop.sqlite")
        let writer = PlainSQLite(workplace.folder.file("replays/shop/shop.sqlite"), isWritable: true)
        try #require(writer.execute(Shop.database))
        return workplace
    }
}
