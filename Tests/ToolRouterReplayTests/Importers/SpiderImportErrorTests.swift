import Foundation
import Testing
import ToolRouterFormats
import ToolRouterReplay

struct SpiderImportErrorTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
    }

    /// Expects the import to fail with `message`, in which `~` is the fixture's folder, and to write nothing.
    private func expect(
        _ message: String, from spiderImport: SpiderImport, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { try spiderImport.run { _ in } }
        #expect(
            error?.description.replacingOccurrences(of: fixture.path, with: "~") == message,
            sourceLocation: sourceLocation)
        #expect(
            !FileManager.default.fileExists(atPath: fixture.path + "/out/traffic.jsonl"), sourceLocation: sourceLocation
        )
    }

    @Test func `at least one request and one user are needed`() {
        expect(
            "--requests: found 0, expected at least 1; ask for more requests", from: fixture.spiderImport(requests: 0))
        expect("--users: found 0, expected at least 1; ask for more users", from: fixture.spiderImport(users: 0))
    }

    @Test func `an unknown planner is answered with the known ones`() {
        expect(
            """
            ~/predictions.jsonl: found no prediction of planner "god", expected one of bad, good, unfinished; \
            use good, or another one of them
            """, from: fixture.spiderImport(planner: "god"))
        expect(
            """
            ~/predictions.jsonl: found no prediction of planner "something else", expected one of bad, good, unfinished; \
            use one of them
            """, from: fixture.spiderImport(shadow: ["something else"]))
    }

    @Test func `a candidate can't be named twice`() {
        expect(
            """
            --shadow: found good twice, expected candidates that differ from the planner and each other; \
            remove one of the two
            """, from: fixture.spiderImport(shadow: ["good"]))
    }

    @Test func `a missing prediction matters only for questions that are asked`() throws {
        expect(
            """
            ~/predictions.jsonl: found no prediction of planner unfinished for idx 9, expected one for every question \
            that is asked; add the line, or leave the question out
            """, from: fixture.spiderImport(planner: "unfinished"))
        _ = try fixture.spiderImport(planner: "unfinished", requests: 1).run { _ in }
    }

    @Test func `a missing database is named`() throws {
        try FileManager.default.removeItem(atPath: fixture.path + "/databases/pets.sqlite")
        expect(
            """
            ~/databases/pets.sqlite: found no file, expected the database that questions in ~/questions.jsonl ask about; \
            put it there, or name its folder with --databases
            """, from: fixture.spiderImport())
    }

    @Test func `a database with a write-ahead log is not copied in part`() throws {
        try fixture.write("databases/pets.sqlite-wal", "rows")
        expect(
            """
            ~/databases/pets.sqlite-wal: found a write-ahead log, expected a database that is complete in one file; \
            close it, or run PRAGMA wal_checkpoint(TRUNCATE)
            """, from: fixture.spiderImport())
    }

    @Test func `a database behind a link is copied, and its log is looked for where the database is`() throws {
        let files = FileManager.default
        try files.createDirectory(atPath: fixture.path + "/store", withIntermediateDirectories: false)
        try files.moveItem(
            atPath: fixture.path + "/databases/pets.sqlite", toPath: fixture.path + "/store/pets.sqlite")
        try files.createSymbolicLink(
            atPath: fixture.path + "/databases/pets.sqlite", withDestinationPath: "../store/pets.sqlite")
        try fixture.write("store/pets.sqlite-wal", "rows")
        let error = #expect(throws: FileError.self) { try fixture.spiderImport().run { _ in } }
        #expect(error?.description.contains("/store/pets.sqlite-wal: found a write-ahead log") == true)
        try files.removeItem(atPath: fixture.path + "/store/pets.sqlite-wal")
        _ = try fixture.spiderImport().run { _ in }
        #expect(try fixture.text("out/databases/pets.sqlite") == "pets")
    }

    @Test(.timeLimit(.minutes(20))) func `a pipe in the place of a database is refused at once`() throws {
        try FileManager.default.removeItem(atPath: fixture.path + "/databases/pets.sqlite")
        try #require(mkfifo(fixture.path + "/databases/pets.sqlite", 0o600) == 0)
        #expect(throws: FileError.self) { try fixture.spiderImport().run { _ in } }
    }

    @Test func `a folder with other content is left alone`() throws {
        try FileManager.default.createDirectory(atPath: fixture.path + "/out", withIntermediateDirectories: false)
        try fixture.write("out/scenario.yaml", "version: 1\n")
        expect(
            """
            ~/out: found a folder with other content, expected a new or empty folder, or an earlier import; \
            name another folder or empty this one
            """, from: fixture.spiderImport())
        #expect(try fixture.files("out") == ["scenario.yaml"])
    }

    @Test func `a file can't be the output folder`() throws {
        try fixture.write("out", "")
        expect("~/out: found a file, expected a folder; name another folder", from: fixture.spiderImport())
    }

    @Test(arguments: [
        (
            "no sql", "predictions.jsonl", #"{"idx":3,"planner":"good"}"#,
            "~/predictions.jsonl:1: field `sql`: found nothing, expected a text; add the field"
        ),
        (
            "twice", "predictions.jsonl",
            #"{"idx":3,"planner":"good","sql":""}"# + "\n\n" + #"{"idx":3,"planner":"good","sql":""}"#,
            """
            ~/predictions.jsonl:3: field `idx`: found 3 again for planner good, expected one prediction of a planner for \
            an idx; remove one of the two lines
            """
        ),
        (
            "no questions", "questions.jsonl", "\n",
            "~/questions.jsonl: found an empty file, expected at least one question; name another file"
        ),
        (
            "text for idx", "questions.jsonl", #"{"idx":"3"}"#,
            #"~/questions.jsonl:1: field `idx`: found the text "3", expected an integer of at most 64 bits; correct the value"#
        ),
        (
            "path for name", "questions.jsonl",
            #"{"idx":3,"db_id":"../../etc/x","question":"q","gold_sql":"","order_matters":false}"#,
            """
            ~/questions.jsonl:1: field `db_id`: found "../../etc/x", expected the name of a database file without its \
            ending; correct the name
            """
        ),
        (
            "no arrivals", "arrivals.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\r\n",
            "~/arrivals.csv: found a trace without arrivals, expected at least one line after the header; name another trace"
        ),
    ])
    func `broken input says where and what`(_ name: String, _ file: String, _ content: String, _ message: String) throws
    {
        try fixture.write(file, content)
        expect(message, from: fixture.spiderImport())
    }
}
