import Foundation
import Testing

/// What shells are told when a person presses the tab key.
@Suite struct CompletionTests {
    /// What `shell` gets for the argument `argument` of a subcommand when `words` stand on the line, the last at the cursor.
    private func offered(
        _ subcommand: String, _ argument: String, _ words: [String], shell: String = "fish", in folder: TemporaryFolder
    ) throws -> [String] {
        let run = try BuiltTool.run(
            ["---completion", subcommand, "--", argument, "\(words.count - 1)", "\(words.last!.count)"] + words,
            in: folder,
            environment: ["SAP_SHELL": shell, "SAP_SHELL_VERSION": "5"])
        #expect(run.code == 0 && run.errors == "", "\(run.errors)")
        return run.text.split(separator: "\n").map(String.init).filter { $0 != " " }
    }

    private func shipped() throws -> Workplace { try Workplace.withShippedGoldens() }

    @Test func `scenarios, candidates and what waits are completed`() throws {
        let workplace = try shipped()
        let folder = workplace.folder
        let all = try offered("replay", "positional@0", ["toolrouter", "replay", ""], in: folder)
        #expect(all.count == 20 && all.contains("steady-day") && all == all.sorted())
        for subcommand in ["explain", "chaos", "annotate"] {
            #expect(try offered(subcommand, "positional@0", ["toolrouter", subcommand, ""], in: folder) == all)
        }
        #expect(
            try offered("replay", "--shadow", ["toolrouter", "replay", "steady-day", "--shadow", ""], in: folder)
                == ["gpt-4o-mini"])
        for name in try folder.files("goldens") where name.hasSuffix(".new") {
            try FileManager.default.removeItem(atPath: folder.file("goldens/\(name)"))
        }
        let waiting = ["toolrouter", "accept", ""]
        #expect(try offered("accept", "positional@0", waiting, in: folder) == [])
        try folder.write("", to: "goldens/slow-disk/answers.jsonl.new")
        #expect(try offered("accept", "positional@0", waiting, in: folder) == ["slow-disk"])
    }

    @Test func `the folder that the line names is looked at, with its quotes taken off`() throws {
        let workplace = try Workplace()
        try workplace.folder.write("", to: "my replays/a/scenario.yaml")
        for word in ["'my replays'", "\"my replays\"", "my\\ replays"] {
            let words = ["toolrouter", "replay", "--replays", word, ""]
            #expect(try offered("replay", "positional@0", words, in: workplace.folder) == ["a"], "\(word)")
            let joined = ["toolrouter", "replay", "--replays=\(word)", ""]
            #expect(try offered("replay", "positional@0", joined, in: workplace.folder) == ["a"], "\(word)")
        }
        // What only the shell can say is not guessed, and nothing runs it.
        let command = ["toolrouter", "replay", "--replays", "$(touch hit)", ""]
        #expect(try offered("replay", "positional@0", command, in: workplace.folder) == [])
        #expect(!workplace.folder.exists("hit"))
    }

    @Test func `outside of a workspace nothing is offered, and nothing is said`() throws {
        let folder = try TemporaryFolder()
        for (subcommand, argument) in [
            ("replay", "positional@0"), ("accept", "positional@0"), ("replay", "--shadow"), ("review", "positional@0"),
        ] {
            #expect(try offered(subcommand, argument, ["toolrouter", subcommand, ""], in: folder) == [])
        }
    }

    /// A scenario's name, and what each shell's script gets for it; nil where it is not offered.
    static let names: [(name: String, bash: String?, zsh: String?, fish: String?)] = [
        ("plain", "'plain'", "plain", "plain"),
        ("two words", "'two words'", "two words", "two words"),
        ("it's", "'it'\\''s'", "it's", "it's"),
        ("a:b", "'a:b'", "a\\:b", "a:b"),
        ("a\\b", "'a\\b'", "a\\\\b", "a\\b"),
        ("$(touch hit)", nil, "$(touch hit)", "$(touch hit)"),
        ("`touch hit`", nil, "`touch hit`", "`touch hit`"),
        ("bang!", "'bang!'", nil, "bang!"),
        ("line\nbreak", nil, nil, nil),
        ("\u{1B}[2J", nil, nil, nil),
        ("-f", nil, nil, nil),
    ]

    @Test(arguments: names)
    func `a name is written so that no shell reads it as more than a name`(
        name: String, bash: String?, zsh: String?, fish: String?
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "replays/\(name)/scenario.yaml")
        for (shell, wanted) in [("bash", bash), ("zsh", zsh), ("fish", fish)] {
            let words = ["toolrouter", "replay", ""]
            #expect(
                try offered("replay", "positional@0", words, shell: shell, in: folder) == (wanted.map { [$0] } ?? []),
                "\(shell)")
        }
    }

    @Test func `shells on terminals complete names, change none and run none`() throws {
        let script = Package.folder.appending(path: "Scripts/completion-check").path
        let run = try DebianPython.run([script, "--toolrouter", BuiltTool.path])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("completion_bash_faults 0"))
    }
}
