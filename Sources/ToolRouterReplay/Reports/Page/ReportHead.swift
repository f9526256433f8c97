import Foundation
import ToolRouter
package import ToolRouterFormats

/// What the page says of a whole run, as `report.json` keeps it.
package struct ReportHead: Sendable {
    /// The name of the file, in the folder of the reports.
    package static let file = "report.json"

    /// The object, on one line.
    let json: [UInt8]
    /// The scenarios that have sections, in their order.
    let scenarios: [String]

    /// The head of a replay.
    ///
    /// - Parameter commands: by scenario.
    package init(of report: RunReport, commands: [String: ReportCommands]) {
        var writer = JSONWriter()
        scenarios = report.scenarios.map(\.scenario)
        writer.object { file in
            file.member("version", 1)
            file.member("kind", "replay")
            file.member("verdict", report.verdict.rawValue)
            file.member("words", report.words)
            file.member("interrupted", report.isInterrupted)
            file.key("not_replayed")
            file.array(report.notReplayed)
            file.key("unread")
            file.array(report.unread.map(\.words))
            file.member(
                "scenarios",
                array: { list in
                    for scenario in report.scenarios {
                        list.object { item in
                            item.member("name", scenario.scenario)
                            item.member("verdict", scenario.verdict.rawValue)
                            item.member("words", scenario.words)
                            item.member("requests", scenario.totals.totals.requests)
                            item.member("failing", scenario.findings.failing)
                            if let commands = commands[scenario.scenario] { item.commands(commands) }
                        }
                    }
                })
        }
        json = writer.utf8
    }

    /// The head of a comparison of two runs.
    ///
    /// - Parameter onlyInOne: the scenarios that only one of the runs has.
    init(comparing scenarios: [ReportComparison.Scenario], onlyInOne: [String]) {
        let hasDrifted = !onlyInOne.isEmpty || scenarios.contains { $0.findings.failing > 0 }
        let differing = scenarios.count { $0.findings.failing > 0 }
        var writer = JSONWriter()
        self.scenarios = scenarios.map(\.name)
        writer.object { file in
            file.member("version", 1)
            file.member("kind", "comparison")
            file.member("verdict", hasDrifted ? Verdict.drift.rawValue : Verdict.pass.rawValue)
            file.member(
                "words",
                hasDrifted ? "\(differing) of \(scenarios.count) scenarios differ" : "both runs answered the same")
            file.member("interrupted", false)
            file.key("not_replayed")
            file.array([])
            file.key("unread")
            file.array([])
            file.key("only_in_one")
            file.array(onlyInOne)
            file.member(
                "scenarios",
                array: { list in
                    for scenario in scenarios {
                        list.object { item in
                            item.member("name", scenario.name)
                            item.member("verdict", scenario.verdict.rawValue)
                            item.member("words", scenario.words)
                            item.member("requests", scenario.requests)
                            item.member("failing", scenario.findings.failing)
                        }
                    }
                })
        }
        json = writer.utf8
    }

    /// Reads `report.json` in the folder of the reports.
    package init(path: String) throws(FileError) {
        json = try WholeFile.bytes(
            path, kind: "the report of a finished run",
            remedy: "replay again: `toolrouter replay` writes \(Self.file)", upTo: 16 * WholeFile.largest)
        guard let read = try? JSONDecoder().decode(Members.self, from: Data(json)), read.version == 1 else {
            throw FileError(
                aboutFile: path, found: "something else", expected: "the report of a finished run, version 1",
                remedy: "replay again: `toolrouter replay` writes \(Self.file)")
        }
        scenarios = read.scenarios.map(\.name)
        // The names lead to files.
        if let odd = scenarios.first(where: { $0.isEmpty || $0.contains("/") || $0.hasPrefix(".") }) {
            throw FileError(
                aboutFile: path, found: "a scenario named \(Excerpt.of(odd))",
                expected: "names of folders beside the file",
                remedy: "replay again: `toolrouter replay` writes \(Self.file)")
        }
    }

    private struct Members: Decodable {
        struct Scenario: Decodable { let name: String }
        let version: Int
        let verdict: String
        let scenarios: [Scenario]
    }

    /// Writes the file, by rename.
    package func write(to path: String) throws(FileError) {
        try OutputFile.write(String(decoding: json, as: UTF8.self) + "\n", to: path, option: Workspace.reportsOption)
    }
}

extension JSONWriter {
    fileprivate mutating func commands(_ commands: ReportCommands) {
        member(
            "commands",
            object: { lines in
                lines.member("replay", commands.replay)
                lines.key("explain")
                lines.array(commands.explain)
                lines.member("review", commands.review)
                lines.member("accept", commands.accept)
            })
    }
}
