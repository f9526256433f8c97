import Foundation
import ToolRouterFormats

/// The terminal: results go to stdout, errors and progress to stderr.
enum Console {
    /// A line of the result, in green or red where it is good or bad news and the terminal shows colours.
    ///
    /// Names and texts come from recordings, so characters that could drive a terminal are made visible here, in one place.
    static func print(_ line: String, isGood: Bool? = nil) {
        let line = visible(line)
        let colour = isGood.map { $0 ? 32 : 31 }
        write((hasColour ? colour.map { "\u{1B}[\($0)m\(line)\u{1B}[0m" } ?? line : line) + "\n")
    }

    /// Text of the result that brings its own line ends.
    static func write(_ text: String) {
        StandardStreams.write(text)
    }

    /// A line about what went wrong.
    static func error(_ line: String) {
        StandardStreams.writeError("toolrouter: " + visible(line) + "\n")
    }

    /// The last message of the process, from the parser of its arguments.
    static func end(_ text: String, isError: Bool) {
        let text = (isError ? visible(text) : HelpText.wrapped(visible(text))) + "\n"
        if isError { StandardStreams.writeError(text) } else { StandardStreams.write(text) }
    }

    /// Whether a person can be asked.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Whether stdout shows colours: a terminal that understands escapes, unless NO_COLOR is set (no-color.org).
    static var hasColour: Bool {
        isTerminal(STDOUT_FILENO) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Whether a stream is a terminal that understands escapes.
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    private static func visible(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Excerpt.visible($0) }.joined(
            separator: "\n")
    }
}

/// What the environment of the process says.
enum Environment {
    /// Whether this is a CI run, in which goldens are never written.
    static var isCI: Bool {
        let value = ProcessInfo.processInfo.environment["CI"] ?? ""
        return !["", "0", "false"].contains(value.lowercased())
    }
}
