import Foundation
import Testing

/// What a terminal shows of a run.
@Suite struct TableTests {
    @Test func `a line counts how requests ended`() throws {
        let run = try Shop().accepted().run("replay")
        #expect(
            run.text.contains(
                "nothing drifted  shop  7 requests: 4 answered, 1 asked back, 1 refused, 1 failed  0 drifted"),
            "\(run.text)")
    }

    @Test func `one is not many`() throws {
        var shop = Shop()
        shop.requests = [shop.requests[0]]
        let workplace = try shop.accepted()
        let run = try workplace.run("replay")
        #expect(run.text.contains("shop  1 request: 1 answered  0 drifted"), "\(run.text)")
        #expect(try workplace.run("check").text == "shop: sound; 1 request, 1 database, a golden of 1 answer\n")
        #expect(
            try workplace.run("check", "replays/shop/traffic.jsonl").text
                == "replays/shop/traffic.jsonl: sound; 1 request, 0 lines out of order\n")
    }

    @Test func `the summary counts how requests ended`() throws {
        let workplace = try Shop().accepted()
        try workplace.run("replay")
        let summary = try workplace.folder.text("reports/summary.md")
        #expect(summary.contains("| requests | answered | asked back | refused | failed | drifted |"))
        #expect(summary.contains("| shop | nothing drifted | 7 | 4 | 1 | 1 | 1 | 0 |"), "\(summary)")
    }

    @Test func `where only a gate failed, nothing is said to have drifted`() throws {
        var shop = Shop()
        shop.settings = """
            gates: {cost_usd: {max_increase: 10%}}
            drift: {information: [cost, tokens, sql_text]}

            """
        let workplace = try shop.accepted()
        for number in shop.requests.indices {
            shop.requests[number].attempt = shop.requests[number].attempt?
                .replacingOccurrences(of: "\"input\":800", with: "\"input\":1600")
        }
        try shop.write(to: workplace)
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.hasPrefix("gate failed  shop") && run.text.contains("  1 gate failed  "), "\(run.text)")
        #expect(run.text.contains("verdict: gate failed") && !run.text.contains("drifted"), "\(run.text)")
        #expect(try workplace.folder.text("reports/summary.md").hasPrefix("# Replay: gate failed\n"))
    }

    @Test func `a request that the run lacks is not offered to be explained`() throws {
        var shop = Shop()
        let workplace = try shop.accepted()
        shop.requests.removeLast()
        try shop.write(to: workplace)
        let missing = try workplace.run("replay")
        #expect(missing.code == 1 && missing.text.contains("shop r-7: missing") && !missing.text.contains("see one:"))

        shop = Shop.withShorterList
        shop.requests.removeLast()
        try shop.write(to: workplace)
        let changed = try workplace.run("replay")
        #expect(changed.text.contains("see one: toolrouter explain shop r-2"), "\(changed.text)")
        #expect(try workplace.run("explain", "shop", "r-2").code == 0)
    }

    @Test func `a statement is shown with its line breaks`() throws {
        var shop = Shop()
        let workplace = try shop.accepted()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT name -- no id\nFROM customer\r\nWHERE id < 3")
        try shop.write(to: workplace)
        try workplace.run("replay")
        for text in [
            try workplace.run("review").text, try workplace.run("explain", "shop", "r-2").text,
            try workplace.folder.text("reports/junit.xml"),
        ] {
            #expect(text.contains("SELECT name -- no id\n") && text.contains(" FROM customer\n"), "\(text)")
            #expect(!text.contains("\\u{A}") && !text.contains("\\u{D}"), "\(text)")
        }
    }

    static let terminals = [
        (["TERM": "xterm"], true), (["TERM": "dumb"], false), (["TERM": "xterm", "NO_COLOR": "1"], false),
    ]

    @Test(arguments: terminals)
    func `a terminal that understands no escapes gets none`(environment: [String: String], hasColour: Bool) throws {
        let workplace = try Shop().accepted()
        // `script`, of Debian's bsdutils, which every system has, makes a terminal.
        let run = try ShellLine.run(
            "script -qec '\"$T\" replay' /dev/null", in: workplace.folder, environment: environment)
        #expect(run.code == 0 && run.text.contains("verdict: nothing drifted"), "\(run.text)")
        #expect(run.text.contains("\u{1B}[32m") == hasColour && run.text.contains("\u{1B}") == hasColour)
    }

    @Test(arguments: ["80", "60", "40"])
    func `examples in help are lines to copy, and the rest is wrapped`(columns: String) throws {
        for command in ["", "replay", "check", "init", "explain", "import spider", "import openai-exchanges"] {
            let run = try BuiltTool.run(
                command.split(separator: " ").map(String.init) + ["--help"], in: TemporaryFolder(),
                environment: ["COLUMNS": columns])
            let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
            let start = try #require(lines.firstIndex(of: "EXAMPLES"))
            let end = try #require(lines[start...].firstIndex(of: ""))
            for line in lines[(start + 1)..<end] {
                let isContinued = lines[lines.index(before: lines.firstIndex(of: line)!)].hasSuffix("\\")
                #expect(isContinued || line.hasPrefix("  toolrouter "), "\(line)")
            }
            for line in lines[..<start] + lines[end...] {
                // A word may be longer than the terminal is wide.
                #expect(
                    line.count <= Int(columns)! || !line.trimmingCharacters(in: .whitespaces).contains(" "), "\(line)")
            }
        }
    }

    @Test func `a script for completion in a shell is not wrapped`() throws {
        let narrow = try BuiltTool.run(
            ["--generate-completion-script", "bash"], in: TemporaryFolder(), environment: ["COLUMNS": "40"])
        let wide = try BuiltTool.run(["--generate-completion-script", "bash"], in: TemporaryFolder())
        #expect(narrow.code == 0 && narrow.text == wide.text)
        #expect(narrow.text.split(separator: "\n").contains { $0.count > 80 })
    }

    @Test func `the exit codes of the help are all there are`() throws {
        let run = try BuiltTool.run(["--help"], in: TemporaryFolder())
        for code in [
            "0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "64 ", "65 ", "69 ", "70 ", "75 another run is writing here", "130 ",
        ] {
            #expect(run.text.replacingOccurrences(of: "\n", with: " ").contains(code), "\(code)")
        }
    }
}
