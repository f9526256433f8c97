import Foundation
import Testing

/// Cases from the field about SQL, values and files, run as they lie there and as their `expected.md` says.
@Suite(.enabled(if: FieldCase.folder != nil, "needs ../shared/field beside the package, with cases from the field"))
struct FieldSQLTests {
    @Test func `01: text that is no UTF-8 is compared by its bytes`() throws {
        let workplace = try FieldCase("01-latin-1-text").workplace(without: ["changed.sql"])
        #expect(try workplace.run("replay").code == 3)
        let accuracy = try #require(try workplace.report().scenarios.first?.accuracy["gpt-4o"])
        #expect(accuracy["strict"] == 0 && accuracy["spider"] == 0 && accuracy["total"] == 1)
        try #require(try workplace.run("accept", "--reason", "as found").code == 0)
        #expect(try workplace.run("replay").code == 0)

        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/field/shop.sql"))
        try FieldCase("01-latin-1-text").copy("changed.sql", to: "replays/field/shop.sql", of: workplace)
        #expect(try workplace.run("replay").code == 1)
        let scenario = try #require(try workplace.report().scenarios.first)
        #expect(scenario.kinds == ["result": 1])
        #expect(scenario.accuracy["gpt-4o"]?["strict"] == 1)
    }

    @Test func `17: arrivals with an offset and without a fraction are read`() throws {
        let workplace = try Workplace()
        let folder = try FieldCase("17-arrivals-of-2024").path
        try workplace.folder.copy(folder, to: "case")
        try FileManager.default.createDirectory(
            atPath: workplace.folder.file("case/database"), withIntermediateDirectories: false)
        let writer = PlainSQLite(workplace.folder.file("case/database/shop.sqlite"), isWritable: true)
        try #require(writer.execute(try workplace.folder.text("case/shop.sql")))
        let run = try workplace.run(
            "import", "spider", "--questions", "case/questions.jsonl", "--predictions", "case/predictions.jsonl",
            "--planner", "p", "--databases", "case/database", "--arrivals", "case/arrivals.csv", "--requests", "3",
            "--users", "1", "--output", "out")
        #expect(run.code == 0, "\(run.errors)")
        let lines = try workplace.folder.text("out/traffic.jsonl").split(separator: "\n")
        #expect(lines.first?.contains(#""epoch":"2024-05-10T00:00:00Z""#) == true)
        let moments = lines.dropFirst().compactMap { $0.firstMatch(of: /"at_us":([0-9]+)/).map { String($0.1) } }
        #expect(moments == ["9930", "17335", "1000000"])
    }

    @Test func `19: another literal is another text`() throws {
        let workplace = try FieldCase("19-same-text-other-literal").workplace()
        #expect(try workplace.run("replay").code == 3)
        let placements = try #require(try workplace.report().scenarios.first?.shadow["mini"])
        #expect(placements.filter { $0.value > 0 } == ["different": 1])
        try #require(try workplace.run("accept", "--reason", "as found").code == 0)
        try workplace.edit("replays/field/traffic.jsonl", "name = 'Paris'", "name = 'paris'")
        #expect(try workplace.run("replay").code == 1)
        let scenario = try #require(try workplace.report().scenarios.first)
        #expect(scenario.found("r-1")?.kinds.filter { $0 != "trail" } == ["result", "sql_meaning"])
        #expect(scenario.placements.filter { $0.value > 0 } == ["different": 1])
    }

    @Test func `23: a database behind a link is served, and the link is told`() throws {
        let workplace = try FieldCase("23-database-behind-a-link").workplace(without: ["prepare.sh", "database.sql"])
        let (folder, files) = (workplace.folder, FileManager.default)
        try files.createDirectory(atPath: folder.file("replays/field/store"), withIntermediateDirectories: false)
        try FieldCase("23-database-behind-a-link").copy("database.sql", to: "database.sql", of: workplace)
        let writer = PlainSQLite(folder.file("replays/field/store/real.sqlite"), isWritable: true)
        try #require(writer.execute(try folder.text("database.sql")))
        try files.createSymbolicLink(
            atPath: folder.file("replays/field/shop.sqlite"), withDestinationPath: "store/real.sqlite")

        let check = try workplace.run("check")
        #expect(check.code == 0, "\(check.errors)")
        #expect(!check.text.contains("leads out"))
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.answers("reports/field/answers.jsonl")["r-1"]?.outcome == "answered")

