import Foundation
import Testing

/// What becomes of a run whose workers crash, hang, or are left alone.
@Suite struct ChaosTroubleTests {
    private func shop() throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        return workplace
    }

    @Test func `a crash costs its schedule, and another worker goes on behind it`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--seeds", "3", "--jobs", "1", "--plant", "crash")
        #expect(run.code == 2, "\(run.errors)")
        let report = try workplace.chaosReport()
        #expect(report.schedules == 3 && report.failures.map(\.symptom) == ["crash"])
        #expect(report.failures.first?.occurrences == 3 && report.planted?.found == true)
        let words = try #require(report.failures.first?.words)
        #expect(words.hasPrefix("SIG") && words.contains("Fatal error: a planted crash"))
        #expect(!words.contains(Package.folder.path) && !words.contains("0x"), "\(words)")
    }

    @Test func `a schedule of which nothing is heard is ended, and the others are tried`() throws {
        let workplace = try shop()
        let run = try workplace.run(
            "chaos", "--seeds", "2", "--jobs", "2", "--patience", "10s", "--plant", "silence")
        #expect(run.code == 2, "\(run.errors)")
        let report = try workplace.chaosReport()
        #expect(report.schedules == 2 && report.failures.map(\.symptom) == ["silence"])
        #expect(report.failures.first?.words == "nothing was heard of its process for 10s")
    }

    @Test func `a replay without an end is ended`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--seeds", "2", "--plant", "endless")
        #expect(run.code == 2, "\(run.errors)")
        #expect(try workplace.chaosReport().failures.map(\.symptom) == ["endless"])
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends a run with the report of its beginning`(_ signal: Int32) throws {
        let workplace = try shop()
        let run = try BuiltTool.run(["chaos", "--seeds", "1000000", "--jobs", "2"], in: workplace.folder) { process in
            while process.isRunning, Self.children(of: process).isEmpty { usleep(1_000) }
            usleep(700_000)
            kill(process.processIdentifier, signal)
        }
        #expect(run.code == 130, "\(run.text) \(run.errors)")
        let report = try workplace.chaosReport()
        #expect(report.interrupted && report.schedules < 1_000_000)
        #expect(run.text.contains("verdict: interrupted; so far "))
        if JUnitReport.schema != nil {
            #expect(try JUnitReport.isValid(workplace.folder.file("reports/chaos-junit.xml")))
        }
    }

    @Test(arguments: [nil, "silence"])
    func `workers end with the process that they work for`(_ planted: String?) throws {
        let workplace = try shop()
        let scratch = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: BuiltTool.path)
        process.arguments =
            ["chaos", "--seeds", "1000000", "--jobs", "2"] + (planted.map { ["--plant", $0] } ?? [])
        process.currentDirectoryURL = URL(filePath: workplace.folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": scratch.path]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning, Self.children(of: process).count < 2 { usleep(1_000) }
        usleep(300_000)
        let workers = Self.children(of: process)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(workers.count == 2)
        let guardEnd = Date(timeIntervalSinceNow: 600)
        while workers.contains(where: Self.isRunning), Date() < guardEnd { usleep(10_000) }
        #expect(workers.filter(Self.isRunning).isEmpty)
        for worker in workers where Self.isRunning(worker) { kill(worker, SIGKILL) }
    }

    /// The processes that `process` has started.
    private static func children(of process: Process) -> [Int32] {
        let pid = process.processIdentifier
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { task in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Whether there is such a process, and it has not ended yet.
    private static func isRunning(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
