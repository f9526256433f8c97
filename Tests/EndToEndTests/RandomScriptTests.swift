import Foundation
import Testing

/// `Scripts/random`, on the program that these tests were built with.
@Suite struct RandomScriptTests {
    private static let script = Package.folder.appending(path: "Scripts/random").path
    private static let program = URL(filePath: BuiltTool.path).deletingLastPathComponent()
        .appending(path: "ToolRouterRandom").path

    private static func run(_ arguments: String..., program: String = program) throws -> (code: Int32, text: String) {
        let run = try DebianPython.run([script, "--program", program] + arguments)
        return (run.code, run.text + run.errors)
    }

    @Test func `scenarios without a fault end with 0`() throws {
        let (code, text) = try Self.run("--scenarios", "9", "--seed", "4")
        #expect(code == 0 && text.contains("9 scenarios of") && text.contains("0 failed"), "\(text)")
    }

    @Test func `a crash costs one scenario, which is named with the command that does it again`() throws {
        let (code, text) = try Self.run("--scenarios", "3", "--seed", "5", "--jobs", "1", "--plant", "crash")
        #expect(code == 1 && text.contains("scenario 0: crash: SIG") && text.contains("a planted crash"), "\(text)")
        #expect(text.contains("Scripts/random --seed 5 --only 0 --keep /tmp/random-5-0 --plant crash"), "\(text)")
    }

    @Test func `a hang ends after the time-out, and is named`() throws {
        let (code, text) = try Self.run("--scenarios", "3", "--jobs", "1", "--timeout", "3", "--plant", "hang")
        #expect(code == 1 && text.contains("scenario 0: hang: nothing was heard of it for 3 s"), "\(text)")
    }

    /// A program that crashes at its second scenario, and claims to have to reach what it does not.
    private static let hollow = """
        #!/usr/bin/env python3
        import os, sys
        if sys.argv[1] == "required":
            print("3", "reached.always", "reached.never", sep="\\n")
            sys.exit()
        value = lambda name: int(sys.argv[sys.argv.index(name) + 1])
        for number in range(value("--from"), value("--until"), value("--step")):
            print("begin", number, sep="\\t", flush=True)
            if number == CRASH: os.abort()
            print("done", number, 7, "reached.always", sep="\\t", flush=True)

        """

    @Test(arguments: [(2, 0), (3, 1), (4, 1)])
    func `what enough scenarios never reach is a failure`(_ scenarios: Int, _ expected: Int32) throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.hollow.replacing("CRASH", with: "-1"), to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("program"))
        let (code, text) = try Self.run("--scenarios", "\(scenarios)", program: folder.file("program"))
        #expect(code == expected && text.contains("NEVER REACHED"), "\(text)")
    }

    @Test func `after a crash the others are tried all the same`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.hollow.replacing("CRASH", with: "1"), to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("program"))
        let (code, text) = try Self.run("--scenarios", "6", "--jobs", "2", program: folder.file("program"))
        #expect(code == 1 && text.contains("scenario 1: crash: SIGABRT"), "\(text)")
        #expect(text.contains("6 scenarios of 35 requests") && text.contains(": 1 failed"), "\(text)")
    }

    @Test func `a scenario that is kept is the same in every process, and toolrouter replays it`() throws {
        let folder = try TemporaryFolder()
        for name in ["first", "second"] {
            let (code, text) = try Self.run("--only", "12", "--seed", "3", "--keep", folder.file(name))
            #expect(code == 0 && text.contains("toolrouter replay \(folder.file(name))"), "\(text)")
        }
        #expect(folder.files("first").contains("scenario.yaml") && folder.files("first").contains("shop.sqlite"))
        for file in folder.files("first") where !file.hasSuffix(".sqlite") {
            #expect(try folder.text("first/\(file)") == folder.text("second/\(file)"), "\(file)")
        }
        let replay = try BuiltTool.run(["replay", folder.file("first")], in: folder)
        #expect(replay.code == 3 || replay.code == 1, "\(replay.text) \(replay.errors)")
        #expect(replay.text.contains("no golden") || replay.text.contains("drift"), "\(replay.text)")
    }
}
