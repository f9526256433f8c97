import Foundation
import Testing

/// What lies among scenarios and goldens as if it were replayed, and is not: a run that is green all the same would be
/// green for no reason.
@Suite struct PassedOverTests {
    /// Something that a run of all scenarios would pass over.
    struct PassedOver: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The path that both commands name.
        let path: String
        /// What they say of it.
        let says: String
        let make: @Sendable (TemporaryFolder) throws -> Void

        init(
            _ name: String, _ path: String, _ says: String, _ make: @escaping @Sendable (TemporaryFolder) throws -> Void
        ) {
            testDescription = name
            self.path = path
            self.says = says
            self.make = make
        }
    }

    private static func move(_ from: String, _ to: String, in folder: TemporaryFolder) throws {
        try FileManager.default.createDirectory(
            atPath: (folder.file(to) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: folder.file(from), toPath: folder.file(to))
    }

    static let all = [
        PassedOver("a golden whose scenario was renamed", "goldens/other", "a golden without a scenario") {
            try move("replays/other", "replays/another", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("replays/another"))
        },
        PassedOver("a golden whose scenario left an empty folder", "goldens/other", "a golden without a scenario") {
            for file in $0.files("replays/other") { unlink($0.file("replays/other/\(file)")) }
        },
        PassedOver("a golden of totals only", "goldens/gone", "a golden without a scenario") {
            try $0.write("{}", to: "goldens/gone/totals.json")
        },
        PassedOver("a golden one level too deep", "goldens/all/other", "a golden in a folder within a folder") {
            try move("goldens/other", "goldens/all/other", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("replays/other"))
        },
        PassedOver("a golden that lies beside the others' folders", "goldens/answers.jsonl", "beside the folders") {
            try move("goldens/other/answers.jsonl", "goldens/answers.jsonl", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
            try FileManager.default.removeItem(atPath: $0.file("replays/other"))
        },
        PassedOver("a scenario.yml", "replays/other/scenario.yml", "a name that nothing reads") {
            try move("replays/other/scenario.yaml", "replays/other/scenario.yml", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
        },
        PassedOver("a Scenario.yaml", "replays/other/Scenario.yaml", "a name that nothing reads") {
            try move("replays/other/scenario.yaml", "replays/other/Scenario.yaml", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
        },
        PassedOver("a scenario.yml beside a scenario.yaml", "replays/other/scenario.yml", "a name that nothing reads") {
            try $0.write("version: 1\n", to: "replays/other/scenario.yml")
        },
        PassedOver("a scenario in a folder within a folder", "replays/team/other/scenario.yaml", "within a folder") {
            try move("replays/other", "replays/team/other", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
        },
        PassedOver("a scenario within a scenario", "replays/other/more/scenario.yaml", "within a folder") {
            try $0.copy($0.file("replays/shop"), to: "replays/other/more")
        },
        PassedOver("a scenario that lies in the folder of the scenarios", "replays/scenario.yaml", "beside the folders")
        {
            try move("replays/other/scenario.yaml", "replays/scenario.yaml", in: $0)
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
            try FileManager.default.removeItem(atPath: $0.file("replays/other"))
        },
        PassedOver("a recording without a scenario", "replays/other/traffic.jsonl", "no scenario names") {
            unlink($0.file("replays/other/scenario.yaml"))
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
        },
        PassedOver("a scenario that is a broken link", "replays/linked", "a link that leads nowhere") {
            symlink("nowhere", $0.file("replays/linked"))
        },
        PassedOver("a scenario.yaml that is a broken link", "replays/other/scenario.yaml", "leads nowhere") {
            unlink($0.file("replays/other/scenario.yaml"))
            symlink("nowhere", $0.file("replays/other/scenario.yaml"))
            try FileManager.default.removeItem(atPath: $0.file("goldens/other"))
        },
    ]

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try Shop().write(to: workplace, named: "other")
        try workplace.acceptAll()
        return workplace
    }

    @Test(arguments: all)
    func `what is passed over is said, and fails the run`(_ passedOver: PassedOver) throws {
        let workplace = try workplace()
        try passedOver.make(workplace.folder)
        let check = try workplace.run("check")
        #expect(check.code == 3, "\(check.text) \(check.errors)")
        #expect(
            check.errors.contains("\(passedOver.path): ") && check.errors.contains(passedOver.says), "\(check.errors)")

        let replay = try workplace.run("replay")
        #expect(replay.code == 3, "\(replay.text) \(replay.errors)")
        #expect(replay.text.contains("\(passedOver.path): ") && replay.text.contains(passedOver.says), "\(replay.text)")
        #expect(replay.text.contains("verdict: not everything was replayed"))
        let report = try workplace.report()
        #expect(report.verdict == "missing" && report.unread.map(\.path) == [passedOver.path])
        #expect(try workplace.folder.text("reports/summary.md").contains("## Not read"))
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("error").map { $0.attributes["type"] } == ["missing"])
        if JUnitReport.schema != nil {
            #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml")))
        }
    }

    @Test func `a second process passes over the same`() throws {
        let workplace = try workplace()
        try Self.all[0].make(workplace.folder)
        let run = try workplace.run("replay", "--check-determinism")
        #expect(run.code == 3 && run.text.contains("deterministic: "), "\(run.text) \(run.errors)")
    }

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv))
    func `a folder that can't be read is no empty one`() throws {
        let workplace = try workplace()
        try #require(chmod(workplace.folder.file("replays/other"), 0) == 0)
        defer { chmod(workplace.folder.file("replays/other"), 0o755) }
        for command in ["check", "replay"] {
            let run = try BuiltTool.run([command], in: workplace.folder, withoutPrivileges: true)
            #expect(run.code == 3, "\(run.text) \(run.errors)")
            #expect((run.text + run.errors).contains("replays/other: a folder that can't be read"))
            #expect(!(run.text + run.errors).contains("goldens/other"))
        }
    }

    @Test func `what nobody means to replay is no fault`() throws {
        let workplace = try workplace()
        try workplace.folder.write("See the wiki.\n", to: "replays/README.md")
        try workplace.folder.write(Shop.database, to: "replays/databases/shop.sql")
        try workplace.folder.write(Shop().recording, to: "replays/recordings/day.jsonl")
        try workplace.edit(
            "replays/other/scenario.yaml", "version: 1", "version: 1\ntraffic: [../recordings/day.jsonl]")
        try workplace.folder.write("{\"a\":1}\n", to: "replays/databases/rows.jsonl")
        try workplace.folder.write("", to: "goldens/.gitkeep")
        try workplace.folder.write("", to: "goldens/new/answers.jsonl.new")
        #expect(try workplace.run("check").code == 0)
        let run = try workplace.run("replay")
        #expect(run.code == 0, "\(run.text)")
    }

    @Test func `scenarios that are named are replayed, whatever lies beside them`() throws {
        let workplace = try workplace()
        try Self.all[0].make(workplace.folder)
        #expect(try workplace.run("replay", "shop").code == 0)
        #expect(try workplace.run("check", "shop").code == 0)
    }
}
