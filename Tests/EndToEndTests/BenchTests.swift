import Foundation
import Testing

/// `toolrouter-bench`, where its figures do not depend on how it was built.
@Suite(.enabled(if: Spider.isThere, Spider.missing)) struct BenchTests {
    private static let program = URL(filePath: BuiltTool.path).deletingLastPathComponent()
        .appending(path: "toolrouter-bench").path

    private func run(_ arguments: [String]) throws -> (code: Int32, text: String, errors: String) {
        let capture = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = arguments
        process.standardOutput = try capture.writing("stdout")
        process.standardError = try capture.writing("stderr")
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try capture.text("stdout"), try capture.text("stderr"))
    }

    private func data() throws -> [String] {
        try ["--spider", #require(Spider.folder), "--arrivals", #require(Spider.arrivals)]
    }

    @Test func `scaling prints a row for each work at each count, and growth from the second count on`() throws {
        let folder = try TemporaryFolder()
        let run = try run(["scaling", "--counts", "40", "90", "--folder", folder.path] + data())
        try #require(run.code == 0, "\(run.errors)")
        let rows = run.text.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let works = ["stepped", "remembered", "import", "check", "accept"]
        #expect(
            rows.dropFirst(2).map { [$0[0], $0[1]] } == ["40", "90"].flatMap { count in works.map { [count, $0] } })
        #expect(rows.dropFirst(2).map { !$0[5].isEmpty } == works.map { _ in false } + works.map { _ in true })
        // Both scenarios have the same traffic, once.
        let traffic = ["stepped", "remembered"].map { "\($0)-90/replays/spider/traffic.jsonl" }
        #expect(try folder.text(traffic[0]) == folder.text(traffic[1]))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(traffic[0]))
        #expect(attributes[.referenceCount] as? Int == 2)
        #expect(try folder.text("stepped-90/replays/spider/scenario.yaml").contains("cache: off"))
        #expect(try !folder.text("remembered-90/replays/spider/scenario.yaml").contains("cache: off"))
        #expect(!folder.exists("import-90"))
    }

    @Test(arguments: [["0", "5"], ["9", "5"], ["5", "5"]])
    func `counts that do not rise are a usage error`(_ counts: [String]) throws {
        let run = try run(["scaling", "--counts"] + counts + data())
        #expect(run.code == 64 && run.errors.contains("--counts takes numbers"), "\(run)")
    }

    @Test func `chaos tells drawing and set-up from requests`() throws {
        let scenario = Package.folder.appending(path: "replays/steady-day").path
        let run = try run(["chaos", scenario, "--schedules", "3", "--requests", "20", "--jobs", "1"])
        #expect(run.code == 0, "\(run.errors)")
        for figure in ["drawing a schedule: ", "set-up a schedule: ", "drawing and set-up of all time: "] {
            #expect(run.text.contains("steady-day \(figure)"), "\(run.text)")
        }
        #expect(!run.text.contains("FAILED"), "\(run.text)")
    }
}
