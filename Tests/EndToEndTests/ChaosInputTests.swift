import Foundation
import Testing

/// What `toolrouter chaos` says to what nobody can mean, and to scenarios that can't be read.
@Suite struct ChaosInputTests {
    struct Misuse: CustomTestStringConvertible, Sendable {
        let name: String
        let arguments: [String]
        let says: String

        var testDescription: String { name }
    }

    private static let misuses = [
        Misuse(name: "no schedules", arguments: ["--seeds", "0"], says: "--seeds is 0; expected 1 to 1000000000"),
        Misuse(name: "two extents", arguments: ["--seeds", "1", "--time-budget", "1s"], says: "exclude each other"),
        Misuse(name: "a time without a unit", arguments: ["--time-budget", "60"], says: "--time-budget is 60"),
        Misuse(name: "no time", arguments: ["--time-budget", "0s"], says: "--time-budget is 0s"),
        Misuse(name: "a number below zero", arguments: ["--only=-1"], says: "--only is -1"),
        Misuse(name: "no workers", arguments: ["--jobs", "0"], says: "--jobs is 0"),
        Misuse(name: "no requests", arguments: ["--requests", "0"], says: "--requests is 0; expected 1 to 20000"),
        Misuse(name: "no failures", arguments: ["--failures", "0"], says: "--failures is 0"),
        Misuse(name: "no patience", arguments: ["--patience", "soon"], says: "--patience is soon"),
        Misuse(name: "half of a commit", arguments: ["--seed", "00aaff"], says: "seed"),
        Misuse(
            name: "an unknown bug", arguments: ["--plant", "rot"], says: "no bug is named rot; there are answered-twice"
        ),
        Misuse(
            name: "all bugs and one schedule", arguments: ["--plant", "all", "--only", "1"],
            says: "--plant all takes --seeds"),
    ]

    @Test(arguments: misuses)
    func `misuse is exit 64, said on stderr, and writes nothing`(_ misuse: Misuse) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let before = workplace.folder.files()
        let run = try BuiltTool.run(["chaos"] + misuse.arguments, in: workplace.folder)
        #expect(run.code == 64)
        #expect(run.errors.contains(misuse.says), "\(run.errors)")
        #expect(run.text == "" && workplace.folder.files() == before)
    }

    @Test func `without a scenario there is nothing to try`() throws {
        let workplace = try Workplace()
        try workplace.folder.write("", to: "replays/empty/notes.txt")
        let run = try workplace.run("chaos")
        #expect(run.code == 3 && run.errors.contains("replays holds no scenario"), "\(run.errors)")
        let unknown = try workplace.run("chaos", "shop")
        #expect(unknown.code == 65 && unknown.errors.contains("no such folder"), "\(unknown.errors)")
    }

    @Test(arguments: ["scenario.yaml", "traffic.jsonl", "shop.sql"])
    func `a file that can't be read is exit 65, by its name and line`(_ file: String) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.folder.write(
            try workplace.folder.text("replays/shop/\(file)") + "nonsense: (\n", to: "replays/shop/\(file)")
        let run = try workplace.run("chaos", "--seeds", "2")
        #expect(run.code == 65 && run.text == "", "\(run.text)")
        #expect(run.errors.contains("replays/shop/\(file)"), "\(run.errors)")
        #expect(!workplace.folder.exists("reports/chaos.json"))
    }

    @Test func `reports that can't be written are exit 70`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.folder.write("", to: "reports")
        let run = try workplace.run("chaos", "--seeds", "2")
        #expect(run.code == 70 && run.errors.contains("--reports"), "\(run.errors)")
    }

    @Test func `help shows examples, and nothing of workers`() throws {
        let folder = try TemporaryFolder()
        let help = try BuiltTool.run(["chaos", "--help"], in: folder)
        #expect(help.code == 0 && help.text.contains("EXAMPLES\n  toolrouter chaos "))
        let all = try BuiltTool.run(["--help"], in: folder)
        #expect(all.text.contains("\n  chaos ") && !all.text.contains("chaos-worker"))
    }
}
