import Foundation

/// That each lane of a pool is a process, and how patient the pool is with it.
package struct LaneProcesses: Hashable, Sendable {
    /// The absolute path of `toolrouter`, which a lane runs.
    package let executable: String
    /// How many lanes judge; 1 to 16.
    package let judges: Int
    /// How long judging one text may take, by the clock on the wall, before its lane is killed and the text refused.
    package let judgingTime: Duration
    /// How long a lane that is told to stop may take to, before it is killed.
    package let grace: Duration
    /// Seconds of processor time that one request may take before the kernel kills its lane. A bound for what the pool
    /// itself does not see; a lane that is not stopped by then has other bounds.
    package let processorSeconds: Int

    /// Lanes that run `executable`. Traps when a value is out of its bounds.
    package init(
        _ executable: String, judges: Int = 2, judgingTime: Duration = .seconds(2),
        grace: Duration = .milliseconds(50), processorSeconds: Int = 600
    ) {
        precondition(executable.hasPrefix("/"), "the path of a lane's program is absolute, found \(executable)")
        precondition((1...16).contains(judges), "1 to 16 lanes judge, found \(judges)")
        precondition(judgingTime > .zero && grace > .zero, "no time to judge: \(judgingTime), \(grace)")
        precondition(processorSeconds > 0, "no processor time: \(processorSeconds)")
        self.executable = executable
        self.judges = judges
        self.judgingTime = judgingTime
        self.grace = grace
        self.processorSeconds = processorSeconds
    }

    /// The program that runs now, as it was when it was started, whatever lies at its path by now: for `toolrouter`.
    package static let thisProgram = "/proc/self/exe"

    /// The program of that name in the folder of the one that runs now; nil when there is none.
    package static func beside(_ name: String = "toolrouter") -> String? {
        let program = URL(filePath: thisProgram).resolvingSymlinksInPath()
        let path = program.deletingLastPathComponent().appending(path: name).path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}
