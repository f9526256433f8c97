import Glibc

/// Lays help out for a terminal: paragraphs are wrapped, lines of examples are not, since they are there to be copied.
enum HelpText {
    /// Makes the parser of arguments leave lines as long as they are.
    static func leaveToUs() {
        ownWidth = width
        setenv("COLUMNS", "10000", 1)
    }

    nonisolated(unsafe) private static var ownWidth = 80

    /// What a terminal is wide: what COLUMNS says, else the terminal itself, else 80.
    private static var width: Int {
        if let columns = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }), columns > 0 {
            return max(columns, 40)
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(Int(size.ws_col), 40)
    }

    /// `text` as the parser made it, wrapped.
    ///
    /// What is no help, such as a script for completion in shells, stays as it is.
    static func wrapped(_ text: String) -> String {
        text.hasPrefix("OVERVIEW: ") ? wrapped(text, columns: ownWidth) : text
    }

    /// `text`, wrapped before `columns` but for the lines below `EXAMPLES`.
    static func wrapped(_ text: String, columns: Int) -> String {
        var isExample = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            isExample = line == "EXAMPLES" || (isExample && line.hasPrefix("  "))
            return isExample ? String(line) : wrapped(line: line, columns: columns)
        }.joined(separator: "\n")
    }

    private static func wrapped(line: Substring, columns: Int) -> String {
        guard line.count > columns else { return String(line) }
        let own = line.prefix { $0 == " " }.count
        let hanging = indentation(of: line)
        // What stands before the column of the words stays as it is.
        let head = hanging > own ? line.prefix(hanging) : line.prefix(own)
        var lines: [String] = []
        var current = String(head)
        var isEmpty = true
        for word in line.dropFirst(head.count).split(separator: " ") {
            if !isEmpty, current.count + 1 + word.count > columns {
                lines.append(current)
                current = String(repeating: " ", count: hanging)
                isEmpty = true
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [current]).joined(separator: "\n")
    }

    /// Where the lines that follow begin: below the words that describe an option, else below the line's own beginning.
    private static func indentation(of line: Substring) -> Int {
        if line.hasPrefix("USAGE: ") { return "USAGE: ".count }
        let own = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(own)
        guard own > 0, let gap = rest.firstRange(of: "  ") else { return own }
        let after = rest[gap.upperBound...].prefix { $0 == " " }.count
        let column = own + rest.distance(from: rest.startIndex, to: gap.upperBound) + after
        return column <= 40 ? column : own
    }
}
