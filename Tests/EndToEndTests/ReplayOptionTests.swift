import Foundation
import Testing

@Suite struct ReplayOptionTests {
    @Test func `json prints drift json and nothing else`() throws {
        let workplace = try Shop().accepted()
        let run = try workplace.run("replay", "--json")
        #expect(run.code == 0)
        #expect(run.errors == "")
        #expect(run.text == (try workplace.folder.text("reports/drift.json")))
        #expect(try JSONDecoder().decode(DriftReport.self, from: run.bytes).verdict == "pass")
    }

    @Test(arguments: [true, false])
    func `redact leaves no question in any report or on the terminal`(hasGolden: Bool) throws {
        let workplace = hasGolden ? try Shop().accepted() : try Workplace()
        var shop = Shop.withShorterList
        shop.requests[6] = .init("r-7", "Who spent most?", attempt: nil)
        try shop.write(to: workplace)
        let run = try workplace.run("replay", "--redact", "--reports", "redacted")
        #expect(run.code != 0)
        #expect(!workplace.folder.files("redacted").isEmpty)
        let written = try workplace.folder.bytes("redacted").mapValues { String(decoding: $0, as: UTF8.self) }
        for question in shop.requests.map(\.question) {
            #expect(!run.text.contains(question))
            for (name, text) in written { #expect(!text.contains(question), "\(name) holds \(question)") }
        }
    }

    @Test func `without redact the question of a drifted request is there`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay").text.contains("Who are they?"))
        for name in ["drift.json", "junit.xml", "summary.md"] {
            #expect(try workplace.folder.text("reports/" + name).contains("Who are they?"), "\(name)")
        }
    }

    @Test func `only what failed in the last run is replayed, until nothing fails`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace, named: "one")
        try Shop().write(to: workplace, named: "two")
        try workplace.acceptAll()
        try Shop.withShorterList.write(to: workplace, named: "two")
        #expect(try workplace.run("replay").code == 1)
        #expect(try workplace.report().scenarios.map(\.name) == ["one", "two"])

        #expect(try workplace.run("replay", "--only-failed").code == 1)
        #expect(try workplace.report().scenarios.map(\.name) == ["two"])

        try Shop().write(to: workplace, named: "two")
        #expect(try workplace.run("replay", "--only-failed").code == 0)
        let nothing = try workplace.run("replay", "--only-failed")
        #expect(nothing.code == 3)
        #expect(nothing.errors.contains("nothing failed in the last run"))
    }

    @Test func `only what failed needs an earlier run`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("replay", "--only-failed")
        #expect(run.code == 65)
        #expect(run.errors.contains("reports/drift.json"))
        #expect(run.errors.contains("without --only-failed first"))
    }

    @Test func `the three folders can lie elsewhere, and the usual ones stay untouched`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try FileManager.default.moveItem(
            atPath: workplace.folder.file("replays"), toPath: workplace.folder.file("a place"))
        let folders = ["--replays", "a place", "--goldens", "another/g", "--reports", "another/r"]
        #expect(try BuiltTool.run(["replay"] + folders, in: workplace.folder).code == 3)
        #expect(try BuiltTool.run(["accept", "--reason", "looked at"] + folders, in: workplace.folder).code == 0)
        #expect(try BuiltTool.run(["replay"] + folders, in: workplace.folder).code == 0)
        #expect(
            workplace.folder.files("another/g") == ["shop/answers.jsonl", "shop/results.jsonl", "shop/totals.json"])
        #expect(workplace.folder.exists("another/r/junit.xml"))
        for name in ["replays", "goldens", "reports"] { #expect(!workplace.folder.exists(name), "\(name)") }
    }

    @Test func `a scenario is found by its name, by its path and from inside its folder`() throws {
        let workplace = try Shop().accepted()
        for name in ["shop", "replays/shop", "./replays/shop/", workplace.folder.file("replays/shop")] {
            #expect(try workplace.run("replay", name).code == 0, "\(name)")
        }
    }

    @Test func `no scenario at all is exit 3`() throws {
        let workplace = try Workplace()
        try workplace.folder.write("", to: "replays/README")
        let run = try workplace.run("replay")
        #expect(run.code == 3)
        #expect(run.errors.contains("holds no scenario"))
    }
}
