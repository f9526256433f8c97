import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare the reports of two finished runs.",
        discussion: """
            Says what the runs were made with otherwise, then which causes there are, the worst first, then what differs: \
            statements word by word, rows cell by cell.

            EXAMPLES
              toolrouter replay --reports before; (change something); toolrouter replay --reports after
              toolrouter compare before after
              toolrouter compare before after --html comparison.html
            """)

    @Argument(help: "The reports folder of the earlier run.", completion: .directory)
    var before: String

    @Argument(help: "The reports folder of the later run.", completion: .directory)
    var after: String

    @Option(
        help: ArgumentHelp("Write the comparison as a page for a browser, too.", valueName: "file"), completion: .file()
    )
    var html: String?

    func run() throws {
        try ExitStatus.of {
            let (scenarios, onlyInOne) = try ReportComparison.compare(before, after)
            for name in onlyInOne { Console.print("\(name): only in one of the two reports") }
            guard !scenarios.isEmpty else {
                Console.error("the two reports share no scenario")
                throw ExitCode(Verdict.missing.exitCode)
            }
            for scenario in scenarios { show(scenario) }
            if let html {
                try ReportPage.write(comparing: scenarios, onlyInOne: onlyInOne, to: html)
                Console.print("")
                Console.print("page: \(html)")
            }
            let hasDrifted = !onlyInOne.isEmpty || scenarios.contains { $0.findings.failing > 0 }
            try ExitStatus.with(hasDrifted ? .drift : .pass)
        }
    }

    /// How many groups are shown.
    private static let shownGroups = 20
    /// How many drifts are shown with all that differs.
    private static let shownDrifts = 20
    /// How many of them are of one group.
    private static let shownOfGroup = 3

    private func show(_ scenario: ReportComparison.Scenario) {
        let (name, findings) = (scenario.name, scenario.findings)
        for difference in scenario.differences {
            Console.print("\(name): changed between the runs: \(difference)")
        }
        Console.print("\(name): \(Quantity.words(findings.failing, "request differs", plural: "requests differ"))")
        for (kind, count) in findings.kinds.sorted(by: { $0.key < $1.key }) {
            Console.print("  \(kind.rawValue): \(count)")
        }
        let groups = Self.groups(findings.failingDrifts + findings.informationalDrifts)
        for (group, _) in groups.prefix(Self.shownGroups) { Console.print("  \(group.headline)") }
        if groups.count > Self.shownGroups {
            Console.print("  … and \(Quantity.words(groups.count - Self.shownGroups, "group")) more")
        }
        if findings.omittedDrifts > 0 { Console.print("  … and \(findings.omittedDrifts) that are not looked at") }
        var shown = 0
        for (group, first) in groups {
            let drifts = first.prefix(min(Self.shownOfGroup, Self.shownDrifts - shown))
            guard !drifts.isEmpty else { break }
            show(group, drifts, of: scenario)
            shown += drifts.count
        }
    }

    private func show(_ group: DriftGroup, _ drifts: ArraySlice<Drift>, of scenario: ReportComparison.Scenario) {
        let look = PageLook(hasColours: Console.hasColour, width: TerminalSize.columns.map { $0 - 2 })
        Console.print("")
        Console.print("\(scenario.name): \(group.headline)")
        for drift in drifts {
            Console.print("  \(Excerpt.of(drift.id.text)): \(drift.headline)")
            let page = DriftPage(drift, results: scenario.results, look: look)
            Console.write(page.lines.map { "  " + look.text($0) + "\n" }.joined())
        }
        if group.count > drifts.count { Console.print("  … and \(group.count - drifts.count) alike") }
    }

    /// The drifts by cause, the worst first.
    private static func groups(_ drifts: [Drift]) -> [(group: DriftGroup, drifts: [Drift])] {
        ReviewSession(drifts).groups.map { ($0.group, $0.members) }
    }
}