        try files.moveItem(atPath: folder.file("replays/field/store"), toPath: folder.file("elsewhere"))
        try files.removeItem(atPath: folder.file("replays/field/shop.sqlite"))
        try files.createSymbolicLink(
            atPath: folder.file("replays/field/shop.sqlite"), withDestinationPath: "../../elsewhere/real.sqlite")
        let outside = try workplace.run("check")
        #expect(outside.code == 0, "\(outside.errors)")
        #expect(
            outside.text.contains(
                "shop.sqlite leads out of the scenario's folder, to \(folder.file("elsewhere/real.sqlite"))"))
    }

    @Test func `25: table-valued functions of JSON are answered, others are not allowed`() throws {
        let workplace = try FieldCase("25-table-valued-json").workplace()
        let line = try workplace.folder.text("replays/field/traffic.jsonl").split(separator: "\n").last.map(String.init)
        let more = [
            ("r-3", "SELECT name FROM pragma_table_info('o')"), ("r-4", "SELECT value FROM generate_series(1, 3)"),
            ("r-5", "SELECT printf('%.2f', price) FROM o"), ("r-6", "SELECT 1 FROM absent"),
        ]
        let lines = try more.enumerated().map { number, request in
            try #require(line).replacing("r-2", with: request.0).replacing("2000000", with: "\(3_000_000 + number)")
                .replacing(
                    "SELECT id FROM o WHERE EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'a')", with: request.1
                )
                .replacing("Which have a?", with: request.0)
        }
        let traffic = try workplace.folder.text("replays/field/traffic.jsonl")
        try workplace.folder.write(
            traffic + (traffic.hasSuffix("\n") ? "" : "\n") + lines.joined(separator: "\n") + "\n",
            to: "replays/field/traffic.jsonl")
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.errors)")
        let answers = try workplace.answers("reports/field/answers.jsonl")
        let ends = answers.sorted { $0.key < $1.key }.map { $0.value.code ?? $0.value.outcome }
        #expect(
            ends == [
                "answered", "answered", "function_denied", "function_denied", "function_denied", "sql_unknown_table",
            ])
        #expect(try workplace.run("explain", "field", "r-1").text.contains("3 rows"))
        #expect(try workplace.run("explain", "field", "r-2").text.contains("1 row"))

        // A policy may leave it out, and then says so.
        try workplace.edit(
            "replays/field/scenario.yaml", "planner:", "sql: {denied_functions: [json_each, json_tree]}\nplanner:")
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.answers("reports/field/answers.jsonl")["r-1"]?.code == "function_denied")
    }

    @Test func `25: a full-text table is searched where the policy names it`() throws {
        let workplace = try FieldCase("25-table-valued-json").workplace()
        let script = try workplace.folder.text("replays/field/shop.sql")
        try workplace.folder.write(
            script + "\nCREATE VIRTUAL TABLE docs USING fts5(t); INSERT INTO docs VALUES ('a quick fox');\n",
            to: "replays/field/shop.sql")
        try workplace.edit(
            "replays/field/traffic.jsonl", "SELECT o.id, j.value FROM o, json_each(o.tags) j",
            "SELECT t FROM docs WHERE docs MATCH 'quick'")
        try workplace.edit(
            "replays/field/traffic.jsonl",
            "SELECT id FROM o WHERE EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'a')",
            "SELECT c0 FROM docs_content")
        #expect(try workplace.run("replay").code == 3)
        var answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(answers["r-1"]?.code == "table_denied" && answers["r-2"]?.code == "table_denied")
        try workplace.edit(
            "replays/field/scenario.yaml", "planner:", "sql: {tables: [o, docs, docs_content]}\nplanner:")
        #expect(try workplace.run("replay").code == 3)
        answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(answers["r-1"]?.outcome == "answered" && answers["r-2"]?.code == "table_denied")
    }
}

/// A folder with a case from the field.
struct FieldCase {
    /// Where the cases lie; nil when they are absent.
    static let folder: String? = Package.shared("field")

    let path: String

    init(_ name: String) throws {
        path = try #require(Self.folder) + "/\(name)"
    }

    /// A place with the case as its scenario, called `field`; `expected.md` and the files named are left out.
    func workplace(without others: [String] = []) throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.write("", to: "replays/field/empty")
        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/field/empty"))
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != "expected.md" {
            if !others.contains(name) { try copy(name, to: "replays/field/\(name)", of: workplace) }
        }
        return workplace
    }

    func copy(_ name: String, to place: String, of workplace: Workplace) throws {
        try workplace.folder.copy("\(path)/\(name)", to: place)
    }
}
