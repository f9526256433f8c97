import Foundation
import Testing

/// `Scripts/replay-speed`, on the programs that these tests were built with.
@Suite struct ReplaySpeedTests {
    private static let script = Package.folder.appending(path: "Scripts/replay-speed").path
    private static let programs = URL(filePath: BuiltTool.path).deletingLastPathComponent().path
    private static let compiler = "/usr/bin/g++"
    private static let hasCompiler = FileManager.default.isExecutableFile(atPath: compiler)

    private static func run(_ program: String, _ arguments: [String]) throws -> (
        code: Int32, text: String, errors: String
    ) {
        try DebianPython.run(program, arguments)
    }

    /// What a script printed under `name`.
    private static func figure(_ name: String, in text: String) -> Double? {
        text.split(separator: "\n").lazy.map { $0.split(separator: " ") }.first { $0.first == Substring(name) }
            .flatMap { Double($0[1]) }
    }

    @Test func `help says how it is used, with examples`() throws {
        let help = try Self.run(Self.script, ["--help"])
        #expect(help.code == 0 && help.text.hasPrefix("usage: Scripts/replay-speed "))
        #expect(help.text.contains("\nexamples:\n") && !help.text.contains("#"))
    }

    @Test(arguments: [["--fast"], ["--runs"], ["--runs", "0"], ["--requests", "1e6"], ["--only", "floors"]])
    func `what it does not know is a usage error`(_ arguments: [String]) throws {
        let run = try Self.run(Self.script, arguments)
        #expect(run.code == 64 && run.text.isEmpty && run.errors.contains("usage: Scripts/replay-speed"), "\(run)")
    }

    @Test func `data that is not there is named`() throws {
        let run = try Self.run(Self.script, ["--data", "/nowhere"])
        #expect(run.code == 69 && run.errors.contains("/nowhere/spider/questions.jsonl"), "\(run)")
    }

    @Test(
        .enabled(if: Spider.isThere, Spider.missing),
        .enabled(if: hasCompiler, "needs Debian's g++ and libsimdjson-dev"))
    func `the floor reads the rows of the replay, and is told when it does not`() throws {
        let folder = try TemporaryFolder()
        let data = URL(filePath: try #require(Spider.folder)).deletingLastPathComponent().path
        let options = [
            "--requests", "600", "--runs", "1", "--folder", folder.path, "--data", data, "--build", Self.programs,
        ]
        let run = try Self.run(Self.script, options + ["--only", "product", "--only", "floor"])
        try #require(run.code == 0, "\(run)")
        // 354 statements of 463 questions are different ones, on their database.
        #expect(Self.figure("floor_stepped_requests", in: run.text) == 600)
        #expect(Self.figure("floor_stepped_statements", in: run.text) == 354)
        for mode in ["stepped", "prepared", "remembered"] {
            #expect(Self.figure("floor_\(mode)_rows", in: run.text) ?? 0 > 600, "\(mode)")
            #expect(Self.figure("floor_\(mode)_us_a_request", in: run.text) ?? 0 > 0, "\(mode)")
        }
        for kind in ["stepped", "remembered"] {
            #expect(run.text.contains("\(kind): drifted 0 of 600"))
            let ratio = Self.figure("ratio_\(kind)_processor_time_to_floor", in: run.text)
            #expect(ratio ?? 0 > 1, "\(kind): no replay is below its floor")
        }

        let golden = "stepped-600/goldens/spider/answers.jsonl"
        try folder.write(folder.text(golden).replacing("\"row_count\":1,", with: "\"row_count\":2,"), to: golden)
        let wrong = try Self.run(Self.script, options + ["--only", "floor"])
        #expect(wrong.code == 1 && wrong.errors.contains("fault: the floor did not read the"), "\(wrong)")
    }

    @Test(
        .enabled(if: Spider.isThere, Spider.missing),
        .enabled(
            if: PyPI.has("inspect_ai"), "needs inspect-ai of PyPI in the Python that TOOLROUTER_PYTHON names"))
    func `the peer gets what was recorded, and scores it as right`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", requests: 30)
        let python = ProcessInfo.processInfo.environment["TOOLROUTER_PYTHON"] ?? "/usr/bin/python3"
        let peer = Package.folder.appending(path: "Scripts/replay_peer.py").path
        let recording = workplace.folder.file("replays/spider/traffic.jsonl")
        let run = try Self.run(python, [peer, recording, "30"])
        #expect(run.code == 0 && Self.figure("peer_right", in: run.text) == 30, "\(run)")
        let more = try Self.run(python, [peer, recording, "31"])
        #expect(more.code == 1 && more.errors.contains("has 30 requests, not 31"), "\(more)")
    }

    @Test func `instructions are counted as by hand`() throws {
        let run = try DebianPython.run([
            Package.folder.appending(path: "Scripts/replay_instructions.py").path, "--check",
        ])
        #expect(run.code == 0, "\(run.errors)")
    }
}
