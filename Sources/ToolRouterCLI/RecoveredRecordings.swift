import ToolRouterFormats

/// `toolrouter import --recover`.
enum RecoveredRecordings {
    /// Closes every open segment below `directory`, and says what became of each.
    static func recover(_ directory: String) throws {
        guard try Presence.of(directory) else {
            throw FileError(
                aboutFile: directory, found: "no such folder", expected: "the folder of `serve --record`",
                remedy: "check the path")
        }
        let report = RecordingSalvage.all(below: directory)
        for closed in report.closed { Console.print(closed.words) }
        for folder in report.busy { Console.error("\(folder): left alone, a server is writing there") }
        for fault in report.faults { Console.error(fault.description) }
        if report.closed.isEmpty, report.busy.isEmpty, report.faults.isEmpty {
            Console.print("\(directory): no segment was left open")
        }
        if !report.faults.isEmpty { throw ExitStatus.badInput }
    }
}
