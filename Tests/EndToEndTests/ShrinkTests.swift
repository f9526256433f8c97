import Foundation
import Testing

/// `toolrouter shrink`, from a failure to a scenario that shows it with a few requests.
@Suite struct ShrinkTests {
    private struct Note: Decodable {
        struct Size: Decodable {
            let requests: Int
        }

        let symptom: String
        let planted: String?
        let shrunkFrom: Size?

        enum CodingKeys: String, CodingKey {
            case symptom, planted
            case shrunkFrom = "shrunk_from"
        }
    }

    private func note(_ workplace: Workplace, _ folder: String) throws -> Note {
        try JSONDecoder().decode(
            Note.self, from: Data(contentsOf: URL(filePath: workplace.folder.file(folder + "/capsule.json"))))
    }

    private func requests(_ workplace: Workplace, _ folder: String) throws -> Int {
        try workplace.folder.text(folder + "/traffic.jsonl").split(separator: "\n").count - 1
    }

    /// A planted bug, and a shipped scenario in which it shows.
    private static let bugs = [
        ("lost-answers", "planner-outage", "invariant:one_answer"),
        ("mixed-up-store", "planner-outage", "invariant:clean_cache@settle"),
        ("unbilled-answers", "planner-outage", "invariant:costs_add_up"),
    ]

    @Test(arguments: bugs)
    func `a planted bug in a scenario is made small, and shows in a fresh process`(
        bug: (name: String, scenario: String, symptom: String)
    ) throws {
        let workplace = try Workplace.withShippedScenarios()
        let run = try workplace.run("shrink", bug.scenario, "--plant", bug.name, "--patience", "60s")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        let folder = "reports/shrunk/\(bug.scenario)-min"
        let note = try note(workplace, folder)
        #expect(note.symptom.hasPrefix("invariant:") && note.planted == bug.name)
        #expect(try requests(workplace, folder) <= 5 && note.shrunkFrom?.requests ?? 0 > 100)
        let check = try workplace.run("shrink", folder, "--check")
        #expect(check.code == 0 && check.text == "\(folder) shows \(note.symptom)\n", "\(check.errors)")
        // It is a scenario like any other.
        #expect(try workplace.run("check", folder).code == 0)
        #expect(try workplace.run("replay", folder, "--plant", bug.name).code == 2)
        #expect(try workplace.run("replay", folder).code == 3)
        // Its story is above its settings, and was told.
        let head = try workplace.folder.text(folder + "/scenario.yaml").split(separator: "\n")
            .prefix { $0.hasPrefix("#") }
        #expect(head.contains { $0.contains("asks, of tenant") } && run.text.contains("asks, of tenant"))
        if SchemaCheck.isThere {
            try SchemaCheck.expectValid("capsule", [workplace.folder.file(folder + "/capsule.json")])
            try SchemaCheck.expectValid("scenario", [workplace.folder.file(folder + "/scenario.yaml")])
        }
    }

    @Test func `the same failure is made small to the same bytes twice`() throws {
        let workplace = try Workplace.withShippedScenarios()
        for output in ["a/small", "b/small"] {
            let run = try workplace.run(
                "shrink", "planner-outage", "--plant", "lost-answers", "--patience", "600s", "--output", output)
            #expect(run.code == 0, "\(run.errors)")
        }
        for name in ["scenario.yaml", "traffic.jsonl", "capsule.json"] {
            let texts = try ["a", "b"].map { try workplace.folder.text("\($0)/small/\(name)") }
            #expect(texts[0] == texts[1], "\(name)")
        }
    }

