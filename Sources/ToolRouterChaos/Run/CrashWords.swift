import Foundation

/// What a process left on its standard error when it ended, in a few words without a path or an address.
package enum CrashWords {
    /// The lines that are kept at most.
    private static let lines = 8
    private static let signals: [Int32: String] = [
        SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU",
    ]

    /// How Swift's own backtraces are to be written: short, and the same each time.
    static let backtrace =
        "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,limit=48,top=8,timeout=10s"

    /// Why a process ended.
    ///
    /// - Parameters:
    ///   - signal: the signal that ended it; nil where it ended by itself.
    ///   - code: its exit code otherwise.
    ///   - said: what it left on its standard error.
    package static func words(signal: Int32?, code: Int32, said: String) -> String {
        let end = signal.map { signals[$0] ?? "signal \($0)" } ?? "exit code \(code)"
        let all = said.split(whereSeparator: \.isNewline)
        let errors = all.lazy.compactMap(message).prefix(2)
        let calls = all.lazy.compactMap(call).prefix(lines - errors.count)
        let words = Array(errors) + Array(calls)
        return words.isEmpty ? end : end + ": " + words.joined(separator: " / ")
    }

    /// `Fatal error: what` of a line that begins with a path.
    private static func message(_ line: Substring) -> String? {
        guard let match = line.firstMatch(of: #/(?:Fatal e|E|e)rror: .*/#) else { return nil }
        return String(match.0)
    }

    /// Whether a process that said this is ending: it may take seconds until its backtrace is written.
    static func isEnd(_ said: String) -> Bool { said.contains("Fatal error: ") || said.contains("*** Signal ") }

    /// The call of a line of a backtrace: `ScheduleRunner.run(_:_:) (ScheduleRunner.swift:81)`.
    private static func call(_ line: Substring) -> String? {
        let pattern = #/\s*\d+\s+(.*?)(?: \+ \d+)? in \S+ at \/(?:[^\/]*\/)*([\w+]+\.swift:\d+).*/#
        guard let match = line.wholeMatch(of: pattern) else { return nil }
        let name = match.1.replacing(#/0x[0-9a-f]+|\[\w+\]/#, with: " ").split(separator: " ").joined(separator: " ")
        return name.isEmpty ? nil : "\(name) (\(match.2))"
    }
}
