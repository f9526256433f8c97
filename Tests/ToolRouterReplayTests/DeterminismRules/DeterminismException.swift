/// Where a rule may be broken, and why no two replays differ for it.
struct DeterminismException: Sendable {
    let target: String
    /// A file, or a folder with all that is in it, wherever in the target it lies.
    let place: String
    let reason: String

    static let all = [
        DeterminismException(
            target: "SQLSandbox", place: "Lanes",
            reason:
                "lanes are threads, for live traffic alone: a replay judges and steps on the thread of its simulation"),
        DeterminismException(
            target: "SQLSandbox", place: "ThreadClock.swift",
            reason: "what takes far too much of the processor gives no answer and no database, whenever it is stopped"),
        DeterminismException(
            target: "SQLSandbox", place: "SystemThread.swift",
            reason: "a thread that the system has none of yet is asked for again: its work comes later, and is the same"
        ),
        DeterminismException(
            target: "SQLSandbox", place: "BytecodeAudit.swift",
            reason: "the names of trees go into a set, in whatever order they come"),
        DeterminismException(
            target: "SQLSandbox", place: "FileState.swift",
            reason: "the system's clock says only whether a file was written to so lately that its schema is read again"
        ),
        DeterminismException(
            target: "ToolRouter", place: "QuickHash.swift",
            reason: "the numbers find what may be the same; none is written, printed or put in order"),
        DeterminismException(
            target: "ToolRouterTools", place: "FileMark.swift",
            reason: "the system's clock says only whether a document was written to so lately that it is read again"),
    ]

    func covers(_ file: String, of target: String) -> Bool {
        target == self.target && file.split(separator: "/").contains { $0 == place }
    }
}
