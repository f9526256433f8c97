import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate scenarios, recordings, rules, fault plans and server configurations without running them.",
        discussion: """
            Says every fault of every file, and what lies among the scenarios and goldens that no replay reads. Of \
            statements only the expected ones of the recordings are run.

            EXAMPLES
              toolrouter check                        all scenarios of ./replays
              toolrouter check replays/steady-day     one, with its databases, recordings, rules and golden
              toolrouter check other-replays          all scenarios of a folder
              toolrouter check traffic.jsonl          a recording alone
              toolrouter check server.yaml            a server's configuration: any .yaml with its sections
              toolrouter check rules.yaml             rules alone: any .yaml with a list of rules that name tools
              toolrouter check stress.yaml            a fault plan alone: any other .yaml but scenario.yaml
            """)

    @Argument(
        help:
            "Scenario folders, scenario.yaml files, folders of scenarios, recordings, rules, fault plans or server configurations. Default: all scenarios.",
        completion: .file()
    )
    var paths: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            var isSound = true
            var unread: [UnreadFile] = []
            for path in paths.isEmpty ? [folders.replays] : paths {
                if paths.isEmpty || isFolderOfScenarios(path) {
                    var folders = folders
                    folders.replays = path
                    let (areSound, passedOver) = try checkScenarios(folders, interruption)
                    isSound = isSound && areSound
                    unread += passedOver
                } else {
                    isSound = try check(path, folders, interruption).isSound && isSound
                }
            }
            for file in unread { Console.error(file.words) }
            if !isSound { throw ExitStatus.badInput }
            if !unread.isEmpty { throw ExitCode(Verdict.missing.exitCode) }
        }
    }

    private func isFolderOfScenarios(_ path: String) -> Bool {
        // A name without a slash is that of a scenario, if there is one.
        let isName = FileManager.default.fileExists(atPath: folders.workspace.scenarioFolder(path) + "/scenario.yaml")
        return !isName && Workspace.isFolderOfScenarios(path)
    }

    private func checkScenarios(
        _ folders: WorkspaceOptions, _ interruption: Interruption
    ) throws -> (areSound: Bool, unread: [UnreadFile]) {
        let names = try folders.workspace.scenarioNames()
        var scenarios: [Scenario] = []
        var areSound = true
        for name in names {
            let (isSound, scenario) = try check("\(folders.replays)/\(name)", folders, interruption)
            areSound = areSound && isSound
            if let scenario { scenarios.append(scenario) }
        }
        let unread = try folders.unreadFiles(scenarios)
        guard !names.isEmpty else {
            for file in unread { Console.error(file.words) }
            throw folders.noScenario
        }
        return (areSound, unread)
    }

    private func check(
        _ path: String, _ folders: WorkspaceOptions, _ interruption: Interruption
    ) throws -> (isSound: Bool, scenario: Scenario?) {
        var faults = FileFaults()
        var scenario: Scenario?
        let words = try faults.collecting {
            if path.hasSuffix(".jsonl") { return try checkRecording(path, interruption) }
            if isPlainYAML(path) {
                if ServerSettings.isLikely(path: path) { return try checkServer(path, interruption) }
                return RulesFile.isLikely(path: path) ? try checkRules(path) : try checkFaultPlan(path)
            }
            let folder = path.hasSuffix(".yaml") ? (path as NSString).deletingLastPathComponent : path
            return try checkScenario(folder.isEmpty ? "." : folder, folders, &scenario, interruption)
        }
        if let words { faults.add(words.faults) }
        for fault in faults.all { Console.error(fault.description) }
        for (path, count) in faults.omitted { Console.error("\(path): … and \(count) more") }
        if let words, faults.isEmpty { Console.print(words.sound) }
        return (faults.isEmpty, scenario)
    }

    /// What there is to say when nothing is at fault, and what is at fault.
    private typealias Found = (sound: String, faults: FileFaults)

    private func checkScenario(
        _ path: String, _ folders: WorkspaceOptions, _ scenario: inout Scenario?, _ interruption: Interruption
    ) throws -> Found {
        let (read, found) = try Scenario.readingAll(path: folders.workspace.existingScenarioFolder(path))
        scenario = read
        var faults = FileFaults()
        faults.add(found)
        guard let read else { return ("", faults) }
        let (inventory, more) = try ScenarioCheck.checkAll(
            read, lacksDatabases: found.contains { $0.reason.field?.hasPrefix("databases") ?? false },
            workspace: folders.workspace, interruption: interruption)
        let golden = inventory.goldenAnswers.map { "a golden of \(Quantity.words($0, "answer"))" } ?? "no golden"
        let reordered = inventory.reordered > 0 ? ", \(Quantity.words(inventory.reordered, "line")) out of order" : ""
        let plan = inventory.faultRules.map { ", \(Quantity.words($0, "fault rule"))" } ?? ""
        faults.add(more)
        return (
            "\(inventory.scenario): sound; \(Quantity.words(inventory.requests, "request"))\(reordered), "
                + "\(Quantity.words(inventory.databases, "database")), \(golden)\(plan)"
                + inventory.withoutContent.map { ", no content in \(Excerpt.of($0))" }.joined()
                + inventory.outsideLinks.map { "\n  \($0)" }.joined(),
            faults
        )
    }

    /// Secrets are not looked up: a configuration is checked where they are not, too.
    private func checkServer(_ path: String, _ interruption: Interruption) throws -> Found {
        let (settings, faults) = try ServerCheck.check(path, interruption)
        return (settings.map { ServerCheck.words(path, $0) } ?? "", faults)
    }

    private func isPlainYAML(_ path: String) -> Bool {
        let file = (path as NSString).lastPathComponent
        return (file.hasSuffix(".yaml") || file.hasSuffix(".yml")) && !["scenario.yaml", "scenario.yml"].contains(file)
    }

    /// Without a database no guard can judge the statements.
    private func checkRules(_ path: String) throws -> Found {
        let rules = try RulesFile.read(path: path)
        return ("\(path): sound; \(Quantity.words(rules.rules.count, "rule"))", FileFaults())
    }

    /// Alone, a plan may name any candidate: only a scenario knows its own.
    private func checkFaultPlan(_ path: String) throws -> Found {
        let (plan, found) = FaultPlan.readingAll(path: path)
        var faults = FileFaults()
        faults.add(found)
        return ("\(path): sound; \(Quantity.words(plan?.rules.count ?? 0, "fault rule"))", faults)
    }

    private func checkRecording(_ path: String, _ interruption: Interruption) throws -> Found {
        var faults = FileFaults()
        let traffic = try Traffic(paths: [path]) { faults.add($0) }
        let content = traffic.withoutContent.isEmpty ? "" : ", no content"
        var count = 0
        while try traffic.next() != nil {
            if interruption.isRaised { throw Interrupted() }
            count += 1
        }
        let reordered = Quantity.words(traffic.reordered, "line")
        return ("\(path): sound; \(Quantity.words(count, "request")), \(reordered) out of order\(content)", faults)
    }
}
