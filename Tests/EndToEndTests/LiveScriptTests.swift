import Foundation
import Testing

/// The scripts that look at a running server from outside; each starts a server of its own.
@Suite(.serialized) struct LiveScriptTests {
    private static let programs = URL(filePath: BuiltTool.path).deletingLastPathComponent().path

    private static let scripts = [
        "bench-live", "bench-redis", "live-abuse", "live-incidents", "live-kill", "live-mcp", "live-outage",
        "live-prometheus",
        "live-record",
        "live-redis",
        "live-replicas", "front-page", "report-page",
    ]

    private func run(_ script: String, _ arguments: String...) throws -> (code: Int32, text: String, errors: String) {
        let path = Package.folder.appending(path: "Scripts/\(script)").path
        return try DebianPython.run([path, "--build", Self.programs] + arguments)
    }

    private static let shapes = Result { try LiveScriptTests().run("live-record", "--only", "shapes") }

    /// A figure that a script printed.
    private func figure(_ name: String, in text: String) -> String? {
        text.split(separator: "\n").lazy.map { $0.split(separator: " ") }.first { $0.first == Substring(name) }
            .map { String($0[1]) }
    }

    @Test(
        .enabled(
            if: PyPI.has("playwright") && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"),
            "needs Debian's chromium, and playwright of PyPI in the Python that TOOLROUTER_PYTHON names"))
    func `the front page can be used by mouse, by keyboard and by a screen reader`() throws {
        let run = try run("front-page")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("front_page_faults", in: run.text) == "0" && figure("front_page_views", in: run.text) == "4")
    }

    @Test(
        .enabled(
            if: PyPI.has("playwright") && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"),
            "needs Debian's chromium, and playwright of PyPI in the Python that TOOLROUTER_PYTHON names"))
    func `the report can be read by mouse, by keyboard, by a screen reader and on paper`() throws {
        let run = try run("report-page", "--cases", "300")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("report_page_faults", in: run.text) == "0" && figure("report_page_views", in: run.text) == "20")
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/prometheus"), "needs Debian's prometheus"))
    func `a Prometheus that scrapes the server knows what was asked and what it cost`() throws {
        let run = try run("live-prometheus")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("prometheus_up", in: run.text) == "1")
    }

    @Test func `what was recorded of a server replays as it was`() throws {
        let run = try run("live-record", "--only", "loop", "--requests", "400", "--demo-requests", "0")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("loop_c64_counters_that_differ", in: run.text) == "0")
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, for a disk of 1 MiB"))
    func `a full disk stops the recording, not the service`() throws {
        let run = try run("live-record", "--only", "full", "--retries", "0")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("full_answers", in: run.text) == "3000")
    }

    @Test(arguments: ["none", "sql"])
    func `what was recorded without content replays as it was, and holds no statement`(part: String) throws {
        let run = try Self.shapes.get()
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("shapes_\(part)_replay_exit_code", in: run.text) == "0")
        #expect(figure("shapes_\(part)_words_found", in: run.text) == "0")
        #expect(figure("shapes_\(part)_changed_replay_exit_code", in: run.text) == "1")
    }

    @Test func `what a killed server had recorded is recovered to its last whole line`() throws {
        let run = try run("live-record", "--only", "kill", "--kills", "2")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("kill_open_segments_recovered", in: run.text).flatMap { Int($0) }.map { $0 >= 2 } == true)
    }

    @Test func `malformed requests are refused one by one, and the next is served`() throws {
        let run = try run("live-abuse", "--only", "malformed")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("malformed_faults", in: run.text) == "0")
        #expect(figure("malformed_requests", in: run.text).flatMap { Int($0) }.map { $0 > 90 } == true)
    }

    @Test(
        .enabled(
            if: PyPI.has("schemathesis"),
            "needs schemathesis of PyPI in the Python that TOOLROUTER_PYTHON names"))
    func `the server keeps to its OpenAPI document, whatever it is asked`() throws {
        let run = try run("live-abuse", "--only", "schema", "--examples", "10")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
    }

    @Test func `whoever was answered before a kill has an audit record`() throws {
        let run = try run("live-kill", "--kills", "3")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("kill_answered_without_a_record", in: run.text) == "0")
    }

    @Test
    func `a model that goes away and comes back is noticed by nobody who asks, and a client that leaves by the model`()
        throws
    {
        let run = try run("live-outage", "--hang-up-ms", "10000")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(figure("outage_unanswered", in: run.text) == "0")
    }

    @Test(arguments: Self.scripts)
    func `each says how it is used`(script: String) throws {
        let help = try DebianPython.run([Package.folder.appending(path: "Scripts/\(script)").path, "--help"])
        #expect(help.code == 0 && help.text.contains("Scripts/\(script)") && help.text.contains("--build"))
    }

    @Test(arguments: Self.scripts)
    func `each says what is missing`(script: String) throws {
        let folder = try TemporaryFolder()
        let path = Package.folder.appending(path: "Scripts/\(script)").path
        let run = try DebianPython.run([path, "--build", folder.path])
        #expect(run.code == 69 && run.errors.hasPrefix("missing: "), "\(run.errors)")
        #expect(run.errors.contains("build it with: swift build") || run.errors.contains("install"), "\(run.errors)")
    }
}

/// Packages of PyPI, in the Python that `TOOLROUTER_PYTHON` names, else in Debian's.
enum PyPI {
    static func has(_ package: String) -> Bool {
        let python = ProcessInfo.processInfo.environment["TOOLROUTER_PYTHON"] ?? "/usr/bin/python3"
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", "import \(package)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