    @Test func `a capsule of a chaos run is made small, and its settings go back to the scenario's`() throws {
        let workplace = try Workplace.withShippedScenarios()
        let chaos = try workplace.run(
            "chaos", "steady-day", "--plant", "lost-answers", "--seeds", "40", "--failures", "1")
        #expect(chaos.code == 2, "\(chaos.text) \(chaos.errors)")
        let capsules = workplace.folder.files().filter { $0.hasSuffix("/capsule.json") }
        let folder = try String(#require(capsules.first).dropLast("/capsule.json".count))
        #expect(try workplace.run("shrink", folder, "--check").code == 0)
        let run = try workplace.run("shrink", folder, "--output", "small", "--patience", "60s")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(try requests(workplace, "small") == 1 && !workplace.folder.exists("small/faults.yaml"))
        #expect(try workplace.folder.text("small/capsule.json").contains("\"settings\": []"))
        #expect(try workplace.run("shrink", "small", "--check").code == 0)
    }

    @Test func `a drift is made small together with the golden that it parts from`() throws {
        let workplace = try Workplace.withShippedGoldens()
        try workplace.edit("replays/planner-outage/scenario.yaml", "{failures: 5,", "{failures: 4,")
        let run = try workplace.run("shrink", "planner-outage", "--patience", "120s", "--output", "small")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        let note = try note(workplace, "small")
        #expect(note.symptom.hasPrefix("drift:"))
        #expect(try requests(workplace, "small") <= 5, "\(run.text)")
        #expect(try workplace.run("shrink", "small", "--check").code == 0)
        // The requests bring their answers along.
        #expect(try workplace.run("replay", "./small").code == 1)
    }

    @Test func `what goes wrong is listed, and one of it is looked for`() throws {
        let workplace = try Workplace.withShippedScenarios()
        let list = try workplace.run("shrink", "planner-outage", "--list")
        #expect(list.code == 0 && list.text.contains("happening:retried"))
        #expect(list.text.contains("answer:circuit_open@plan"))
        let run = try workplace.run(
            "shrink", "planner-outage", "--keep", "happening:circuit_opened", "--patience", "60s", "--output", "small")
        #expect(run.code == 0, "\(run.errors)")
        #expect(try requests(workplace, "small") == 1, "\(run.text)")
        #expect(try workplace.folder.text("small/scenario.yaml").contains("breaker.failures: 1"))
        #expect(try workplace.run("replay", "./small").code == 3)
    }

    @Test func `a crash and a silence are made small in processes of their own`() throws {
        let workplace = try Workplace.withShippedScenarios()
        for trouble in ["crash", "silence"] {
            // The report of a crash takes seconds, which would be silence.
            let chaos = try workplace.run(
                "chaos", "steady-day", "--plant", trouble, "--seeds", "1", "--failures", "1", "--requests", "8",
                "--patience", trouble == "crash" ? "60s" : "5s", environment: ["SWIFT_BACKTRACE": "enable=no"])
            #expect(chaos.code == 2, "\(chaos.text) \(chaos.errors)")
            let capsules = workplace.folder.files().filter { $0.hasSuffix("\(trouble)/capsule.json") }
            let folder = try String(#require(capsules.first).dropLast("/capsule.json".count))
            #expect(try workplace.run("shrink", folder, "--check").code == 0)
            guard trouble == "crash" else { continue }
            let run = try workplace.run("shrink", folder, "--output", "small", "--patience", "60s")
            #expect(run.code == 0, "\(run.text) \(run.errors)")
            #expect(try requests(workplace, "small") == 1)
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let arguments: [String]
        let code: Int32
        let words: String

        init(_ name: String, _ arguments: String..., code: Int32, _ words: String) {
            testDescription = name
            self.arguments = arguments
            self.code = code
            self.words = words
        }
    }

    private static let refusals = [
        Refusal("no such scenario", "stedy-day", code: 65, "did you mean `steady-day`?"),
        Refusal("no capsule", "steady-day", "--check", code: 65, "found a scenario without a capsule.json"),
        Refusal("no symptom", "steady-day", "--keep", "circuit_open", code: 64, "expected a symptom such as"),
        Refusal(
            "another symptom", "steady-day", "--keep", "answer:audit_unavailable@admit", code: 3,
            "steady-day does not show answer:audit_unavailable@admit"),
        Refusal("no time", "steady-day", "--patience", "soon", code: 64, "expected a time such as 20s"),
        Refusal("no bug", "steady-day", "--plant", "nobody", code: 64, "no bug is named nobody"),
        Refusal("both", "steady-day", "--check", "--list", code: 64, "--check makes nothing small"),
        Refusal("no archive", "broken.tar", code: 65, "found no file of a tar archive at byte 0"),
    ]

    @Test(arguments: refusals)
    func `bad input is refused in words`(refusal: Refusal) throws {
        let workplace = try Workplace.withShippedScenarios()
        try workplace.folder.write("nothing of the kind", to: "broken.tar")
        let run = try BuiltTool.run(["shrink"] + refusal.arguments, in: workplace.folder)
        #expect(run.code == refusal.code && run.errors.contains(refusal.words), "\(run.code) \(run.text) \(run.errors)")
        #expect(!workplace.folder.exists("reports/shrunk"))
    }

    @Test func `a capsule that shows nothing any more says so`() throws {
        let workplace = try Workplace.withShippedScenarios()
        let run = try workplace.run("shrink", "planner-outage", "--plant", "lost-answers", "--output", "small")
        #expect(run.code == 0, "\(run.errors)")
        try workplace.edit("small/capsule.json", #""planted": "lost-answers","#, "")
        for arguments in [["shrink", "small", "--check"], ["shrink", "small"]] {
            let run = try BuiltTool.run(arguments, in: workplace.folder)
            #expect(run.code == 3, "\(run.text)")
            #expect(run.errors == "toolrouter: small does not show invariant:one_answer\n")
        }
        try workplace.edit("small/capsule.json", "\"version\": 1", "\"version\": 2")
        let newer = try workplace.run("shrink", "small", "--check")
        #expect(newer.code == 65 && newer.errors.contains("use a toolrouter that reads version 2 of capsules"))
    }
}
