import Testing
import ToolRouterReplay

struct StyledLineTests {
    private func line(_ parts: [(String, StyledLine.Style)]) -> StyledLine {
        var line = StyledLine()
        for (text, style) in parts { line.append(text, style) }
        return line
    }

    @Test func `only its own colours drive a terminal`() {
        let line = line([("a\u{1B}[2J\r\n\u{9B}31m\u{202E}", .removed), ("\u{0}\u{7F}", .plain)])
        #expect(line.plain == #"a\u{1B}[2J\u{D}\u{A}\u{9B}31m\u{202E}\u{0}\u{7F}"#)
        #expect(
            line.coloured == "\u{1B}[31m" + #"a\u{1B}[2J\u{D}\u{A}\u{9B}31m\u{202E}"# + "\u{1B}[0m" + #"\u{0}\u{7F}"#)
    }

    @Test func `blanks that changed are seen by their background`() {
        #expect(line([("  ", .added)]).coloured == "\u{1B}[42m  \u{1B}[0m")
        #expect(line([("x", .added)]).coloured == "\u{1B}[32mx\u{1B}[0m")
    }

    @Test func `without colours differences are marked, and nothing is where there is none`() {
        var line = StyledLine()
        line.append("old", .removed, marked: true)
        line.append("new", .added, marked: true)
        line.append("", .added, marked: true)
        #expect(line.plain == "[-old-]{+new+}")
    }

    @Test(arguments: [
        ("short", "abc", 5, ["abc"]), ("exactly", "abcde", 5, ["abcde"]),
        ("longer", "abcdefgh", 5, ["abcde", "  fgh"]),
        ("between words", "ab cd ef", 5, ["ab cd", "  ef"]), ("at the last blank", "abc defg", 6, ["abc ", "  defg"]),
        ("wide letters", "日本語日本", 5, ["日本", "  語", "  日", "  本"]),
        (
            "marks take no room", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", 5,
            ["e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}"]
        ),
    ])
    func `lines are wrapped to the width`(row: (name: String, text: String, width: Int, lines: [String])) {
        let lines = StyledLine(row.text).wrapped(to: row.width, indent: 2)
        #expect(lines.map(\.plain) == row.lines, "\(row.name)")
        #expect(lines.allSatisfy { $0.width <= row.width })
    }

    @Test(arguments: [
        ("short", "abc", 3, "abc"), ("longer", "abcd", 3, "ab…"), ("wide", "日本語", 4, "日…"),
        ("one column", "ab", 1, "…"),
    ])
    func `text is cut to the width`(row: (name: String, text: String, width: Int, cut: String)) {
        #expect(DisplayWidth.cut(row.text, to: row.width) == row.cut, "\(row.name)")
        #expect(StyledLine(row.text).cut(to: row.width).plain == row.cut, "\(row.name)")
    }

    @Test func `each stretch keeps its colour when a line is wrapped or cut`() {
        let line = line([("abc", .removed), ("def", .added)])
        #expect(
            line.wrapped(to: 4, indent: 0).map(\.coloured)
                == ["\u{1B}[31mabc\u{1B}[0m\u{1B}[32md\u{1B}[0m", "\u{1B}[32mef\u{1B}[0m"])
        #expect(line.cut(to: 5).coloured == "\u{1B}[31mabc\u{1B}[0m\u{1B}[32md…\u{1B}[0m")
    }
}
