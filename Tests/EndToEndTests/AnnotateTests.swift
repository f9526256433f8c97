import Foundation
import Testing

/// `toolrouter annotate`: what a run found, at the lines of its recordings.
@Suite struct AnnotateTests {
    /// One command of GitHub's, taken apart as the runner does.
    private struct Command {
        var properties: [String: String] = [:]
        var lines: [String] = []

        init(_ line: Substring) throws {
            let match = try #require(try /::error (.*?)::(.*)/.wholeMatch(in: line), "\(line)")
            for property in match.1.split(separator: ",") {
                let parts = property.split(separator: "=", maxSplits: 1)
                properties[String(parts[0])] = Self.unescaped(parts[1])
            }
            lines = Self.unescaped(match.2).split(separator: "\n").map(String.init)
        }

        private static func unescaped(_ text: Substring) -> String {
            text.replacing("%0D", with: "\r").replacing("%0A", with: "\n").replacing("%3A", with: ":")
                .replacing("%2C", with: ",").replacing("%25", with: "%")
        }
    }

    private func commands(_ output: BuiltTool.Output) throws -> [Command] {
        try output.text.split(separator: "\n").map { try Command($0) }
    }

    /// A shop whose requests of `ids` answer otherwise than their golden.
    private func drifted(_ ids: Set<String>, of shop: Shop = Shop(), failing code: Int32 = 1) throws -> Workplace {
        let workplace = try Workplace()
        var shop = shop
        try shop.write(to: workplace)
        try workplace.acceptAll()
        for place in shop.requests.indices where ids.contains(shop.requests[place].id) {
            shop.requests[place].attempt = "\"error\":{\"kind\":\"http\",\"status\":500}"
        }
        try shop.write(to: workplace)
        let run = try workplace.run("replay")
        try #require(run.code == code, "\(run.errors)")
        return workplace
    }

    @Test func `a drifted request is told at its line, with what differs and what to do`() throws {
        let workplace = try drifted(["r-2"])
        let run = try workplace.run("annotate")
        #expect(run.code == 0, "\(run.errors)")
        let command = try #require(try commands(run).first)
        #expect(command.properties["file"] == "replays/shop/traffic.jsonl")
        let line = try #require(command.properties["line"].flatMap { Int($0) })
        let recording = try workplace.folder.text("replays/shop/traffic.jsonl").split(separator: "\n")
        #expect(recording[line - 1].hasPrefix("{\"id\":\"r-2\","))
        #expect(command.properties["title"]?.hasPrefix("shop: 1 request drifted: outcome") == true)
        #expect(command.lines.contains("asked: Who are they?"))
        #expect(command.lines.contains("outcome: answered → failed"))
        #expect(command.lines.contains("to see it: toolrouter explain shop r-2 --golden"))
    }

    @Test func `paths are relative to the root of the repository, and nothing outside of it is named`() throws {
        let workplace = try drifted(["r-2"])
        let folder = URL(filePath: workplace.folder.path)
        func files(_ root: String) throws -> [String?] {
            try commands(try workplace.run("annotate", "--root", root)).map { $0.properties["file"] }
        }
        let name = folder.lastPathComponent
        #expect(
            try files(folder.deletingLastPathComponent().path).first == "\(name)/replays/shop/traffic.jsonl")
        #expect(try files(workplace.folder.file("goldens")).allSatisfy { $0 == nil })
    }

    @Test func `a run that passed is told nothing of, and without a report it is exit 65`() throws {
        let workplace = try drifted([], failing: 0)
        let run = try workplace.run("annotate")
        #expect(run.code == 0 && run.text == "")
        let none = try Workplace().run("annotate")
        #expect(none.code == 65 && none.text == "" && none.errors.contains("toolrouter replay"))
    }

    @Test func `a golden that is missing is told at the scenario's file`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try #require(try workplace.run("replay").code == 3)
        let told = try commands(try workplace.run("annotate"))
        #expect(told.count == 1 && told[0].properties["title"] == "shop: no golden")
        #expect(told[0].properties["file"] == "replays/shop/scenario.yaml" && told[0].properties["line"] == "1")
    }

    @Test func `more findings than GitHub shows are counted in the last one, and the worst come first`() throws {
        let workplace = try Workplace.withShippedScenarios()
        try workplace.folder.copy(Package.folder.appending(path: "goldens").path, to: "goldens")
        try workplace.edit("replays/planner-outage/scenario.yaml", "{failures: 5,", "{failures: 6,")
        try #require(try workplace.run("replay", "planner-outage").code == 1)
        let all = try commands(try workplace.run("annotate", "--limit", "50"))
        try #require(all.count > 4)
        let some = try commands(try workplace.run("annotate", "--limit", "3"))
        #expect(some.count == 3)
        #expect(some.prefix(2).map(\.properties) == all.prefix(2).map(\.properties))
        #expect(some.last?.properties["title"] == "\(all.count - 2) more findings")
        #expect(all[0].properties["title"]?.contains("drifted: outcome") == true)
    }

    /// As they stand in a JSON string.
    static let texts =
        HostileTextTests.texts + [
            "a\\n::error file=x,line=1::b", "::stop-commands::x", "##[set-env name=PATH]x", "%0A::warning::x",
            "a, title=b:c", "\\r\\n::set-output name=a::b",
        ]

    @Test(arguments: texts)
    func `a question of a stranger commands nothing`(text: String) throws {
        var shop = Shop()
        shop.requests = [.init("r-1", "QUESTION", "SELECT 1")]
        let workplace = try Workplace()
        func write() throws {
            try shop.write(to: workplace)
            let recording = try workplace.folder.text("replays/shop/traffic.jsonl")
            try workplace.folder.write(
                recording.replacing("\"QUESTION\"", with: "\"\(text)\""), to: "replays/shop/traffic.jsonl")
        }
        try write()
        try workplace.acceptAll()
        shop.requests[0].attempt = "\"error\":{\"kind\":\"http\",\"status\":500}"
        try write()
        try #require(try workplace.run("replay").code == 1)
        let run = try workplace.run("annotate")
        let told = try commands(run)
        #expect(told.count == 1 && Set(told[0].properties.keys) == ["file", "line", "title"])
        #expect(told[0].lines.contains { $0.hasPrefix("asked: ") })
        #expect(
            !run.text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) })
    }
}
