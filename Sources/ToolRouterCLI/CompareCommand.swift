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
            EXAMPLES
              toolrouter replay --reports before; (change something); toolrouter replay --reports after
              toolrouter compare before after
            """)

    @Argument(help: "The reports folder of the earlier run.", completion: .directory)
    var before: String

    @Argument(help: "The reports folder of the later run.", completion: .directory)
    var after: String

    func run() throws {
        try ExitStatus.of {
            let (scenarios, onlyInOne) = try ReportComparison.compare(before, after)
            for name in onlyInOne { Console.print("\(name): only in one of the two reports") }
            guard !scenarios.isEmpty else {
                Console.error("the two reports share no scenario")
                throw ExitCode(Verdict.missing.exitCode)
            }
            for scenario in scenarios { show(scenario) }
            let hasDrifted = !onlyInOne.isEmpty || scenarios.contains { $0.findings.failing > 0 }
            try ExitStatus.with(hasDrifted ? .drift : .pass)
        }
    }

    private func show(_ scenario: ReportComparison.Scenario) {
        for difference in scenario.differences {
            Console.print("\(scenario.name): changed between the runs: \(difference)")
        }
        Console.print(
            "\(scenario.name): \(Quantity.words(scenario.findings.failing, "request differs", plural: "requests differ"))"
        )
        for (kind, count) in scenario.findings.kinds.sorted(by: { $0.key < $1.key }) {
            Console.print("  \(kind.rawValue): \(count)")
        }
        for group in scenario.findings.groups.largestFirst.prefix(20) where group.count > 1 {
            Console.print("  \(group.headline)")
        }
        for drift in (scenario.findings.failingDrifts + scenario.findings.informationalDrifts).prefix(20) {
            Console.print("  \(Excerpt.of(drift.id.text)): \(drift.headline)")
            for line in scenario.results.lines(of: drift) { Console.print("    " + Excerpt.visible(line)) }
        }
    }
}
