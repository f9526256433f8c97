import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the page of a finished run again, and open it.",
        discussion: """
            Each replay writes report.html into its reports folder: one file that needs nothing else, for a browser. This \
            makes it again from what the run left there (report.json and the report.jsonl of each scenario), for instance \
            from the artifact of a CI run that was unpacked somewhere.

            EXAMPLES
              toolrouter report --open
              toolrouter report ~/Downloads/reports
            """)

    @Argument(help: ArgumentHelp("The reports folder of the run.", valueName: "run"), completion: .directory)
    var folder = "reports"

    @Flag(
        name: .customLong("open"),
        help: "Open the page in the browser of this desktop (xdg-open, or the program that BROWSER names).")
    var isShown = false

    func run() throws {
        try ExitStatus.of {
            try ReportPage.write(in: folder)
            let path = "\(folder)/\(ReportPage.file)"
            Console.print(path)
            if isShown { try Self.show(path) }
        }
    }

    /// Hands the page to a browser, which goes on when this process ends.
    private static func show(_ path: String) throws {
        let browser = ProcessInfo.processInfo.environment["BROWSER"] ?? ""
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [browser.isEmpty ? "xdg-open" : browser, URL(filePath: path).path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FileError(
                path: path, problem: "no browser could be started for it",
                remedy: "open the file yourself, or name a program in BROWSER")
        }
    }
}
