import Testing

@Suite struct CommandLineTests {
    @Test func `the version says what answers depend on`() throws {
        let run = try Workplace().run("--version")
        #expect(run.code == 0)
        for name in ["toolrouter", "sqlite", "comparator_strict", "comparator_spider", "golden", "recording"] {
            #expect(try run.text.contains(Regex("(?m)^\(name) [0-9.]+$")), "\(name)")
        }
    }

    @Test(arguments: [
        ["--help"], ["replay", "--help"], ["review", "--help"], ["accept", "--help"], ["explain", "--help"],
        ["compare", "--help"], ["check", "--help"], ["init", "--help"], ["import", "spider", "--help"],
    ])
    func `help shows examples`(arguments: [String]) throws {
        let run = try BuiltTool.run(arguments, in: TemporaryFolder())
        #expect(run.code == 0)
        #expect(run.text.contains("EXAMPLES"))
        #expect(run.text.contains("toolrouter \(arguments.dropLast().joined(separator: " "))"))
    }

    /// What nobody can mean.
    struct Misuse: CustomTestStringConvertible, Sendable {
        let name: String
        let arguments: [String]
        let says: String

        var testDescription: String { name }
    }

    static let misuses = [
        Misuse(name: "an option that is none", arguments: ["replay", "--nonsense"], says: "--nonsense"),
        Misuse(name: "a subcommand that is none", arguments: ["repaly"], says: "repaly"),
        Misuse(name: "no jobs", arguments: ["replay", "--jobs", "0"], says: "--jobs"),
        Misuse(name: "a seed that is no number", arguments: ["replay", "--seed", "x"], says: "seed"),
        Misuse(name: "explain without an id", arguments: ["explain", "shop"], says: "<id>"),
        Misuse(name: "compare with one report", arguments: ["compare", "reports"], says: "<after>"),
        Misuse(name: "import without its options", arguments: ["import", "spider"], says: "--questions"),
        Misuse(name: "an option without its value", arguments: ["replay", "--reports"], says: "--reports"),
    ]

    @Test(arguments: misuses)
    func `misuse is exit 64, said on stderr, and writes nothing`(_ misuse: Misuse) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let before = workplace.folder.files()
        let run = try BuiltTool.run(misuse.arguments, in: workplace.folder)
        #expect(run.code == 64)
        #expect(run.errors.contains(misuse.says))
        #expect(run.text == "")
        #expect(workplace.folder.files() == before)
    }
}
