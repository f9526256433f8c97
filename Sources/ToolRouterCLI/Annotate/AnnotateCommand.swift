import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter annotate`.
struct AnnotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Print what the last run found as annotations of a pull request.",
        discussion: """
            Reads drift.json and finds the line of each request in its recording. GitHub shows ten annotations of a step, so \
            requests that drifted in the same way are one, the worst come first, and the last says how many are left out. \
            Nothing is printed of a run that passed.

            EXAMPLES
              toolrouter annotate                             in a step after toolrouter replay
              toolrouter annotate --root "$GITHUB_WORKSPACE"  when the scenarios lie below the repository's root
            """)

    @Argument(help: "The scenarios of the run, where it named paths.", completion: .scenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Who reads the annotations: github.")
    var format = AnnotationFormat.github

    @Option(
        help: "The root of the repository: paths are relative to it, and nothing outside of it is named.",
        completion: .directory)
    var root = "."

    @Option(help: "The most annotations, 1 to 50.")
    var limit = 10

    func validate() throws {
        guard (1...50).contains(limit) else { throw ValidationError("--limit is \(limit); expected 1 to 50") }
    }

    func run() throws {
        try ExitStatus.of {
            guard let root = RealPath.of(root) else {
                throw FileError(
                    aboutFile: root, found: "no such folder", expected: "the root of the repository",
                    remedy: "check the path")
            }
            let findings = Finding.all(of: try FinishedRun.read(from: folders.reports))
            let shown = findings.count > limit ? findings.prefix(limit - 1) : findings[...]
            let places = places(of: shown, below: root)
            for finding in shown {
                let place = finding.scenario.flatMap { places[Subject(scenario: $0, request: finding.request)] }
                write(Annotation(place: place, title: finding.title, lines: finding.lines))
            }
            if shown.count < findings.count {
                write(
                    Annotation(
                        place: nil, title: "\(findings.count - shown.count) more findings",
                        lines: ["summary.md and report.html have all of them"]))
            }
        }
    }

    private struct Subject: Hashable {
        let scenario: String
        let request: RequestID?
    }

    /// Where each finding's request stands; without one, the scenario's own file.
    private func places(of findings: ArraySlice<Finding>, below root: String) -> [Subject: Annotation.Place] {
        var places: [Subject: Annotation.Place] = [:]
        for name in Set(findings.compactMap(\.scenario)).sorted() {
            let given = scenarios.first { folders.name(of: $0) == name } ?? name
            guard let folder = try? folders.workspace.existingScenarioFolder(given),
                let scenario = try? Scenario(path: folder)
            else { continue }
            let requests = Set(findings.filter { $0.scenario == name }.compactMap(\.request))
            if let file = relative(scenario.directory + "/scenario.yaml", to: root) {
                // Also for a request that no recording has, such as one that only the golden knows.
                for request in [nil] + requests.map(Optional.some) {
                    places[Subject(scenario: name, request: request)] = Annotation.Place(file: file, line: 1)
                }
            }
            for (request, place) in RecordedLines.of(requests, in: scenario) {
                guard let file = relative(place.path, to: root) else { continue }
                places[Subject(scenario: name, request: request)] = Annotation.Place(file: file, line: place.line)
            }
        }
        return places
    }

    private func relative(_ path: String, to root: String) -> String? {
        let above = root.hasSuffix("/") ? root : root + "/"
        guard let path = RealPath.of(path), path.hasPrefix(above) else { return nil }
        return String(path.dropFirst(above.count))
    }

    private func write(_ annotation: Annotation) {
        switch format {
        case .github: Console.write(annotation.gitHubCommand + "\n")
        }
    }
}

/// Who reads annotations.
enum AnnotationFormat: String, CaseIterable, ExpressibleByArgument {
    case github
}
