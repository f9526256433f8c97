import Foundation
import Testing

/// The scripts for people, beside commands that only play the part of swift, apt and Redis.
@Suite struct ScriptTests {
    /// A checkout of the scripts alone, with `commands` in front of all others.
    private func checkout(_ commands: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copy(Package.folder.appending(path: "Scripts").path, to: "Scripts")
        for (name, script) in commands.merging(Self.bystanders, uniquingKeysWith: { own, _ in own }) {
            try folder.write("#!/bin/bash\n\(script)\n", to: "bin/\(name)")
            try #require(chmod(folder.file("bin/\(name)"), 0o755) == 0)
        }
        return folder
    }

    private static let bystanders = [
        "dpkg-query": "echo installed", "swift": "exit 0", "sleep": "exit 0", "redis-server": "exec tail -f /dev/null",
        "redis-cli": "echo PONG", "id": "echo 0",
    ]

    private func run(_ line: String, in folder: TemporaryFolder) throws -> (code: Int32, text: String) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try ShellLine.run(line, in: folder, environment: ["PATH": "\(folder.path)/bin:\(path)"])
    }

    private static let busy = """
        n=$(cat tries 2>/dev/null || echo 0)
        echo $((n + 1)) >tries
        if [ "$n" -lt BUSY ]; then
            echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1 (apt-get)" >&2
            exit 100
        fi
        echo "$@" >>done
        """

    @Test func `a busy package manager is waited for`() throws {
        let folder = try checkout([
            "dpkg-query": "exit 1", "apt-get": Self.busy.replacingOccurrences(of: "BUSY", with: "3"),
        ])
        let setup = try run("bash -c '. Scripts/setup; echo ready'", in: folder)
        #expect(setup.code == 0, "\(setup.text)")
        #expect(setup.text.components(separatedBy: "waiting for it").count == 2 && setup.text.hasSuffix("ready\n"))
        #expect(try folder.text("done").hasPrefix("update -qq\ninstall -y -qq --no-install-recommends pkg-config "))
    }

    @Test func `one that stays busy is given up, with what it said`() throws {
        let folder = try checkout([
            "dpkg-query": "exit 1", "apt-get": Self.busy.replacingOccurrences(of: "BUSY", with: "1000"),
        ])
        let setup = try run("bash -c '. Scripts/setup; echo ready'", in: folder)
        #expect(setup.code == 100 && setup.text.contains("Could not get lock") && !setup.text.contains("ready"))
        #expect(try folder.text("tries") == "61\n")
    }

    @Test func `another fault of the package manager is said at once`() throws {
        let folder = try checkout(["dpkg-query": "exit 1", "apt-get": "echo 'E: no such host' >&2; exit 100"])
        let setup = try run("bash -c '. Scripts/setup; echo ready'", in: folder)
        #expect(setup.code == 100 && setup.text.contains("E: no such host") && !setup.text.contains("waiting"))
    }

    /// A `swift` that builds tests, which say `log` and end with `code`; in the processes of their own, that some passed.
    private func testing(_ log: String, _ code: Int) -> [String: String] {
        [
            "swift": Self.building,
            "ToolRouterPackageTests.xctest": """
            if [[ "$*" = *' --filter ^'* ]]; then
                echo '\(Self.passed)'
                exit
            fi
            cat <<'LOG'
            \(log)
            LOG
            exit \(code)
            """,
        ]
    }

    /// A `swift` that builds.
    private static let building = #"[[ "$*" != 'build --show-bin-path' ]] || echo bin"#
    private static let passed = "✔ Test run with 5 tests in 2 suites passed after 0.1 seconds."
    /// The last lines of the two processes.
    private static let others = "\(passed)\n\(passed)"

    @Test func `tests that pass print a last line`() throws {
        let log = """
            Test Suite 'All tests' started
            ◇ Test run started.
            ◇ Test "a" started.
            conformance breaker: 20 run, 10 skipped
            ✔ Test "a" passed after 0.1 seconds.
            ━ Test run with 1 test in 1 suite passed after 0.1 seconds with 1 known issue.
            """
        let tests = try run("Scripts/test", in: checkout(testing(log, 0)))
        #expect(tests.code == 0)
        #expect(
            tests.text
                == "━ Test run with 1 test in 1 suite passed after 0.1 seconds with 1 known issue.\n\(Self.others)\n")
    }

    @Test func `tests that fail print their failures, and what was skipped with what that needs`() throws {
        let log = """
            ◇ Test "a" started.
            ✔ Test "a" passed after 0.1 seconds.
            ➜ Suite FieldTests skipped: "needs ../shared/field beside the package, with cases from the field"
            ➜ Test "of it" skipped: "needs ../shared/field beside the package, with cases from the field"
            ➜ Suite OtherTests skipped: "needs ../shared/field beside the package, with cases from the field"
            ➜ Test "alone" skipped: "needs setpriv"
            ✘ Test "b" recorded an issue at B.swift:1:2: Expectation failed: (text → "one
            two") == "three"
            ↳ the third
            ◇ Test "c" started.
            noise
            ✘ Test "b" failed after 0.1 seconds with 1 issue.
            ✔ Test "c" passed after 0.1 seconds.
            ✘ Test run with 3 tests in 1 suite failed after 0.1 seconds with 1 issue.
            """
        let tests = try run("Scripts/test", in: checkout(testing(log, 1)))
        #expect(tests.code == 1)
        #expect(
            tests.text == """
                ✘ Test "b" recorded an issue at B.swift:1:2: Expectation failed: (text → "one
                two") == "three"
                ↳ the third
                ✘ Test "b" failed after 0.1 seconds with 1 issue.
                skipped: "alone": needs setpriv
                skipped: FieldTests, OtherTests: needs ../shared/field beside the package, with cases from the field
                ../shared is a folder beside the checkout with what the repository does not hold: benchmark questions and \
                databases, traces, conformance tables, XML schemas and cases from the field
                ✘ Test run with 3 tests in 1 suite failed after 0.1 seconds with 1 issue.
                \(Self.others)

                """)
    }

    @Test func `tests that end early print what they said last`() throws {
        let tests = try run(
            "Scripts/test", in: checkout(testing("◇ Test \"a\" started.\nFatal error: x", 139)))
        #expect(tests.code == 139)
        #expect(tests.text.contains("Fatal error: x\n"))
        #expect(tests.text.hasSuffix("ended early with exit code 139\n\(Self.others)\n"))
    }

    @Test func `tests that hang are named, and those that ended are not`() throws {
        let log = """
            ◇ Test run started.
            ◇ Test "it hangs when all have passed" started.
            ◇ Test "it is done when one has failed" started.
            ◇ Test judges(row:) started.
            ◇ Test "it is not for us" started.
            ◇ Test case passing 1 argument row → 1 to judges(row:) started.
            ➜ Test "it is not for us" skipped: "needs setpriv"
            ✔ Test "it is done when one has failed" passed after 0.1 seconds.
            ✔ Test judges(row:) with 1 test case passed after 0.1 seconds.
            """
        let tests = try run("Scripts/test", in: checkout(testing(log, 124)))
        #expect(tests.code == 124)
        #expect(
            tests.text == """
                under way: "it hangs when all have passed"
                skipped: "it is not for us": needs setpriv
                the tests ended early with exit code 124
                \(Self.others)

                """)
    }

    @Test(arguments: [("INT", 130), ("TERM", 143)])
    func `tests that are broken off leave no program behind`(signal: String, code: Int) throws {
        let folder = try checkout([
            "swift": Self.building,
            "ToolRouterPackageTests.xctest": "echo $$ >>begun; exec tail -f /dev/null",
        ])
        // Not in the background of a script, where signals from the keyboard are ignored.
        let script = """
            (until [ "$(cat begun 2>/dev/null | wc -l)" = 3 ]; do /bin/sleep 0.01; done; kill -\(signal) "$(cat script)") &
            bash -c 'echo $$ >script; exec bash Scripts/test'
            echo "code $?"
            for process in $(cat begun); do
                for try in $(seq 3000); do kill -0 "$process" 2>/dev/null || continue 2; /bin/sleep 0.01; done
                echo "left behind: $process"
            done
            """
        try folder.write(script, to: "break-off")
        let tests = try run("bash break-off", in: folder)
        #expect(tests.text == "code \(code)\n")
    }

    @Test func `a build that fails prints what the compiler said`() throws {
        let tests = try run(
            "Scripts/test", in: checkout(["swift": "if [ \"$1\" = build ]; then echo 'error: no'; exit 1; fi"]))
        #expect(tests.code == 1 && tests.text == "error: no\n")
    }
}
